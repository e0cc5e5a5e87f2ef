import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import { rules } from './rules.mjs';

/**
 * Checks the boundaries of the whole tree, then that each rule still bites: the fixture
 * `bad/<rule>/` mirrors the tree's folders and breaks exactly that rule.
 *
 * Prints one line a violation; exits 1 if there is any, or if a fixture passes.
 */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const fixtures = path.join(root, 'tools/boundaries/bad');

/** @param {string} baseDir @param {string[]} folders */
async function violations(baseDir, folders) {
	const outcome = await cruise(
		folders,
		{
			baseDir,
			ruleSet: { forbidden: rules },
			validate: true,
			doNotFollow: { path: 'node_modules' },
			exclude: { path: '\\.svelte-kit/|(^|/)build/|/paraglide/|tools/boundaries/bad/' },
			tsPreCompilationDeps: true,
			combinedDependencies: true,
		},
		{
			// By alias: through SvelteKit's own tsconfig every `$lib/…` stayed unresolved and passed.
			alias: { $lib: path.join(baseDir, 'app/src/lib') },
			extensions: ['.ts', '.mjs', '.js', '.svelte', '.json', '.d.ts'],
			conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
			exportsFields: ['exports'],
			mainFields: ['module', 'main', 'types', 'typings'],
		},
	);
	const output = /** @type {import('dependency-cruiser').ICruiseResult} */ (outcome.output);
	return { found: output.summary.violations, cruised: output.summary.totalCruised };
}

/** @param {string} baseDir */
function sourceFolders(baseDir) {
	return readdirSync(baseDir, { withFileTypes: true })
		.filter(
			(entry) => entry.isDirectory() && ['packages', 'app', 'bench', 'e2e'].includes(entry.name),
		)
		.map((entry) => entry.name);
}

let failed = 0;
process.chdir(root);
const whole = await violations(root, sourceFolders(root));
for (const violation of whole.found) {
	failed += 1;
	console.error(`${violation.rule.name}: ${violation.from} -> ${violation.to}`);
}

let bites = 0;
for (const rule of rules.map((each) => String(each.name))) {
	const fixture = path.join(fixtures, rule);
	const { found } = await violations(fixture, sourceFolders(fixture)).catch(() => ({ found: [] }));
	if (found.some((violation) => violation.rule.name === rule)) {
		bites += 1;
		continue;
	}
	failed += 1;
	console.error(`${rule}: tools/boundaries/bad/${rule}/ does not break it`);
}
console.log(`${whole.cruised} modules, ${rules.length} rules, ${bites} fixtures caught`);
process.exitCode = failed === 0 ? 0 : 1;
