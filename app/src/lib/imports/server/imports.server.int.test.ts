import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { commit, toBase64Url } from '@terang/ledger';
import { writeXlsxStream } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import type { ImportView } from '../contract.ts';
import { createImports, type Imports } from './api.server.ts';
import {
	allowed,
	type ImportsBench,
	inCodes,
	peopleFile,
	read,
	season,
	startImportsBench,
	vacancyFile,
	vacancyHeader,
} from './testing/imports-bench.server.ts';

let server: TestDatabase;
let bench: ImportsBench;
let imports: Imports;

beforeAll(async () => {
	server = await startTestDatabase();
});

afterAll(() => server.stop());

beforeEach(async () => {
	bench = await startImportsBench(server);
	({ imports } = bench);
});

afterEach(() => bench.stop());

const handIn: ImportsBench['handIn'] = (kind, content) => bench.handIn(kind, content);
const takeIn: ImportsBench['takeIn'] = (kind, content) => bench.takeIn(kind, content);
const view: ImportsBench['view'] = (id) => bench.view(id);
const count: ImportsBench['count'] = (table) => bench.count(table);

describe('a dry run', () => {
	it('puts nothing into effect, and applying puts everything', async () => {
		const ready = await handIn('vacancies', vacancyFile);
		expect(ready).toMatchObject({ state: 'ready', rows: 2, faultTotal: 0 });
		expect(await count('vacancies.list')).toBe(0);
		await imports.apply(allowed('vacancies.import'), ready.id);
		expect(await count('vacancies.list')).toBe(1);
		expect(await count('vacancies.listed_education')).toBe(3);
		await imports.checkAll();
		expect(await readdir(bench.folder)).toEqual([]);
	});

	it('names every fault by line, column, code and value, and stages no row', async () => {
		const faulty = await handIn(
			'vacancies',
			`${vacancyHeader}\nv-1,a,p,e,u,umum,-1,,,\nv-1,a,p,e,u,emas,2.5,,,\n\nv-2,a,p,e,u,umum\nv-3,a,p,e,u,umum,1,,,\nv-3,a,p,e,u,umum,1,,,\n`,
		);
		expect(faulty).toMatchObject({ state: 'faulty', rows: 5, faultTotal: 6, faultyRows: 4 });
		const { faults } = await imports.faults(read, faulty.id, { page: 1 });
		expect(faults).toEqual([
			{ line: 2, column: 'seats', code: 'negative', value: '-1' },
			{ line: 3, column: 'formation_type', code: 'unknown_formation_type', value: 'emas' },
			{ line: 3, column: 'seats', code: 'not_an_integer', value: '2.5' },
			{ line: 3, otherLine: 2, column: 'vacancy_id', code: 'duplicate_id', value: 'v-1' },
			{ line: 5, column: '', code: 'too_few_fields', value: '6' },
			{ line: 7, otherLine: 6, column: 'vacancy_id', code: 'duplicate_id', value: 'v-3' },
		]);
		expect(await count('vacancies.listed')).toBe(0);
	});

	it('names at once what a row lacks by itself and beside the other rows', async () => {
		await takeIn('vacancies', vacancyFile);
		await takeIn('participants', peopleFile);
		const faultsOf = async (...[kind, content]: Parameters<typeof handIn>) =>
			(await bench.firstFaults((await handIn(kind, content)).id)).map(
				({ line, column, code }) => `${line} ${column} ${code}`,
			);
		const person = 'P-9,v-1,MS,Ani,';
		const people = 'participant_id,vacancy_id,admin_status,name,birth_date';
		expect(await faultsOf('participants', `${people}\n${person}\n${person}1999-02-30\n`)).toEqual([
			'3 birth_date impossible_date',
			'3 participant_id duplicate_id',
		]);
		expect(await faultsOf('marks', 'participant_id,twk\nP-1,3l0\nP-1,30\nP-0,-5\n')).toEqual([
			'2 twk not_an_integer',
			'3 participant_id duplicate_id',
			'4 twk negative',
			'4 participant_id unknown_participant',
		]);
		const header = 'vacancy_id,participant_id,decision,authority,reason';
		const decisions = `${header}\nv-0,P-1,L,,usia\nv-0,P-1,L,Sekda,a@b.example\nv-1,P-0,T,Sekda,usia\n`;
		expect(await faultsOf('decisions', decisions)).toEqual([
			'2 authority value_missing',
			'2 vacancy_id unknown_vacancy',
			'3 reason personal_text',
			'3 vacancy_id unknown_vacancy',
			'3 participant_id duplicate_id',
			'4 decision unknown_decision',
			'4 participant_id unknown_participant',
		]);
		for (const table of ['results.mark', 'results.imported_decision']) {
			expect(await count(table)).toBe(0);
		}
	});

	it('names a participant number that no list can hold', async () => {
		await takeIn('vacancies', vacancyFile);
		await takeIn('participants', peopleFile);
		const long = randomBytes(4_000).toString('hex');
		const marks = await handIn('marks', `participant_id,twk\nP-1\u0001,100\n${long},100\n`);
		expect((await bench.firstFaults(marks.id)).map(inCodes)).toEqual([
			'participant_id: control_character',
			'participant_id: too_long',
		]);
	});

	it('does not keep the next file waiting for one that it fails at', async () => {
		const failing = await handIn('vacancies', vacancyFile);
		const become = (state: string, kind: string) =>
			sql`update imports.file set state = ${state}, kind = ${kind} where id = ${failing.id}`.execute(
				bench.opened.database,
			);
		await become('checking', 'gone');
		const handing = handIn('vacancies', vacancyFile.replace('v-2', 'v-3'));
		await expect(handing).rejects.toThrow('gone');
		const [next] = (await imports.list(read)).files;
		expect(next).toMatchObject({ kind: 'vacancies', state: 'ready' });
		await become('ready', 'vacancies');
	});

	it('gives the faulty rows back with formulas made harmless', async () => {
		const faulty = await handIn(
			'vacancies',
			`${vacancyHeader}\n=1+1,a,p,e,u,umum,x,,,\nv-2,a,p,e,u,umum,1,,,\n`,
		);
		const download = await imports.faultyRows(read, faulty.id, 'csv', inCodes);
		const given = await text(download!.body);
		expect(given).toContain('2,"vacancy_id: formula; seats: not_an_integer",\'=1+1,a,p,e,u,umum,x');
		expect(given).not.toContain('v-2');
	});

	it('reads a workbook as it reads text', async () => {
		const rows = vacancyFile
			.replace('"Guru, kelas"', 'Guru')
			.trim()
			.split('\n')
			.map((line) => line.split(',').map((cell) => (/^\d$/u.test(cell) ? Number(cell) : cell)));
		const file = join(bench.folder, 'a.xlsx');
		await writeFile(
			file,
			Buffer.from(await new Response(writeXlsxStream(rows, { name: 'A' })).arrayBuffer()),
		);
		const ready = await handIn('vacancies', createReadStream(file));
		expect(ready).toMatchObject({ state: 'ready', format: 'xlsx', rows: 2 });
	});

	it('gives a template and faulty rows that it reads back itself, as text and as a workbook', async () => {
		for (const format of ['csv', 'xlsx'] as const) {
			const template = await imports.template('vacancies', format);
			const empty = await handIn('vacancies', Readable.from(template.body));
			expect(empty).toMatchObject({ state: 'faulty', format, rows: 0 });
			const bad = await handIn('vacancies', `${vacancyHeader}\nv-1,a,p,e,u,umum,${format},,,\n`);
			const rows = await imports.faultyRows(read, bad.id, format, inCodes);
			const again = await handIn('vacancies', Readable.from(rows!.body));
			expect(again).toMatchObject({ state: 'faulty', format, rows: 1 });
			const same = await imports.faultyRows(read, again.id, 'csv', inCodes);
			const mended = (await text(same!.body)).replace(`,umum,${format},`, ',umum,3,');
			expect(await handIn('vacancies', mended)).toMatchObject({ state: 'ready', rows: 1 });
		}
	});

	it('refuses a list without a row, and takes it as no decision at all', async () => {
		const empty = await handIn('vacancies', `\n\n${vacancyHeader}\n,,,,,,,,,\n\n`);
		expect(empty).toMatchObject({ state: 'faulty', rows: 0, faultTotal: 1 });
		const { faults } = await imports.faults(read, empty.id, { page: 1 });
		expect(faults).toEqual([{ line: 1, column: '', code: 'no_rows', value: '' }]);
		const none = await handIn('decisions', 'vacancy_id,participant_id,decision,authority,reason\n');
		expect(none).toMatchObject({ state: 'ready', rows: 0 });
	});

	it('finds the header below empty lines', async () => {
		const ready = await handIn('vacancies', `\n,,\n${vacancyFile}`);
		expect(ready).toMatchObject({ state: 'ready', rows: 2 });
	});

	it('says which kind a file looks like that was handed in as another', async () => {
		const marks = await handIn('participants', 'participant_id,twk,tiu\nP-1,80,90\n');
		expect(marks.state).toBe('mapping');
		expect(await imports.mapping(read, marks.id)).toMatchObject({
			looksLike: 'marks',
			missing: ['vacancy_id', 'admin_status', 'name'],
		});
		const twice = await handIn('participants', 'participant_id,participant_id\n1,2\n');
		const shown = await imports.mapping(read, twice.id);
		expect(shown).toMatchObject({ repeated: ['participant_id'] });
		expect(shown).not.toHaveProperty('looksLike');
	});

	it('lists files by pages, the newest first', async () => {
		for (let at = 0; at < 21; at += 1) await handIn('vacancies', `a\n${at}\n`);
		const first = await imports.list(read);
		const last = await imports.list(read, 99);
		expect([first.files.length, first.pages, last.files.length, last.page]).toEqual([20, 2, 1, 2]);
		expect(first.files[0]?.id).toBeGreaterThan(last.files[0]?.id ?? 0);
	});

	it('asks which column is which and remembers it for the institution', async () => {
		const renamed = vacancyFile.replace('vacancy_id', 'Nomor');
		const asking = await handIn('vacancies', renamed);
		expect(asking.state).toBe('mapping');
		const shown = await imports.mapping(read, asking.id);
		expect(shown).toMatchObject({ missing: ['vacancy_id'], unused: ['Nomor'] });
		const mapping = { ...shown?.mapping, vacancy_id: 'Nomor' };
		expect(await imports.setMapping(allowed('vacancies.import'), asking.id, mapping)).toEqual({
			kind: 'done',
		});
		await imports.checkAll();
		expect((await view(asking.id)).state).toBe('ready');
		expect((await handIn('vacancies', renamed.replace('v-2', 'v-9'))).state).toBe('ready');
	});
});

describe('an interrupted check', () => {
	it('leaves nothing behind and is done again', async () => {
		bench.atStaged = () => {
			throw new Error('killed');
		};
		await expect(handIn('vacancies', vacancyFile)).rejects.toThrow('killed');
		expect(await count('vacancies.listed')).toBe(0);
		bench.atStaged = () => undefined;
		await createImports(bench.dependencies()).checkAll();
		const [waiting] = (await imports.list(read)).files;
		expect(waiting).toMatchObject({ state: 'ready', rows: 2 });
	});
});

describe('cancelling', () => {
	async function waiting(): Promise<ImportView> {
		bench.atStaged = () => {
			throw new Error('killed');
		};
		await expect(handIn('vacancies', vacancyFile)).rejects.toThrow('killed');
		bench.atStaged = () => undefined;
		const [file] = (await imports.list(read)).files;
		if (file?.state !== 'checking') throw new Error('the file does not wait');
		return file;
	}

	it('ends the reading of a file between two pieces, and nothing of it stays', async () => {
		const { id } = await waiting();
		await sql`update imports.progress set cancel_asked = true`.execute(bench.opened.database);
		await imports.checkAll();
		expect((await view(id)).state).toBe('cancelled');
		expect(await count('vacancies.listed')).toBe(0);
		expect(await imports.cancel(allowed('vacancies.import'), id)).toEqual({ kind: 'done' });
	});

	it('gives up a file that was found sound, with its rows', async () => {
		const { id } = await handIn('vacancies', vacancyFile);
		expect(await imports.cancel(allowed('vacancies.import'), id)).toEqual({ kind: 'done' });
		expect(await count('vacancies.listed')).toBe(0);
		expect(await imports.apply(allowed('vacancies.import'), id)).toEqual({
			kind: 'refused',
			code: 'imports.not_in_this_state',
		});
	});
});

describe('a file in effect', () => {
	it('changes nothing when it is handed in again', async () => {
		const first = await takeIn('vacancies', vacancyFile);
		expect(await handIn('vacancies', vacancyFile)).toMatchObject({
			state: 'unchanged',
			sameAs: first.id,
		});
		expect(await count('vacancies.listed')).toBe(2);
	});

	it('can be undone until it is used', async () => {
		const first = await takeIn('vacancies', vacancyFile);
		const by = allowed('vacancies.import');
		expect(await imports.undo(by, first.id)).toEqual({ kind: 'done' });
		expect(await count('vacancies.listed')).toBe(0);
		const second = await takeIn('vacancies', vacancyFile);
		await sql`update vacancies.list set used_at = now() where undone_at is null`.execute(
			bench.opened.database,
		);
		expect(await imports.undo(by, second.id)).toEqual({ kind: 'refused', code: 'imports.used' });
		expect(await count('vacancies.listed')).toBe(2);
	});

	it('of marks leaves an entry when it comes and when it goes, which nobody opens by guessing', async () => {
		await takeIn('vacancies', vacancyFile);
		await takeIn('participants', peopleFile);
		const marks = await takeIn(
			'marks',
			'participant_id,skb_status,skb_praktik\nP-1,hadir,"79,5"\n',
		);
		const source = `import-${marks.id}`;
		const { rows } = await sql<{ salt: Buffer }>`
			select salt from results.taken_in where import_id = ${marks.id}`.execute(bench.opened.database);
		const sha256 = Buffer.from(marks.digest, 'hex').toString('base64url');
		const digest = toBase64Url(commit('file', { name: source, sha256 }, rows[0]!.salt));
		const payload = { selection: season, source, digest };
		expect(bench.entries).toEqual([
			expect.objectContaining({ type: 'marks.imported', payload: { ...payload, count: 1 } }),
		]);
		expect(digest).not.toBe(sha256);
		expect(await imports.undo(allowed('participants.import'), marks.id)).toEqual({ kind: 'done' });
		expect(bench.entries[1]?.payload).toEqual({ ...payload, count: 0 });
	});
});

describe('people and marks', () => {
	it('are refused for a vacancy or a person that nobody knows', async () => {
		await takeIn('vacancies', vacancyFile);
		const people = await handIn('participants', peopleFile.replace('P-2,v-1', 'P-2,v-7'));
		const { faults } = await imports.faults(read, people.id, { page: 1 });
		expect(faults).toEqual([
			{ line: 3, column: 'vacancy_id', code: 'unknown_vacancy', value: 'v-7' },
		]);
		await takeIn('participants', peopleFile);
		const marks = await handIn('marks', 'participant_id,skb_status\nP-1,hadri\nP-9,TH\n');
		const found = await imports.faults(read, marks.id, { page: 1 });
		expect(found.faults.map(({ line, code }) => [line, code])).toEqual([
			[2, 'unknown_status'],
			[3, 'unknown_participant'],
		]);
	});
});

describe('the maxima of marks', () => {
	async function faultsOf(file: string): Promise<readonly (readonly [string, string])[]> {
		const { id } = await handIn('marks', file);
		const { faults } = await imports.faults(read, id, { page: 1 });
		return faults.map(({ column, code }) => [column, code] as const);
	}

	const twk = (mark: number) =>
		`participant_id,skd_status,twk,tiu,tkp\nP-1,hadir,${mark},100,180\n`;

	it('bind before anything was ranked: those of the newest pack of the kind', async () => {
		await takeIn('vacancies', vacancyFile);
		await takeIn('participants', peopleFile);
		expect(await faultsOf(twk(151))).toEqual([['twk', 'out_of_range']]);
		expect((await handIn('marks', twk(150))).state).toBe('ready');
	});

	it('are those of the rules that were set, components of the plans included', async () => {
		await takeIn('vacancies', vacancyFile);
		await takeIn('participants', peopleFile);
		const plans = { guru: [{ code: 'praktik', max: 50, weight: '1' }] };
		const document = JSON.stringify({ id: season, pack: 'cpns-2024', skb_plans: plans });
		await sql`insert into results.selection_setup (selection_id, document, set_by, set_at)
			values (${season}, ${document}, 'orang-1', now())`.execute(bench.opened.database);
		const praktik = (mark: string) => `participant_id,skb_status,skb_praktik\nP-1,hadir,${mark}\n`;
		expect(await faultsOf(praktik('50.001'))).toEqual([['skb_praktik', 'out_of_range']]);
		expect((await handIn('marks', praktik('50'))).state).toBe('ready');
	});
});

describe('an institution', () => {
	it('sees and moves nothing of another', async () => {
		const ready = await handIn('vacancies', vacancyFile);
		const stranger = allowed('selection.read', 'kabupaten-bungo');
		expect(await imports.find(stranger, ready.id)).toBeUndefined();
		expect((await imports.list(stranger)).files).toEqual([]);
		const outcome = await imports.apply(allowed('vacancies.import', 'kabupaten-bungo'), ready.id);
		expect(outcome).toEqual({ kind: 'refused', code: 'imports.unknown' });
	});
});

describe('an upload', () => {
	it('is refused where it is too large or no table, and leaves no file', async () => {
		const upload = (content: Readable) =>
			imports.upload(allowed('vacancies.import'), {
				kind: 'vacancies',
				scopeId: season,
				source: '',
				fileName: 'x',
				content,
			});
		const large = Readable.from([Buffer.alloc(4_500_000, 'a'), Buffer.alloc(4_500_000, 'a')]);
		expect(await upload(large)).toEqual({ kind: 'refused', code: 'imports.too_large' });
		const refused = async (text: string) => {
			const outcome = await upload(Readable.from([Buffer.from(text)]));
			return outcome.kind === 'refused' ? outcome.code : outcome.kind;
		};
		expect(await refused('PK\u0003\u0004 no workbook')).toBe('imports.not_a_table');
		expect(await refused('')).toBe('imports.empty_file');
		expect(await refused('\n\n')).toBe('imports.not_a_table');
		expect(await refused('%PDF-1.7\n')).toBe('imports.other_format');
		expect(await refused('\n<html><table>')).toBe('imports.other_format');
		const ods = `PK\u0003\u0004${' '.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.spreadsheet`;
		expect(await refused(ods)).toBe('imports.other_format');
		expect(await refused(`${'a,'.repeat(500)}b\n`)).toBe('imports.too_many_columns');
		expect(await readdir(bench.folder)).toEqual([]);
	});
});
