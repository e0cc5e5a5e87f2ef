import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, SetupError } from './setup.mjs';

/** `npm run admin -- …`: set-up if needed, then the administrator's commands. */
try {
	await ensureInstalled();
	const build = await ensureBuilt();
	await import(pathToFileURL(path.join(build, 'host', 'admin.js')).href);
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 69;
}
