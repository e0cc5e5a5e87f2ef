import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * `npm start`: set-up, then the server in this very process, so that a signal to npm reaches it and
 * nothing is left behind.
 */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
	process.stderr.write(
		`Terang memerlukan Node.js 20.19 atau lebih baru; ini ${process.versions.node}.\n`,
	);
	process.exit(69);
}

const { ensureBuilt, ensureInstalled, SetupError, stopSetup } = await import('./setup.mjs');

/** @param {NodeJS.Signals} signal */
function interrupted(signal) {
	stopSetup();
	process.exit(signal === 'SIGINT' ? 130 : 143);
}

process.on('SIGINT', interrupted);
process.on('SIGTERM', interrupted);
process.on('SIGHUP', interrupted);

/** @type {string} */
let build;
try {
	await ensureInstalled();
	build = await ensureBuilt();
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exit(69);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, interrupted);
process.env.NODE_ENV = 'production';
await import(pathToFileURL(path.join(build, 'host', 'main.js')).href);
