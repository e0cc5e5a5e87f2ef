import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled } from './setup.mjs';

/**
 * `npm test`: set-up, then every check. A check that fails does not hide those after it. The last
 * line on stdout is `N passed, N failed` (`, N skipped`); exit 0 only if all passed.
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const scratch = mkdtempSync(path.join(tmpdir(), 'terang-test-'));

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {string} tool @param {string[]} args @param {NodeJS.ProcessEnv} [env] @param {string} [cwd] @returns {Promise<number>} */
function run(tool, args, env = {}, cwd = root) {
	const script = path.join(root, 'node_modules', '.bin', tool);
	return new Promise((resolve) => {
		const child = spawn(script, args, {
			cwd,
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, ...env },
		});
		child.once('error', () => resolve(1));
		child.once('exit', (code) => resolve(code ?? 1));
	});
}

/** A check that is one thing: it holds or it does not. @param {Promise<number>} status */
async function single(status) {
	return (await status) === 0 ? counts(1, 0) : counts(0, 1);
}

/** @returns {Counts} */
function counts(passed = 0, failed = 0, skipped = 0) {
	return { passed, failed, skipped };
}

/** @param {'unit' | 'integration'} project @returns {Promise<Counts>} */
async function vitest(project) {
	const report = path.join(scratch, `${project}.json`);
	const status = await run('vitest', [
		'run',
		'--project',
		project,
		'--reporter=dot',
		'--reporter=json',
		`--outputFile.json=${report}`,
	]);
	try {
		const result = JSON.parse(readFileSync(report, 'utf8'));
		const broken = Math.max(result.numFailedTests, status === 0 ? 0 : 1);
		return counts(result.numPassedTests, broken, result.numPendingTests + result.numTodoTests);
	} catch {
		return counts(0, 1);
	}
}

/** @returns {Promise<Counts>} */
async function journeys() {
	const report = path.join(scratch, 'journeys.json');
	const status = await run(
		'playwright',
		['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'],
		{ PLAYWRIGHT_JSON_OUTPUT_NAME: report },
	);
	try {
		const { stats } = JSON.parse(readFileSync(report, 'utf8'));
		const broken = Math.max(stats.unexpected + stats.flaky, status === 0 ? 0 : 1);
		return counts(stats.expected, broken, stats.skipped);
	} catch {
		return counts(0, 1);
	}
}

/** SvelteKit's generated types are made here: a build keeps its own elsewhere. */
async function checkApplication() {
	const status = await run('svelte-kit', ['sync'], {}, path.join(root, 'app'));
	if (status !== 0) return status;
	return run('svelte-check', ['--workspace', 'app', '--tsconfig', './tsconfig.json']);
}

/** @type {{ name: string, check: () => Promise<Counts> }[]} */
const checks = [
	{ name: 'format', check: () => single(run('prettier', ['--check', '--log-level=warn', '.'])) },
	{
		name: 'build',
		check: () =>
			ensureBuilt().then(
				() => counts(1, 0),
				(/** @type {unknown} */ error) => (console.error(error), counts(0, 1)),
			),
	},
	{ name: 'types', check: () => single(run('tsc', ['-p', 'tsconfig.json'])) },
	{ name: 'types, pure code', check: () => single(run('tsc', ['-p', 'tsconfig.pure.json'])) },
	{
		name: 'types, application',
		check: () => single(checkApplication()),
	},
	{ name: 'lint', check: () => single(run('eslint', ['.'])) },
	{ name: 'boundaries', check: () => single(node('tools/boundaries/check.mjs')) },
	{ name: 'unused code', check: () => single(run('knip', [])) },
	{ name: 'licences', check: () => single(node('tools/licences.mjs')) },
	{ name: 'unit', check: () => vitest('unit') },
	{ name: 'database and processes', check: () => vitest('integration') },
	{ name: 'journeys', check: journeys },
];

/** @param {string} script @returns {Promise<number>} */
function node(script) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, [script], {
			cwd: root,
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.once('error', () => resolve(1));
		child.once('exit', (code) => resolve(code ?? 1));
	});
}

const wanted = process.argv.slice(2);
const total = counts();
/** @type {string[]} */
const summary = [];
await ensureInstalled();
for (const { name, check } of checks) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	const startedAt = performance.now();
	console.log(`\n== ${name}`);
	const result = await check();
	total.passed += result.passed;
	total.failed += result.failed;
	total.skipped += result.skipped;
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	summary.push(
		`${result.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped (${seconds} s)`,
	);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${summary.join('\n')}`);
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed === 0 ? 0 : 1;
