import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { startTestDatabase, type TestDatabase } from './testing.ts';

let server: TestDatabase;

beforeAll(async () => {
	server = await startTestDatabase();
});

afterAll(async () => {
	await server.stop();
});

async function rows(text: string, connection = server.connection): Promise<unknown[]> {
	const client = new pg.Client(connection);
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(text)).rows;
	} finally {
		await client.end();
	}
}

test('the cluster orders text by bytes, holds UTF-8 and carries checksums', async () => {
	expect(await rows('SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
	expect(await rows('SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
	expect(
		await rows(
			`SELECT datlocprovider AS provider, datlocale AS locale, datcollate AS collate
			FROM pg_database WHERE datname = current_database()`,
		),
	).toEqual([{ provider: 'b', locale: 'C.UTF-8', collate: 'C' }]);
});

test('the server listens on no network address', async () => {
	expect(await rows('SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
});

test('fresh databases are empty and apart', async () => {
	const first = await server.freshDatabase();
	const second = await server.freshDatabase();
	await rows('CREATE TABLE only_here (n integer)', first.connection);
	expect(await rows("SELECT to_regclass('only_here') AS found", second.connection)).toEqual([
		{ found: null },
	]);
	await first.drop();
	await second.drop();
});
