import { build } from 'esbuild';
import { mkdtemp } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let built: Promise<string> | undefined;

/** The entry of a thread as plain JavaScript, made once for each test process. */
export function threadFile(): Promise<string> {
	built ??= bundle();
	return built;
}

async function bundle(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'terang-thread-'));
	process.once('exit', () => {
		rmSync(folder, { recursive: true, force: true });
	});
	const file = join(folder, 'thread.mjs');
	await build({
		entryPoints: [join(import.meta.dirname, '..', 'thread', 'main.server.ts')],
		outfile: file,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20.19',
		logLevel: 'warning',
	});
	return file;
}
