import { verifyBundle, zipSource } from '@terang/bundle';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Connection } from '../launcher/index.ts';
import { dataPlaces } from './data-folder.ts';
import {
	buildFolder,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

/**
 * The demo is imported, run, approved and published through the doors of a committee. Here its
 * process is killed in the middle of each of these, as by a power cut, and started again.
 */

const moments = [
	['a file is being checked', `select from imports.file where state = 'checking'`],
	['a run is gathering its files', `select from results.run where state = 'waiting'`],
	['a run is being ranked', `select from results.run where state = 'ranking'`],
	['a version is received', `select from results.publication where state = 'received'`],
	['a version is recorded', `select from results.publication where state = 'recorded'`],
	['a version is bound', `select from results.publication where state = 'bound'`],
] as const;

let build: string;
let folder: TestFolder;
let host: HostProcess | undefined;

beforeAll(async () => {
	build = await buildFolder();
	folder = testFolder();
});

afterAll(async () => {
	host?.child.kill('SIGTERM');
	await host?.ended;
	folder.remove();
});

it('killed during import, run and publication, it goes on where it was', async () => {
	for (const [moment, sought] of moments) await startAndKill(moment, sought);
	host = spawnHost(build, { TERANG_DATA: folder.path });
	const url = await host.url();

	const index = (await (await fetch(`${url}/data/index.json`)).json()) as readonly {
		readonly version: number;
		readonly zip: string;
	}[];
	expect(index.map(({ version }) => version)).toEqual([2, 1]);
	const vkey = await (await fetch(`${url}/log/${new Date().getUTCFullYear()}/vkey`)).text();
	for (const { zip } of index) {
		const opened = zipSource(new Uint8Array(await (await fetch(url + zip)).arrayBuffer()));
		if (!opened.ok) throw new Error(opened.code);
		const verified = await verifyBundle(opened.source, {
			anchor: { kind: 'key', vkey: vkey.trim() },
		});
		expect(verified).toMatchObject({ kind: 'checked', verdict: { holds: true, findings: [] } });
	}

	expect(await query(`select count(*)::int as n from imports.file where state = 'checking'`)).toBe(
		0,
	);
	expect(await query(`select count(*)::int as n from results.run where state <> 'done'`)).toBe(0);
	// Each version has one run in the log and one publication, however often it was begun.
	for (const type of ['ranking.run', 'result.published', 'participants.committed']) {
		const told = `select count(*)::int as n from ledger.entry where type = '${type}'`;
		expect(await query(told), type).toBe(2);
	}
	expect(
		await query(`select count(*)::int as n from (
			select from results.row group by selection_id, version having count(*) <> 1500) wrong`),
	).toBe(0);
	await expectWholeFiles();
	const { inputs } = dataPlaces(folder.path);
	expect(readdirSync(path.join(inputs, '.sealed'))).toEqual([]);
}, 480_000);

/** What a kill can leave behind that no page shows: rows of no file, and files without all rows. */
async function expectWholeFiles(): Promise<void> {
	for (const [kind, rows] of [
		['vacancies', 'vacancies.listed'],
		['participants', 'results.participant'],
		['marks', 'results.mark'],
		['decisions', 'results.imported_decision'],
	] as const) {
		const stray = `select count(*)::int as n from ${rows} where import_id not in (
			select id from imports.file where state = 'applied' and kind = '${kind}')`;
		expect(await query(stray), `rows of no file: ${kind}`).toBe(0);
		const short = `select count(*)::int as n from imports.file file
			where state = 'applied' and kind = '${kind}'
				and rows <> (select count(*) from ${rows} where import_id = file.id)`;
		expect(await query(short), `files without all rows: ${kind}`).toBe(0);
	}
}

/** Kills the process as soon as the moment has come; the database's server goes with it or stays. */
async function startAndKill(moment: string, sought: string): Promise<void> {
	const started = spawnHost(build, { TERANG_DATA: folder.path });
	host = started;
	const ready = new AbortController();
	started.url().then(
		() => {
			ready.abort();
		},
		() => undefined,
	);
	let client = await connect();
	for (;;) {
		if (ready.signal.aborted) throw new Error(`ready before: ${moment}`);
		const found = await client.query(`${sought} limit 1`).catch(() => undefined);
		if ((found?.rowCount ?? 0) > 0) break;
		if (found === undefined) {
			// The table is not there yet, or the server of before the kill has gone.
			await client.end().catch(() => undefined);
			client = await connect();
		}
		await pause(2);
	}
	started.child.kill('SIGKILL');
	await started.ended;
	await client.end().catch(() => undefined);
}

async function connect(): Promise<pg.Client> {
	const { connection } = dataPlaces(folder.path);
	for (;;) {
		if (existsSync(connection)) {
			const found = JSON.parse(readFileSync(connection, 'utf8')) as Connection;
			const client = new pg.Client({ ...found, ssl: false });
			client.on('error', () => undefined);
			try {
				await client.connect();
				return client;
			} catch {
				// Left by the process that was killed; this one writes it anew.
			}
		}
		await pause(20);
	}
}

async function query(text: string): Promise<number> {
	const client = await connect();
	try {
		const { rows } = await client.query<{ n: number }>(text);
		return rows[0]?.n ?? -1;
	} finally {
		await client.end();
	}
}
