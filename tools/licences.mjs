import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Every installed dependency must carry a licence that lets a government run, change and pass on
 * Terang. Reads the lock file for the list and each package's own manifest for its licence.
 */

const permissive = new Set([
	'0BSD',
	'Apache-2.0',
	'Artistic-2.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'BSL-1.0',
	'BlueOak-1.0.0',
	'CC-BY-3.0',
	'CC-BY-4.0',
	'CC0-1.0',
	'ISC',
	'MIT',
	'MIT-0',
	'PostgreSQL',
	'Python-2.0',
	'Unlicense',
	'WTFPL',
	'Zlib',
]);

/** Weak copyleft, used unchanged and only as a tool while building. */
const toolsOnly = new Set(['MPL-2.0']);
const buildTools = /^(?:axe-core|@axe-core\/playwright|lightningcss(?:-.*)?)$/;

/** The manifest states none; read in the package's own LICENSE file or readme. @type {Record<string, string>} */
const readByHand = { 'combine-errors@3.0.3': 'MIT', 'sqlite-wasm-kysely@0.3.0': 'MIT' };

/** @param {string} expression SPDX expression: one allowed alternative is enough, all parts of AND must be. */
function allowed(expression, /** @type {boolean} */ tool) {
	const alternatives = expression.replace(/[()]/g, '').split(/\s+OR\s+/);
	return alternatives.some((alternative) =>
		alternative.split(/\s+AND\s+/).every((id) => permissive.has(id) || (tool && toolsOnly.has(id))),
	);
}

/** @type {{ packages: Record<string, { version?: string, license?: string, link?: boolean }> }} */
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let checked = 0;
let refused = 0;
for (const [folder, entry] of Object.entries(lock.packages)) {
	if (!folder.includes('node_modules/') || entry.link) continue;
	const manifest = path.join(folder, 'package.json');
	const installed = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : undefined;
	const stated = installed?.license ?? entry.license;
	const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
	const id = `${name}@${entry.version ?? ''}`;
	const licence =
		typeof stated === 'string' ? stated : (stated?.type ?? readByHand[id] ?? 'none stated');
	checked += 1;
	if (allowed(licence, buildTools.test(name))) continue;
	refused += 1;
	console.error(`${folder}: ${licence}`);
}
console.log(`${checked} packages, ${refused} with a licence that is not on the list`);
process.exitCode = refused === 0 ? 0 : 1;
