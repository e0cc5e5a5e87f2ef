import pg from 'pg';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../launcher/testing.ts';
import { copyOut } from './backup-copy.ts';

let server: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(async () => {
	await server.stop();
});
beforeEach(async () => {
	client = new pg.Client({ ...server.connection, ssl: false });
	await client.connect();
});
afterEach(async () => {
	await client.end();
});

async function countRows(text: string): Promise<number> {
	let rows = 0;
	for await (const chunk of copyOut(client, text)) {
		rows += new TextDecoder().decode(chunk).split('\n').length - 1;
	}
	return rows;
}

async function answers(): Promise<unknown> {
	return (await client.query('select 1 as one')).rows;
}

// Many small rows and the end of the statement arrive in one read: the pause that the rows asked
// for must not outlive the statement.
it.each([0, 1, 64, 65, 66, 1_000, 50_000])(
	'a connection serves the next statement after %i rows were copied out',
	async (rows) => {
		expect(await countRows(`copy (select generate_series(1, ${rows})) to stdout`)).toBe(rows);
		expect(await answers()).toEqual([{ one: 1 }]);
	},
);

it('a statement that fails among its rows leaves the connection usable', async () => {
	const failing = 'copy (select 1 / (500 - n) from generate_series(1, 1000) n) to stdout';
	await expect(countRows(failing)).rejects.toThrow('division by zero');
	expect(await answers()).toEqual([{ one: 1 }]);
});

it('a reader that stops early leaves the connection usable', async () => {
	for await (const chunk of copyOut(client, 'copy (select generate_series(1, 50000)) to stdout')) {
		expect(chunk.length).toBeGreaterThan(0);
		break;
	}
	expect(await answers()).toEqual([{ one: 1 }]);
});
