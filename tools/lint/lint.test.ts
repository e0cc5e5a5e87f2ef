import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

/** The rules of the house bite: each is given, in a file it watches, what it forbids. */
const eslint = new ESLint({ cwd: new URL('../..', import.meta.url).pathname });

async function brokenRules(filePath: string, code: string): Promise<readonly string[]> {
	const [result] = await eslint.lintText(code, { filePath });
	return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const exactFile = 'packages/rules/src/engine-version.ts';

it.each([
	['the clock', 'export const now = Date.now();', 'no-restricted-properties'],
	['the present moment', 'export const now = new Date();', 'no-restricted-syntax'],
	['chance', 'export const dice = Math.random();', 'no-restricted-properties'],
	['inexact mathematics', 'export const e = Math.exp(1);', 'no-restricted-properties'],
	['powers of floats', 'export const four = 2 ** 2;', 'no-restricted-syntax'],
	[
		'the order of a locale',
		"export const order = 'a'.localeCompare('b');",
		'no-restricted-properties',
	],
	['the locale itself', 'export const format = new Intl.NumberFormat();', 'no-restricted-globals'],
])(
	'exact code may not use %s',
	async (_, code, rule) => {
		expect(await brokenRules(exactFile, code)).toContain(rule);
	},
	60_000,
);

it('a file in a server folder must carry the name that keeps it out of a browser', async () => {
	const folder = 'app/src/lib/results/server';
	const code = 'export const leaked = 1;\n';
	const named = await brokenRules(`${folder}/api.server.ts`, code);
	expect(named).not.toContain('terang/server-file-suffix');
	// Not on disk, so the typed parser has no word on it: the rule alone is asked.
	const { Linter } = await import('eslint');
	const { serverFileSuffix } = await import('./server-file-suffix.mjs');
	const messages = new Linter().verify(
		code,
		[
			{
				files: ['**/*.ts'],
				plugins: { terang: { rules: { suffix: serverFileSuffix } } },
				rules: { 'terang/suffix': 'error' },
			},
		],
		`${folder}/leaks.ts`,
	);
	expect(messages.map(({ ruleId }) => ruleId)).toEqual(['terang/suffix']);
}, 60_000);
