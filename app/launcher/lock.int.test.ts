import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixture, isRoot, temporaryFolder } from './fixtures/served.ts';
import { lockDataFolder } from './lock.ts';

let folder: string;
let contenders: ChildProcess[];

beforeEach(() => {
	folder = temporaryFolder();
	contenders = [];
});

afterEach(() => {
	for (const child of contenders) child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

function contender(): ChildProcess {
	const [flag = '', loader = '', script = ''] = fixture('contend.ts');
	const child = fork(script, { execArgv: [flag, loader] });
	contenders.push(child);
	return child;
}

function ask(child: ChildProcess, message: object): Promise<{ won?: boolean }> {
	return new Promise((resolve, reject) => {
		const ended = (): void => {
			reject(new Error('the contender ended'));
		};
		child.once('exit', ended);
		child.once('message', (reply) => {
			child.removeListener('exit', ended);
			resolve(reply as { won?: boolean });
		});
		child.send(message);
	});
}

test('of many starters at once exactly one gets the folder, also when it takes over from a dead one', async () => {
	const all = Array.from({ length: 5 }, contender);
	for (let round = 0; round < 25; round += 1) {
		const replies = await Promise.all(all.map((child) => ask(child, { folder })));
		expect(replies.filter(({ won }) => won === true)).toHaveLength(1);
		await Promise.all(all.map((child) => ask(child, { release: true })));
	}
	expect(readdirSync(path.join(folder, 'lock')).length).toBeLessThan(12);
});

test('a killed holder gives the folder back by dying, a stopped one does not', async () => {
	const holder = contender();
	expect(await ask(holder, { folder })).toEqual({ won: true });
	holder.kill('SIGSTOP');
	expect(await lockDataFolder(folder)).toMatchObject({
		code: 'launcher.folder_locked',
		holderPid: holder.pid,
	});
	const gone = new Promise((resolve) => holder.once('exit', resolve));
	holder.kill('SIGKILL');
	await gone;
	const mine = await lockDataFolder(folder);
	expect(mine.ok).toBe(true);
	if (mine.ok) await mine.release();
});

test('one process cannot lock a folder twice, and can after a release', async () => {
	const first = await lockDataFolder(folder);
	if (!first.ok) throw new Error(first.code);
	expect(await lockDataFolder(folder)).toMatchObject({
		code: 'launcher.folder_locked',
		holderPid: process.pid,
	});
	await first.release();
	await first.release();
	const second = await lockDataFolder(folder);
	expect(second.ok).toBe(true);
	if (second.ok) await second.release();
});

test.skipIf(!isRoot)(
	'a holder too busy to answer still holds, also for a container that cannot see its process',
	async ({ skip }) => {
		const apart = ['--pid', '--fork', '--mount-proc'];
		if (spawnSync('unshare', [...apart, 'true']).status !== 0) {
			return skip('process namespaces are refused here');
		}
		const mine = await lockDataFolder(folder);
		if (!mine.ok) throw new Error(mine.code);
		const other = [...apart, process.execPath, ...fixture('serve.ts'), folder];
		// This process does nothing else until the other has ended.
		const tried = spawnSync('unshare', other, { encoding: 'utf8' });
		expect(tried.status).toBe(69);
		expect(tried.stdout).toContain('launcher.folder_locked');
		await mine.release();
	},
);

test('two names of one folder are one folder', async () => {
	const first = await lockDataFolder(folder);
	if (!first.ok) throw new Error(first.code);
	const other = path.join(folder, '..', path.basename(folder), '.');
	expect(await lockDataFolder(other)).toMatchObject({ code: 'launcher.folder_locked' });
	await first.release();
});
