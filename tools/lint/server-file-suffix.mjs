/**
 * Every source file in a `server/` folder ends in `.server.ts`: only that name makes SvelteKit
 * refuse to bundle it for the browser. A file without it leaks silently into a page.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const serverFileSuffix = {
	meta: {
		type: 'problem',
		docs: { description: 'files in a server/ folder end in .server.ts' },
		messages: { suffix: 'A file in a server/ folder must end in .server.ts.' },
		schema: [],
	},
	create(context) {
		const path = context.filename.replaceAll('\\', '/');
		const inServerFolder = /\/src\/lib\/.*\/server\//.test(path);
		const named = /\.server(\.int)?(\.test)?\.ts$|\.test\.ts$/.test(path);
		return {
			Program(node) {
				if (inServerFolder && !named) context.report({ node, messageId: 'suffix' });
			},
		};
	},
};
