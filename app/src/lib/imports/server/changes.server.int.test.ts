import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { permit } from '../../identity/contract.ts';
import { markImportsUsed } from '../../results/server/taken-in.store.server.ts';
import { markListUsed } from '../../vacancies/server/listed.store.server.ts';
import {
	allowed,
	type ImportsBench,
	institutionId,
	peopleFile,
	season,
	startImportsBench,
	vacancyFile,
} from './testing/imports-bench.server.ts';

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

describe('a dry run says what would change', () => {
	it('of vacancies: new, changed with their columns, as before, gone', async () => {
		const first = await bench.takeIn('vacancies', vacancyFile);
		expect(first.changes).toEqual({ added: 2, changed: 0, same: 0, removed: 0, columns: [] });
		const next = await bench.handIn(
			'vacancies',
			vacancyFile
				.replace('umum,2', 'umum,3')
				.replace('5100101|5100102', '5100102')
				.replace('v-2,', 'v-3,'),
		);
		expect(next.changes).toEqual({
			added: 1,
			changed: 1,
			same: 0,
			removed: 1,
			columns: [
				{ name: 'seats', rows: 1, firstLine: 2 },
				{ name: 'education_codes', rows: 1, firstLine: 2 },
			],
		});
		const moved = vacancyFile.trimEnd().split('\n');
		const same = await bench.handIn('vacancies', `${[moved[0], moved[2], moved[1]].join('\n')}\n`);
		expect(same.changes).toMatchObject({ added: 0, changed: 0, same: 2, removed: 0 });
	});

	it('of people: what is sealed is compared like the rest', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const next = await bench.handIn(
			'participants',
			`${peopleFile.replace('Ani,1999-02-28', 'Ani S,1999-02-27').replace('90,100,170', '91,100,170')}P-3,v-1,TMS,Cici,,,,,,\n`,
		);
		expect(next.changes).toEqual({
			added: 1,
			changed: 2,
			same: 0,
			removed: 0,
			columns: [
				{ name: 'name', rows: 1, firstLine: 2 },
				{ name: 'birth_date', rows: 1, firstLine: 2 },
				{ name: 'twk', rows: 1, firstLine: 3 },
			],
		});
	});

	it('of marks: beside all that earlier files said, whoever had none being new', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const marks = (praktik: string) =>
			`participant_id,skb_status,skb_praktik,twk\nP-1,hadir,${praktik},100\n`;
		await bench.takeIn('marks', 'participant_id,skb_status,skb_praktik\nP-1,hadir,79.5\n');
		const next = await bench.handIn('marks', `${marks('80')}P-2,hadir,70,90\n`);
		expect(next.changes).toMatchObject({
			added: 0,
			changed: 2,
			same: 0,
			columns: [
				{ name: 'skb_status', rows: 1, firstLine: 3 },
				{ name: 'skb_praktik', rows: 2, firstLine: 2 },
			],
		});
		expect((await bench.handIn('marks', marks('79.5'))).changes).toMatchObject({ same: 1 });
		const fresh = 'participant_id,skb_wawancara\nP-1,5\nP-2,6\n';
		expect((await bench.handIn('marks', fresh)).changes).toMatchObject({ added: 2, changed: 0 });
	});

	it('of decisions, where one person is decided about once', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const header = 'vacancy_id,participant_id,decision,authority,reason';
		const file = `${header}\nv-1,P-1,L,Sekda,usia\nv-1,P-2,P/TL,Sekda,usia\n`;
		await bench.takeIn('decisions', file);
		const next = await bench.handIn('decisions', file.replace('P-1,L,Sekda', 'P-1,L,Wali Kota'));
		expect(next.changes).toMatchObject({
			changed: 1,
			same: 1,
			columns: [{ name: 'authority', rows: 1, firstLine: 2 }],
		});
		const twice = await bench.handIn('decisions', `${file}v-1,P-1,P/TL,Sekda,usia\n`);
		expect(await bench.firstFaults(twice.id)).toMatchObject([
			{ line: 4, code: 'duplicate_id', value: 'P-1', otherLine: 2 },
		]);
	});

	it('of decisions, whose public words name nobody of the list', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile.replace(',Ani,', ',Ani Qomarpratiwi,'));
		const file = `vacancy_id,participant_id,decision,authority,reason
v-1,P-1,L,Sekda,usia
v-1,P-2,P/TL,Sekda,lebih muda dari ani  QOMARPRATIWI
`;
		const named = await bench.handIn('decisions', file);
		expect(await bench.firstFaults(named.id)).toEqual([
			{ line: 3, column: 'reason', code: 'personal_text', value: '***' },
		]);
		const mended = file.replace('ani  QOMARPRATIWI', 'peserta P-1');
		expect((await bench.handIn('decisions', mended)).state).toBe('ready');
	});
});

describe('what a file was judged by', () => {
	it('may have changed since: it is judged again before it takes effect', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const marks = await bench.handIn('marks', 'participant_id,skb_praktik\nP-2,70\n');
		expect(marks.state).toBe('ready');
		await bench.takeIn('participants', peopleFile.replace(/P-2.*\n/u, ''));
		const by = allowed('participants.import');
		expect(await bench.imports.apply(by, marks.id)).toEqual({
			kind: 'refused',
			code: 'imports.basis_moved',
		});
		await bench.imports.checkAll();
		expect((await bench.view(marks.id)).state).toBe('faulty');
		expect(await bench.firstFaults(marks.id)).toMatchObject([{ code: 'unknown_participant' }]);
		expect(await bench.count('results.mark')).toBe(0);
	});

	it('includes the rules that bound marks', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		await bench.takeIn('participants', peopleFile);
		const marks = await bench.handIn('marks', 'participant_id,skb_praktik\nP-2,70\n');
		const document = JSON.stringify({
			id: season,
			pack: 'cpns-2024',
			skb: [{ code: 'praktik', max: 60, weight: '1' }],
		});
		await sql`insert into results.selection_setup (selection_id, document, set_by, set_at)
			values (${season}, ${document}, 'person-2', now())`.execute(bench.opened.database);
		expect(await bench.imports.apply(allowed('participants.import'), marks.id)).toMatchObject({
			kind: 'refused',
		});
		await bench.imports.checkAll();
		expect(await bench.firstFaults(marks.id)).toMatchObject([
			{ code: 'out_of_range', value: '70', limit: '60' },
		]);
	});
});

it('whoever handed a file in is known beside whoever put it into effect', async () => {
	const ready = await bench.handIn('vacancies', vacancyFile);
	const { actor } = allowed('vacancies.import');
	const other = permit({ ...actor, personId: 'person-2' }, 'vacancies.import', { institutionId });
	if (!other.ok) throw new Error(other.code);
	expect(await bench.imports.apply(other, ready.id)).toEqual({ kind: 'done' });
	const preparers = await markListUsed(bench.opened.database, season);
	expect([...preparers].sort()).toEqual(['person-1', 'person-2']);
	const people = await bench.takeIn('participants', peopleFile);
	expect(people.state).toBe('applied');
	expect(await markImportsUsed(bench.opened.database, season)).toEqual(['person-1']);
});
