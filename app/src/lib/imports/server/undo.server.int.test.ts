import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import type { ImportOutcome } from '../contract.ts';
import {
	allowed,
	type ImportsBench,
	peopleFile,
	startImportsBench,
	vacancyFile,
	vacancyHeader,
} from './testing/imports-bench.server.ts';

/** A file taken into effect and out of it, by several hands at once and with the log stopped. */

let server: TestDatabase;
let bench: ImportsBench;

beforeAll(async () => {
	server = await startTestDatabase();
});

afterAll(() => server.stop());

beforeEach(async () => {
	bench = await startImportsBench(server);
});

afterEach(() => bench.stop());

const marksFile = 'participant_id,skb_status,skb_praktik\nP-1,hadir,79.5\n';
const ofVacancies = allowed('vacancies.import');
const ofPeople = allowed('participants.import');
const refused = (code: string) => ({ kind: 'refused', code });

describe('a file that another one rests on', () => {
	it('stays until the later one is undone, down to the list of vacancies', async () => {
		const vacancies = await bench.takeIn('vacancies', vacancyFile);
		const people = await bench.takeIn('participants', peopleFile);
		const marks = await bench.takeIn('marks', marksFile);
		const { imports } = bench;
		expect(await imports.undo(ofVacancies, vacancies.id)).toEqual(refused('imports.rested_on'));
		expect(await imports.undo(ofPeople, people.id)).toEqual(refused('imports.rested_on'));
		expect(await bench.count('vacancies.listed')).toBe(2);
		expect(await bench.count('results.participant')).toBe(2);
		expect(await imports.undo(ofPeople, marks.id)).toEqual({ kind: 'done' });
		expect(await imports.undo(ofPeople, people.id)).toEqual({ kind: 'done' });
		expect(await imports.undo(ofVacancies, vacancies.id)).toEqual({ kind: 'done' });
		expect(await bench.count('vacancies.listed')).toBe(0);
	});

	it('may go where the people came before it', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const wider = await bench.takeIn(
			'vacancies',
			`${vacancyFile}v-3,a,p,s1,u,umum,1,X,5100101,ya\n`,
		);
		expect(await bench.imports.undo(ofVacancies, wider.id)).toEqual({ kind: 'done' });
	});
});

describe('while the log takes no entries', () => {
	it('marks neither come into effect nor go, and nothing is half done', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const marks = await bench.handIn('marks', marksFile);
		bench.logStopped = true;
		expect(await bench.imports.apply(ofPeople, marks.id)).toEqual(refused('imports.log_stopped'));
		expect((await bench.view(marks.id)).state).toBe('ready');
		expect(await taken(marks.id)).toEqual([]);
		bench.logStopped = false;
		expect(await bench.imports.apply(ofPeople, marks.id)).toEqual({ kind: 'done' });
		bench.logStopped = true;
		expect(await bench.imports.undo(ofPeople, marks.id)).toEqual(refused('imports.log_stopped'));
		expect((await bench.view(marks.id)).state).toBe('applied');
		expect(await taken(marks.id)).toEqual([{ undone: false }]);
		expect(await bench.count('results.mark')).toBe(1);
		expect(bench.entries).toHaveLength(1);
	});
});

describe('several hands at once', () => {
	const kinds = (outcomes: readonly ImportOutcome[]) =>
		outcomes.map((outcome) => (outcome.kind === 'done' ? 'done' : outcome.code)).sort();

	it('apply a file once, and undo it once', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const { id } = await bench.handIn('marks', marksFile);
		const { imports } = bench;
		const four = <T>(act: () => Promise<T>) => Promise.all([act(), act(), act(), act()]);
		const once = ['done', ...Array<string>(3).fill('imports.not_in_this_state')];
		expect(kinds(await four(() => imports.apply(ofPeople, id)))).toEqual(once);
		expect(kinds(await four(() => imports.undo(ofPeople, id)))).toEqual(once);
		expect(bench.entries.map(({ payload }) => payload['count'])).toEqual([1, 0]);
	});

	it('apply and cancel end in one of both, whole', async () => {
		const { id } = await bench.handIn('vacancies', vacancyFile);
		const { imports } = bench;
		const [applied, cancelled] = await Promise.all([
			imports.apply(ofVacancies, id),
			imports.cancel(ofVacancies, id),
		]);
		expect(kinds([applied, cancelled])).toEqual(['done', 'imports.not_in_this_state']);
		const inEffect = applied.kind === 'done';
		expect((await bench.view(id)).state).toBe(inEffect ? 'applied' : 'cancelled');
		expect(await bench.count('vacancies.list')).toBe(inEffect ? 1 : 0);
		expect(await bench.count('vacancies.listed')).toBe(inEffect ? 2 : 0);
	});

	it('bring two lists of people into effect one after the other, never both unseen', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		const first = await bench.handIn('participants', peopleFile);
		const second = await bench.handIn('participants', peopleFile.replace('Budi', 'Bayu'));
		const outcomes = await Promise.all(
			[first, second].map(({ id }) => bench.imports.apply(ofPeople, id)),
		);
		// The second was judged beside nothing in effect, and is judged again.
		expect(kinds(outcomes)).toEqual(['done', 'imports.basis_moved']);
	});
});

describe('the list of vacancies in effect', () => {
	it('is the one applied last, whichever file was handed in first', async () => {
		const first = await bench.handIn('vacancies', vacancyFile);
		await bench.takeIn('vacancies', `${vacancyHeader}\nv-9,a,p,s1,u,umum,1,X,5100101,ya\n`);
		const by = (id: number) => bench.imports.apply(ofVacancies, id);
		expect(await by(first.id)).toEqual(refused('imports.basis_moved'));
		await bench.imports.checkAll();
		expect(await by(first.id)).toEqual({ kind: 'done' });
		expect((await bench.handIn('participants', peopleFile)).state).toBe('ready');
	});
});

async function taken(id: number): Promise<readonly { undone: boolean }[]> {
	const { rows } = await sql<{ undone: boolean }>`
		select undone_at is not null as undone from results.taken_in where import_id = ${id}`.execute(
		bench.opened.database,
	);
	return rows;
}
