import { fromBase64Url, openCommitment, verifyDatasetPath } from '@terang/ledger';
import { sql } from 'kysely';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { sealingWith } from '../../platform/sealed/sealing.server.ts';
import { type Action, permit, type Permission } from '../../identity/contract.ts';
import { parseNamed } from '../domain/results-file.ts';
import { erase, eraseRemembered } from './erasure.server.ts';
import { sealPerson } from './imported-person.server.ts';
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
const givenUp: string[] = [];
const db = () => bench.database.withTables<ResultsTables>();
const inputs = () => join(bench.folder, 'files/results');
const deps = () => ({
	database: bench.database,
	clock: { now: () => bench.now },
	folders: {
		inputs: inputs(),
		published: join(bench.folder, 'public/data'),
		aside: join(bench.folder, 'files/aside'),
	},
	sealing,
	register: join(bench.folder, 'erased.jsonl'),
	giveUpWaiting: (id: string) => Promise.resolve(void givenUp.push(id)),
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

async function publishedWish(row: typeof one): Promise<string> {
	const file = join(bench.folder, 'public/data', selectionId, 'v1/participants.csv');
	const shown = parseNamed(await readFile(file, 'utf8'));
	const found = shown.find((each) => each['participant_id'] === numberOf(row));
	return found!['preferences'] ?? '';
}

const wulan = {
	accountId: 'wulan',
	personId: 'wulan',
	name: 'Wulan',
	roles: [{ role: 'committee', institutionId: 'kota-palu' }],
	secondFactor: true,
} as const;

function as<A extends Action>(action: A): Permission<A> {
	const asked = permit(wulan, action, { institutionId: 'kota-palu' });
	if (!asked.ok) throw new Error(asked.code);
	return asked;
}

/** A run that nobody has published, with the question for a signature if it is asked. */
async function ranRun(): Promise<number> {
	const { committee } = bench.results;
	const started = await committee.startRun(as('ranking.run'), selectionId);
	if (started.kind !== 'done') throw new Error(started.code);
	await committee.resume();
	const done = async () => (await committee.run(as('selection.read'), started.id))?.run.state;
	await expect.poll(done, { timeout: 20_000 }).toBe('done');
	return started.id;
}

const findRun = async (id: number) =>
	(await bench.results.committee.run(as('selection.read'), id))!;

/** A list of two people, as an import leaves it. */
async function takeIn(importId: number, { usedAt }: { readonly usedAt?: Date } = {}) {
	await sql`insert into results.taken_in
			(import_id, selection_id, kind, columns, digest, rows, used_at, taken_at)
		values (${importId}, ${selectionId}, 'participants', ${Object.keys(one)},
			${Buffer.alloc(32)}, 2, ${usedAt ?? null}, ${bench.now})`.execute(bench.database);
	for (const [line, row] of [one, other].entries()) {
		const key = { import_id: importId, participant_id: numberOf(row) };
		const { birth_date = '', gpa = '', preferences = '' } = row;
		const personal = sealPerson(sealing, key, {
			...{ name: nameOf(row), birth_date, gpa, preferences },
		});
		await sql`insert into results.participant (import_id, line, participant_id, vacancy_id,
				admin_status, personal, priority, marks)
			values (${importId}, ${line}, ${numberOf(row)}, ${row['vacancy_id']}, 'MS', ${personal}, '',
				'{}')`.execute(bench.database);
	}
}

async function listedIn(importId: number): Promise<readonly (Buffer | null)[]> {
	const { rows } = await sql<{ personal: Buffer | null }>`
		select personal from results.participant where import_id = ${importId}
		order by line`.execute(bench.database);
	return rows.map((row) => row.personal);
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
		const wish = await publishedWish(one);
		const [participant, person] = [await keptRow('participants.csv'), await keptRow('people.csv')];
		expect(participant).toMatchObject({ ...one, birth_date: '', gpa: '', preferences: wish });
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

	it('reaches every list that was taken in, replaced ones too, and leaves the others in it', async () => {
		await takeIn(1, { usedAt: bench.now });
		await takeIn(2);
		expect(await erase(deps(), erasing)).toEqual({ kind: 'erased' });
		for (const list of [1, 2]) {
			expect(await listedIn(list)).toEqual([null, expect.any(Buffer)]);
		}
	});

	it('takes back a run that is not public, with its files and the open question about it', async () => {
		const id = await ranRun();
		const { committee } = bench.results;
		const asked = await committee.askApproval(as('publication.ask'), id, correction);
		expect(asked.kind).toBe('done');
		const before = await filesBelow(join(inputs(), selectionId));
		expect(before.some((file) => file.includes('.data/'))).toBe(true);
		expect(await erase(deps(), erasing)).toEqual({ kind: 'erased' });
		const page = await findRun(id);
		expect(page.run).toMatchObject({ state: 'refused', refusal: { code: 'results.run_erased' } });
		expect(page.run.outcome).toBeUndefined();
		expect(page.approvals).toMatchObject([{ state: 'returned' }]);
		expect(givenUp).toContain(selectionId);
		const after = await filesBelow(join(inputs(), selectionId));
		expect(after.some((file) => file.includes('.data/'))).toBe(false);
		expect(after.length).toBeLessThan(before.length / 2);
		const next = await ranRun();
		await eraseRemembered(deps());
		expect((await findRun(next)).run.state).toBe('done');
		await expectProven(other);
	});

	it('goes on where the process ended before the rows or before the files were reached', async () => {
		const { selectionId: selection, participantId } = erasing;
		const at = bench.now.toISOString();
		const line = JSON.stringify({ selectionId: selection, participantId, at });
		await writeFile(join(bench.folder, 'erased.jsonl'), `${line}\n`);
		await db().deleteFrom('results.person').where('participant_id', '=', participantId).execute();
		await db()
			.updateTable('results.commitment')
			.set({ opening: null })
			.where('participant_id', '=', participantId)
			.execute();
		expect((await keptRow('people.csv'))['name']).toBe(nameOf(one));
		await eraseRemembered(deps());
		expect((await keptRow('people.csv'))['name']).toBe('');
	});

	it('is remembered also where the line before was torn', async () => {
		const register = join(bench.folder, 'erased.jsonl');
		await writeFile(register, '{"selectionId":"cp');
		expect(await erase(deps(), erasing)).toEqual({ kind: 'erased' });
		await eraseRemembered(deps());
		expect(await readFile(register, 'utf8')).toMatch(/^(\{"selectionId":"[^"]+",.*\}\n){2}$/u);
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
		expect(await keptRow('participants.csv', other)).toEqual({
			...other,
			birth_date: '',
			gpa: '',
			preferences: await publishedWish(other),
		});
		expect((await lookUp(one)).kind).toBe('found');
		later(retention.personalMs);
		await bench.results.keepRetention();
		expect(await lookUp(one)).toEqual({ kind: 'no_match' });
		expect(await db().selectFrom('results.person').selectAll().execute()).toEqual([]);
		expect((await bench.results.rows(selectionId, { after: 0, limit: 5 }))?.rows).toHaveLength(5);
	});

	it('removes lists that can never count again, and keeps those that could', async () => {
		await takeIn(1, { usedAt: bench.now });
		await takeIn(2);
		await bench.results.keepRetention();
		expect(await listedIn(1)).toHaveLength(2);
		await sql`update results.taken_in set used_at = now() where import_id = 2`.execute(
			bench.database,
		);
		await bench.results.keepRetention();
		expect(await listedIn(1)).toHaveLength(0);
		expect(await listedIn(2)).toHaveLength(2);
	});

	it('removes the files of a run that nobody published', async () => {
		const id = await ranRun();
		later(retention.runsMs - 60_000);
		await bench.results.keepRetention();
		expect((await findRun(id)).run.state).toBe('done');
		later(120_000);
		await bench.results.keepRetention();
		expect((await findRun(id)).run).toMatchObject({ refusal: { code: 'results.run_expired' } });
		const files = await filesBelow(join(inputs(), selectionId));
		expect(files.some((file) => file.includes('.data/'))).toBe(false);
	});

	it('removes the rows of a selection that never came to anything', async () => {
		const abandoned = 'cpns-2026-andir';
		await takeIn(1, { usedAt: bench.now });
		await sql`update results.taken_in set selection_id = ${abandoned}`.execute(bench.database);
		later(retention.abandonedMs - 60_000);
		await bench.results.keepRetention();
		expect(await listedIn(1)).toHaveLength(2);
		later(120_000);
		await bench.results.keepRetention();
		expect(await listedIn(1)).toHaveLength(0);
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
