import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

let build: string;
let folder: TestFolder;
let host: HostProcess;
const year = String(new Date().getUTCFullYear());

beforeAll(async () => {
	build = await buildFolder();
	folder = testFolder();
});
afterAll(async () => {
	host.child.kill('SIGTERM');
	await host.ended;
	folder.remove();
});

it('the example witness follows the log when its key is rotated while it is served', async () => {
	host = spawnHost(build, { TERANG_DATA: folder.path });
	const url = await host.url();
	const head = async (slug: string) => (await fetch(`${url}/log/${slug}/checkpoint`)).text();
	await expect.poll(() => head(year), { timeout: 20_000 }).toContain('example-witness');

	const admin = spawn(process.execPath, [path.join(build, 'host/admin.js'), 'key', 'rotate'], {
		env: cleanEnvironment({ TERANG_DATA: folder.path }),
		stdio: 'ignore',
	});
	expect(await once(admin, 'close')).toEqual([0, null]);
	await expect.poll(() => head(`${year}-2`), { timeout: 30_000 }).toContain('example-witness');
	// Under the witness's one key: it did not forget what it saw of the old log.
	const keyOf = (text: string) => /^— example-witness\S* (\S{6})/mu.exec(text)?.[1];
	expect(keyOf(await head(`${year}-2`))).toBe(keyOf(await head(year)));
});
