import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Compiles one imagined file under the configuration of pure code. */
function faults(code: string): readonly string[] {
	const file = path.join(root, 'packages/rules/src/imagined.ts');
	const read = ts.readConfigFile(path.join(root, 'tsconfig.pure.json'), (name) =>
		ts.sys.readFile(name),
	);
	const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
	const host = ts.createCompilerHost(options);
	const onDisk = ts.createCompilerHost(options);
	host.fileExists = (name) => name === file || onDisk.fileExists(name);
	host.getSourceFile = (name, language) =>
		name === file
			? ts.createSourceFile(name, code, language)
			: onDisk.getSourceFile(name, language);
	const program = ts.createProgram(
		[file, path.join(root, 'tools/pure/encoding.d.ts')],
		options,
		host,
	);
	return ts
		.getPreEmitDiagnostics(program)
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

it('pure code compiles with the ES library and the two classes of the Encoding Standard', () => {
	expect(faults("export const bytes = new TextEncoder().encode('a');")).toEqual([]);
});

it.each(['process', 'fetch', 'document', 'setTimeout', 'Buffer', 'crypto', 'console'])(
	'%s does not compile in pure code',
	(name) => {
		expect(faults(`export const reached = ${name};`)).toContainEqual(
			expect.stringContaining(`Cannot find name '${name}'`),
		);
	},
);
