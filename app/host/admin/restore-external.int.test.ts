import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../launcher/testing.ts';
import { folderStore } from '../../src/lib/ledger/server/api.server.ts';
import { signingFaults } from '../../src/lib/ledger/server/testing/judge.server.ts';
import { backup } from './backup.ts';
import { log } from './log.ts';
import { restore } from './restore.ts';
import {
	administer,
	type Installed,
	serveLog,
	type ServedLog,
	storeFolder,
} from './testing/log-installation.ts';

/**
 * A backup of an embedded installation put into a PostgreSQL of its own, with two plain roles as
 * docs/operations.md makes them: an owner who is no superuser, and the application.
 */
let folder: string;
let server: TestDatabase;
let superuser: pg.Client;
let copy: string;
let moved: Installed;
let served: ServedLog | undefined;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'terang-moved-'));
	server = await startTestDatabase();
	superuser = new pg.Client({ ...server.connection, ssl: false });
	await superuser.connect();
	await superuser.query('create role pemilik login; create role aplikasi login');
	await superuser.query('create database terang_lain owner pemilik');
	const data = path.join(folder, 'embedded');
	copy = path.join(folder, 'copy');
	const keys = path.join(folder, 'moved/keys');
	served = await serveLog(data);
	await served.publish('a');
	await served.publish('b');
	expect(await administer(backup, data, copy, '--with-key', keys)).toMatchObject({ status: 0 });
	await stop();
	await rm(data, { recursive: true });
	moved = {
		dataDir: path.join(folder, 'moved'),
		env: {
			TERANG_MODE: 'demo',
			DATABASE_URL: urlFor('aplikasi'),
			DATABASE_MIGRATOR_URL: urlFor('pemilik'),
		},
	};
});
afterEach(stop);
afterAll(async () => {
	await superuser.end();
	await server.stop();
	await rm(folder, { recursive: true, force: true });
});

function urlFor(role: string): string {
	const { host, port } = server.connection;
	return `postgresql://${role}@localhost:${port}/terang_lain?host=${encodeURIComponent(host)}`;
}

async function stop(): Promise<void> {
	await served?.stop();
	served = undefined;
}

it('a backup of an embedded installation is restored into an external database', async () => {
	const restored = await administer(restore, moved, copy);
	expect(restored).toMatchObject({ status: 0 });
	served = await serveLog(moved);
	expect(served.ledger.state().turn).toMatchObject({ stop: { code: 'ledger.read_only', size: 3 } });
	const { rows } = await sql<{ stream: string; q: string }>`
		select stream, q::text from ledger.entry order by id`.execute(served.database);
	expect(rows.map(({ stream, q }) => `${stream} ${q}`)).toEqual(['log 1', 'a 1', 'b 1']);
});

it('its log goes on there, and the application may not change what it holds', async () => {
	const head = path.join(folder, 'head');
	await cp(path.join(storeFolder(moved.dataDir), 'checkpoint'), head);
	expect(await administer(log, moved, 'resume', '--head', head)).toMatchObject({ status: 0 });
	served = await serveLog(moved);
	expect(await served.publish('a')).toBe(3);
	expect(await signingFaults(folderStore(storeFolder(moved.dataDir)))).toEqual([]);
	const changing = sql`update ledger.entry set stream = 'x'`.execute(served.database);
	await expect(changing).rejects.toMatchObject({ code: '42501' });
});

it('is not restored over a database that holds something', async () => {
	const again = await administer(restore, moved, copy);
	expect(again).toMatchObject({ status: 2 });
	expect(again.said).toContain('DATABASE_URL');
	served = await serveLog(moved);
	expect((await served.ledger.head()).size).toBe(4);
});
