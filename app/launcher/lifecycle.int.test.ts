import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { killHard, rows, until, type Ready } from './fixtures/served.ts';
import { end, useServers } from './testing-servers.ts';
import { processState } from './processes.ts';

const servers = useServers();

/** Waits until the server runs the long statement. */
async function sleeping({ connection }: Ready): Promise<void> {
	const text = `SELECT 1 AS one FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
	const end = performance.now() + 30_000;
	while ((await rows(connection, text)).length === 0) {
		if (performance.now() > end) throw new Error('the statement never ran');
		await pause(20);
	}
}

test('a second start on one folder is refused with the holder named, exit 69', async () => {
	const { started, state } = await servers.start(servers.folder);
	const second = servers.launch(servers.folder);
	expect(await second.outcome).toMatchObject({
		code: 'launcher.folder_locked',
		holderPid: started.child.pid,
	});
	const { status, stderr } = await second.exit;
	expect(status).toBe(69);
	expect(stderr.trim().split('\n')).toHaveLength(1);
	expect(await rows(state.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
	await end(started);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
	'%s stops the server cleanly although a session is busy',
	async (signal) => {
		const { started, state } = await servers.start(servers.folder);
		const client = new pg.Client(state.connection);
		client.on('error', () => undefined);
		await client.connect();
		const busy = client.query('SELECT pg_sleep(600)').catch((error: unknown) => error);
		await sleeping(state);
		expect(await end(started, signal)).toBe(0);
		expect(processState(state.postmaster)).toBe('absent');
		expect(await busy).toBeInstanceOf(Error);
		await client.end().catch(() => undefined);
		const log = readFileSync(path.join(servers.folder, 'logs', 'postgres.log'), 'utf8');
		expect(log).toContain('database system is shut down');
		expect(log).not.toContain('immediate shutdown');
	},
);

test('a server that survived its parent is taken over, and then stopped by the new holder', async () => {
	const first = await servers.start(servers.folder);
	await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
	first.started.child.kill('SIGKILL');
	await first.started.exit;
	expect(processState(first.state.postmaster)).toBe('running');

	const second = await servers.start(servers.folder);
	expect(second.state.origin).toBe('attached');
	expect(second.state.postmaster).toBe(first.state.postmaster);
	expect(await rows(second.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);

	expect(await end(second.started)).toBe(0);
	await until(() => processState(first.state.postmaster) !== 'running');
});

test('a surviving server that answers nobody is ended and replaced', async () => {
	const first = await servers.start(servers.folder);
	await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
	first.started.child.kill('SIGKILL');
	await first.started.exit;
	process.kill(first.state.postmaster, 'SIGSTOP');

	const second = await servers.start(servers.folder);
	expect(second.state.origin).toBe('started');
	expect(second.state.postmaster).not.toBe(first.state.postmaster);
	expect(await rows(second.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
	await end(second.started);
});

test('a dead server whose number was given to a stranger does not keep the next one from starting', async () => {
	const first = await servers.start(servers.folder);
	first.started.child.kill('SIGKILL');
	await first.started.exit;
	killHard(first.state.postmaster);
	await until(() => processState(first.state.postmaster) !== 'running');
	// This process is the stranger: it lives, runs as the same user and is no postmaster.
	for (const file of ['cluster/postmaster.pid', 'socket/.s.PGSQL.5432.lock']) {
		const place = path.join(servers.folder, 'postgres', file);
		const lines = readFileSync(place, 'utf8').split('\n');
		writeFileSync(place, [String(process.pid), ...lines.slice(1)].join('\n'));
	}
	const second = await servers.start(servers.folder);
	expect(second.state.origin).toBe('started');
	await end(second.started);
});

test('no acknowledged row is lost when everything is killed, five times over', async () => {
	const acknowledged: number[] = [];
	let next = 1;
	for (let round = 0; round < 5; round += 1) {
		const { started, state } = await servers.start(servers.folder);
		const client = new pg.Client(state.connection);
		client.on('error', () => undefined);
		await client.connect();
		await client.query('CREATE TABLE IF NOT EXISTS journal (n integer PRIMARY KEY)');
		const stopAt = acknowledged.length + 20 + round * 7;
		const writing = (async () => {
			for (;;) {
				const n = next++;
				await client.query('INSERT INTO journal VALUES ($1)', [n]);
				acknowledged.push(n);
			}
		})().catch(() => undefined);
		await until(() => acknowledged.length >= stopAt);
		killHard(state.postmaster);
		started.child.kill('SIGKILL');
		await Promise.all([writing, started.exit, client.end().catch(() => undefined)]);
	}
	const { started, state } = await servers.start(servers.folder);
	const kept = (await rows(state.connection, 'SELECT n FROM journal')) as { n: number }[];
	const present = new Set(kept.map(({ n }) => n));
	expect(acknowledged.filter((n) => !present.has(n))).toEqual([]);
	expect(acknowledged.length).toBeGreaterThan(100);
	await end(started);
});

test('a folder whose path is longer than a socket name may be works, and tidies up after itself', async () => {
	const long = path.join(servers.folder, 'a'.repeat(90), 'b'.repeat(90));
	const first = await servers.start(long);
	expect(first.state.connection.host.startsWith(servers.folder)).toBe(false);
	first.started.child.kill('SIGKILL');
	await first.started.exit;
	killHard(first.state.postmaster);
	await until(() => processState(first.state.postmaster) !== 'running');

	const second = await servers.start(long);
	expect(await rows(second.state.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
	expect(() => readFileSync(first.state.connection.host)).toThrow(/ENOENT/);
	await end(second.started);
	expect(() => readFileSync(second.state.connection.host)).toThrow(/ENOENT/);
});

test('a cluster of another major version is left alone and named', async () => {
	const first = await servers.start(servers.folder);
	await end(first.started);
	const file = path.join(servers.folder, 'postgres', 'cluster', 'PG_VERSION');
	writeFileSync(file, '17\n');
	const second = servers.launch(servers.folder);
	expect(await second.outcome).toMatchObject({
		code: 'launcher.other_major',
		found: '17',
		expected: '18',
	});
	expect((await second.exit).status).toBe(69);
	expect(readFileSync(file, 'utf8')).toBe('17\n');
});
