import { fromBase64Url, openCommitment, verifyDatasetPath } from '@terang/ledger';
import { sql } from 'kysely';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { sealingWith } from '../../platform/sealed/sealing.server.ts';
import { parseNamed } from '../domain/results-file.ts';
import { erase, eraseRemembered } from './erasure.server.ts';
import { readInput } from './input-files.server.ts';
import { openingOf } from './personal.server.ts';
import { retention } from './retention.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import {
	demo,
	openResultsBench,
	publicationOf,
	type ResultsBench,
	selectionId,
} from './testing/results-bench.server.ts';

const [first, corrected] = demo.versions;
const correction = { authority: 'Panitia', reason: 'Satu nilai praktik salah disalin.' };
const rows = parseNamed(first.participants).filter((row) => row['birth_date'] !== '');
const [one, other] = [rows[0]!, rows[1]!];
const numberOf = (row: typeof one) => row['participant_id']!;
const named = parseNamed(first.people);
const nameOf = (row: typeof one) =>
	named.find((person) => person['participant_id'] === numberOf(row))!['name']!;

let server: TestDatabase;
let bench: ResultsBench;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());
beforeEach(async () => {
	bench = await openResultsBench(server);
	expect(await bench.results.publish(publicationOf(first))).toMatchObject({ ok: true });
	return () => bench.close();
});

const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(9) }]);
const db = () => bench.database.withTables<ResultsTables>();
const inputs = () => join(bench.folder, 'files/results');
const deps = () => ({
	database: bench.database,
	clock: { now: () => bench.now },
	folders: { inputs: inputs() },
	sealing,
	register: join(bench.folder, 'erased.jsonl'),
});
const lookUp = (row: typeof one) => bench.results.lookUpMine(numberOf(row), row['birth_date']!);

/** Every value of the capability's tables, bytes as Latin letters, as a thief of the database has them. */
async function wholeDatabase(): Promise<string> {
	const tables = await sql<{ name: string }>`
		select quote_ident(schemaname) || '.' || quote_ident(tablename) as name
		from pg_tables where schemaname = 'results'`.execute(bench.database);
	let all = '';
	for (const { name } of tables.rows) {
		const found = await sql<Record<string, unknown>>`select * from ${sql.raw(name)}`.execute(
			bench.database,
		);
		const text = (value: unknown) =>
			Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
		all += found.rows.map((row) => Object.values(row).map(text).join('\n')).join('\n');
	}
	return all;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
}

/** As it stands in the kept files of the newest version. */
async function keptRow(file: string, row = one): Promise<Readonly<Record<string, string>>> {
	const newest = await db()
		.selectFrom('results.publication')
		.selectAll()
		.orderBy('version', 'desc')
		.executeTakeFirstOrThrow();
	const files = await readInput({ folders: { inputs: inputs() }, sealing }, newest);
	const kept = parseNamed(new TextDecoder().decode(files.get(file)));
	return kept.find((each) => each['participant_id'] === numberOf(row))!;
}

async function expectProven(row: typeof one): Promise<void> {
	const answer = await lookUp(row);
	if (answer.kind !== 'found') throw new Error(answer.kind);
	const { receipt } = answer.result;
	const commitment = fromBase64Url(receipt.commitment)!;
	const record = JSON.parse(receipt.record) as Record<string, string>;
	expect(record['birth_date']).toBe(row['birth_date']);
	const salt = fromBase64Url(receipt.salt)!;
	expect(openCommitment(commitment, { type: 'participant', record, salt })).toBe(true);
	const { participants_root: root } = await db()
		.selectFrom('results.publication')
		.select('participants_root')
		.executeTakeFirstOrThrow();
	const path = receipt.path.map((hash) => fromBase64Url(hash)!);
	const { index, count } = receipt;
	expect(verifyDatasetPath({ index, count, commitment, path, root: root! })).toBe(true);
}

describe('what is kept about people', () => {
	it('cannot be read from the database or from the files beside it', async () => {
		const secrets = [nameOf(one), one['birth_date']!, nameOf(other), other['birth_date']!];
		const kept = [await wholeDatabase()];
		for (const file of await filesBelow(inputs())) kept.push(await readFile(file, 'latin1'));
		expect(kept.join('').length).toBeGreaterThan(100_000);
		for (const text of kept) {
			expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
		}
		expect((await lookUp(one)).kind).toBe('found');
	});

	it('does not open in the row of another person', async () => {
		const opening = db().selectFrom('results.commitment').select('opening');
		await db()
			.updateTable('results.commitment')
			.set({ opening: opening.where('participant_id', '=', numberOf(other)) })
			.where('participant_id', '=', numberOf(one))
			.execute();
		await expect(lookUp(one)).rejects.toThrow();
	});

	it('is sealed at the next start where an older release left it readable', async () => {
		const row = await db()
			.selectFrom('results.commitment')
			.selectAll()
			.where('participant_id', '=', numberOf(one))
			.executeTakeFirstOrThrow();
		const { salt, record } = openingOf(sealing, row)!;
		await db()
			.updateTable('results.commitment')
			.set({ opening: null, salt: Buffer.from(salt), record })
			.where('participant_id', '=', numberOf(one))
			.execute();
		await db()
			.updateTable('results.person')
			.set({ sealed_name: null, name: nameOf(one) })
			.where('participant_id', '=', numberOf(one))
			.execute();
		expect(await lookUp(one)).toMatchObject({ result: { name: nameOf(one) } });
		await bench.results.protectPeople();
		const all = await wholeDatabase();
		expect([nameOf(one), one['birth_date']!].filter((text) => all.includes(text))).toEqual([]);
		expect(await lookUp(one)).toMatchObject({ result: { name: nameOf(one) } });
		await expectProven(one);
	});
});

describe('erasure', () => {
	const erasing = { selectionId, participantId: numberOf(one) };

	it('leaves nothing of the person but the number, and every other proof valid', async () => {
		expect(await erase(deps(), erasing)).toEqual({ kind: 'erased' });
		expect(await lookUp(one)).toEqual({ kind: 'no_match' });
		const left = await db()
			.selectFrom('results.commitment')
			.select(['opening', 'salt', 'record'])
			.where('participant_id', '=', numberOf(one))
			.execute();
		expect(left).toEqual([{ opening: null, salt: null, record: null }]);
		const name = db().selectFrom('results.person').where('participant_id', '=', numberOf(one));
		expect(await name.selectAll().execute()).toEqual([]);
		const [participant, person] = [await keptRow('participants.csv'), await keptRow('people.csv')];
		expect(participant).toEqual({ ...one, birth_date: '', gpa: '' });
		expect(person['name']).toBe('');
		expect((await keptRow('people.csv', other))['name']).toBe(nameOf(other));
		expect(await keptRow('participants.csv', other)).toEqual(other);
		await expectProven(other);
		expect(await erase(deps(), erasing)).toEqual({
			kind: 'refused',
			code: 'results.participant_unknown',
		});
	});

	it('shows the person in the list without a name afterwards', async () => {
		await erase(deps(), erasing);
		const page = await bench.results.findVacancyResult(selectionId, one['vacancy_id']!);
		const shown = page?.ranking.find((row) => row.participantId === numberOf(one));
		expect(shown?.maskedName).toBeUndefined();
		expect(page?.ranking.some((row) => row.maskedName !== undefined)).toBe(true);
	});

	it('comes again after a correction was made from files that still held the person', async () => {
		await erase(deps(), erasing);
		await bench.results.publish(publicationOf(corrected, correction));
		expect((await lookUp(one)).kind).toBe('found');
		await bench.results.resume();
		expect(await lookUp(one)).toEqual({ kind: 'no_match' });
		expect((await lookUp(other)).kind).toBe('found');
	});

	it('waits while the selection is being published', async () => {
		bench.atPoint = (point) => {
			if (point === 'recorded') throw new Error('ended here');
		};
		await expect(bench.results.publish(publicationOf(corrected, correction))).rejects.toThrow();
		const refused = { kind: 'refused', code: 'results.publication_underway' };
		expect(await erase(deps(), erasing)).toEqual(refused);
		await eraseRemembered(deps());
		bench.atPoint = () => undefined;
		await bench.results.resume();
		expect((await lookUp(one)).kind).toBe('found');
	});
});

describe('retention', () => {
	const later = (ms: number) => (bench.now = new Date(bench.now.getTime() + ms));

	it('empties files first and people later, and never before their time', async () => {
		later(retention.inputsMs - 60_000);
		await bench.results.keepRetention();
		expect((await keptRow('people.csv'))['name']).toBe(nameOf(one));
		later(120_000);
		await bench.results.keepRetention();
		expect((await keptRow('people.csv'))['name']).toBe('');
		expect(await keptRow('participants.csv', other)).toEqual({ ...other, birth_date: '', gpa: '' });
		expect((await lookUp(one)).kind).toBe('found');
		later(retention.personalMs);
		await bench.results.keepRetention();
		expect(await lookUp(one)).toEqual({ kind: 'no_match' });
		expect(await db().selectFrom('results.person').selectAll().execute()).toEqual([]);
		expect((await bench.results.rows(selectionId, { after: 0, limit: 5 }))?.rows).toHaveLength(5);
	});

	it('keeps everything of a selection that is being corrected', async () => {
		bench.atPoint = (point) => {
			if (point === 'recorded') throw new Error('ended here');
		};
		await expect(bench.results.publish(publicationOf(corrected, correction))).rejects.toThrow();
		later(retention.personalMs + 60_000);
		await bench.results.keepRetention();
		expect((await keptRow('people.csv'))['name']).toBe(nameOf(one));
		expect((await lookUp(one)).kind).toBe('found');
	});
});
