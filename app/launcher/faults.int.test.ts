import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync, mkdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { isRoot, killHard, rows, until, type Served } from './fixtures/served.ts';
import { end, useServers } from './testing-servers.ts';
import { commandFor } from './identity.ts';
import { readPidFile } from './pidfile.ts';
import { choosePlace, type Place } from './place.ts';
import { processState } from './processes.ts';
import { askServer } from './session.ts';

const servers = useServers();

async function endWell(started: Served): Promise<void> {
	expect(await end(started)).toBe(0);
}

async function refusal(folder: string): Promise<{ code: string; sentences: number }> {
	const started = servers.launch(folder);
	const outcome = await started.outcome;
	const { status, stderr } = await started.exit;
	expect(status).toBe(69);
	if (outcome.event !== 'failed') throw new Error('it started');
	return { code: outcome.code, sentences: stderr.trim().split('\n').length };
}

function placeOf(folder: string): Place {
	const binaries = findBinaries();
	if (!binaries.ok) throw new Error(binaries.code);
	const place = choosePlace(folder, binaries);
	if (!place.ok) throw new Error(place.code);
	return place;
}

async function answering(socket: string): Promise<void> {
	const end = performance.now() + 30_000;
	while ((await askServer(socket)) === undefined) {
		if (performance.now() > end) throw new Error('the server never answered');
		await pause(20);
	}
}

test('a postmaster that is dead but never reaped is treated as dead', async () => {
	const first = await servers.start(servers.folder);
	await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
	await endWell(first.started);
	const place = placeOf(servers.folder);
	const cluster = path.join(place.root, 'cluster');
	const socket = first.state.connection.host;
	const command = commandFor(place.identity, place.binaries, 'postgres', [
		...['-D', cluster, '-c', 'listen_addresses='],
		...['-c', `unix_socket_directories=${socket}`],
	]);
	// The shell starts the server and becomes a program that never asks how its child ended.
	const words = ['-c', '"$@" & exec sleep 600', 'sh', command.file, ...command.args];
	const parent = spawn('/bin/sh', words, { ...command.options, stdio: 'ignore' });
	try {
		await answering(socket);
		const zombie = readPidFile(cluster)?.pid ?? 0;
		killHard(zombie);
		await until(() => processState(zombie) === 'zombie');

		const second = await servers.start(servers.folder);
		expect(second.state.origin).toBe('started');
		expect(await rows(second.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
		expect(processState(zombie)).toBe('zombie');
		await endWell(second.started);
	} finally {
		parent.kill('SIGKILL');
	}
});

test('an initdb that fails leaves nothing behind, and the next start makes the cluster', async () => {
	const place = placeOf(servers.folder);
	const broken = { ...place, identity: { ...place.identity, wrapper: ['false'] } };
	expect(await ensureCluster(broken)).toMatchObject({ code: 'launcher.cluster_unmade' });
	expect(readdirSync(place.root)).toEqual([]);
	const { started } = await servers.start(servers.folder);
	await endWell(started);
});

test('what a killed initdb left aside is removed and never taken for a cluster', async () => {
	const place = placeOf(servers.folder);
	const half = path.join(place.root, 'aside-0123456789ab');
	mkdirSync(half, { recursive: true });
	writeFileSync(path.join(half, 'PG_VERSION'), '18\n');
	const { started } = await servers.start(servers.folder);
	expect(existsSync(half)).toBe(false);
	await endWell(started);
});

test('a data folder that is a file is refused with one sentence', async () => {
	const file = path.join(servers.folder, 'data');
	writeFileSync(file, '');
	expect(await refusal(file)).toEqual({ code: 'launcher.folder_denied', sentences: 1 });
});

describe('on a full disk', () => {
	let mounted: string | undefined;

	function mountSmall(megabytes: number): string | undefined {
		const folder = path.join(servers.folder, 'small');
		mkdirSync(folder);
		const size = `size=${String(megabytes)}m`;
		const tried = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder]);
		mounted = tried.status === 0 ? folder : undefined;
		return mounted;
	}

	afterEach(() => {
		if (mounted !== undefined) spawnSync('umount', ['-l', mounted]);
		mounted = undefined;
	});

	test.skipIf(!isRoot)('no cluster is left half made', async ({ skip }) => {
		const folder = mountSmall(20);
		if (folder === undefined) return skip('a small file system cannot be mounted here');
		expect(await refusal(folder)).toEqual({ code: 'launcher.disk_full', sentences: 1 });
		expect(readdirSync(path.join(folder, 'postgres'))).toEqual([]);
	});

	test.skipIf(!isRoot)(
		'an existing cluster is refused, unharmed, and starts again with space',
		async ({ skip }) => {
			const folder = mountSmall(160);
			if (folder === undefined) return skip('a small file system cannot be mounted here');
			const first = await servers.start(folder);
			await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
			await endWell(first.started);
			const { bavail, bsize } = statfsSync(folder);
			writeFileSync(path.join(folder, 'filler'), Buffer.alloc(bavail * bsize));
			expect(await refusal(folder)).toEqual({ code: 'launcher.disk_full', sentences: 1 });
			rmSync(path.join(folder, 'filler'));
			const second = await servers.start(folder);
			expect(await rows(second.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
			await endWell(second.started);
		},
	);
});
