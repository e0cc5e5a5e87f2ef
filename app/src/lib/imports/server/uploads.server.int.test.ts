import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { createImports } from './api.server.ts';
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

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());
beforeEach(async () => {
	bench = await startImportsBench(server);
});
afterEach(() => bench.stop());

const upload = (content: Readable) =>
	bench.imports.upload(allowed('vacancies.import'), {
		kind: 'vacancies',
		scopeId: season,
		source: 'Berita acara Qomariah',
		fileName: 'Qomariah.csv',
		content,
	});

const of = (content: Buffer | string) => upload(Readable.from([Buffer.from(content)]));

async function storedBytes(): Promise<Buffer> {
	const names = await readdir(bench.folder);
	return Buffer.concat(await Promise.all(names.map((name) => readFile(join(bench.folder, name)))));
}

/** Everything that the schema holds, as text. */
async function storedRows(): Promise<string> {
	const tables = ['imports.file', 'imports.fault'];
	const rows = await Promise.all(
		tables.map((table) =>
			sql<{ row: string }>`select one::text as row from ${sql.table(table)} one`.execute(
				bench.opened.database,
			),
		),
	);
	const all = rows.flatMap((result) => result.rows.map(({ row }) => row)).join('\n');
	// A column of bytes is shown in hexadecimal.
	return all + Buffer.from(all.match(/\\\\x[0-9a-f]+/gu)?.join('') ?? '', 'hex').toString('latin1');
}

describe('what was handed in', () => {
	it('lies sealed while it waits: bytes, names and faulty cells', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		const people = peopleFile.replace('Ani,1999-02-28', 'Siti Qomariah,1999-02-31');
		const faulty = await bench.handIn('participants', people);
		expect(faulty).toMatchObject({ state: 'faulty', fileName: 'Peserta Qomariah.csv' });
		expect(await bench.firstFaults(faulty.id)).toMatchObject([{ value: '1999-02-31' }]);
		const bytes = await storedBytes();
		const rows = await storedRows();
		expect(bytes.length).toBeGreaterThan(people.length);
		for (const secret of ['Qomariah', '1999-02-31', 'Berita acara']) {
			expect(bytes.includes(secret)).toBe(false);
			expect(rows).not.toContain(secret);
		}
	});

	it('is gone once it is in effect or was given up, with its faults', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		const faulty = await bench.handIn('vacancies', `${vacancyHeader}\nv-1,a,p,e,u,umum,x,,,\n`);
		await bench.imports.cancel(allowed('vacancies.import'), faulty.id);
		await bench.imports.checkAll();
		expect(await readdir(bench.folder)).toEqual([]);
		expect(await bench.count('imports.fault')).toBe(0);
	});

	it('is given up after thirty days, with the rows that were staged', async () => {
		const ready = await bench.handIn('vacancies', vacancyFile);
		await sql`update imports.file set uploaded_at = now() - interval '31 days'`.execute(
			bench.opened.database,
		);
		await writeFile(join(bench.folder, 'half-written'), 'x');
		const yesterday = Date.now() / 1_000 - 90_000;
		await utimes(join(bench.folder, 'half-written'), yesterday, yesterday);
		await bench.imports.checkAll();
		expect((await bench.view(ready.id)).state).toBe('cancelled');
		expect(await bench.count('vacancies.listed')).toBe(0);
		expect(await readdir(bench.folder)).toEqual([]);
	});

	it('is left alone by a download that nobody reads', async () => {
		const faulty = await bench.handIn('vacancies', `${vacancyHeader}\nv-1,a,p,e,u,umum,x,,,\n`);
		const open = () => readdir('/proc/self/fd').then((names) => names.length);
		const before = await open();
		for (let times = 0; times < 5; times++) {
			await bench.imports.faultyRows(read, faulty.id, 'csv', inCodes);
		}
		expect(await open()).toBeLessThan(before + 5);
	});

	it('loses its name and its source a year after it came', async () => {
		const { id } = await bench.takeIn('vacancies', vacancyFile);
		const named = async () => (await bench.view(id)).fileName !== '';
		for (const [days, expected] of [
			[365, true],
			[367, false],
		] as const) {
			await sql`update imports.file set uploaded_at = now() - ${`${days} days`}::interval`.execute(
				bench.opened.database,
			);
			await bench.imports.checkAll();
			expect(await named()).toBe(expected);
		}
	});

	it('that is lost or was changed on the disk says so, and waits no longer', async () => {
		for (const harm of [
			(path: string) => rm(path),
			async (path: string) => writeFile(path, (await readFile(path)).subarray(0, -1)),
		]) {
			bench.atStaged = () => {
				throw new Error('killed');
			};
			await expect(bench.handIn('vacancies', vacancyFile)).rejects.toThrow('killed');
			bench.atStaged = () => undefined;
			const [name = ''] = await readdir(bench.folder);
			await harm(join(bench.folder, name));
			await createImports(bench.dependencies()).checkAll();
			const [file] = (await bench.imports.list(read)).files;
			expect(file?.state).toBe('unreadable');
		}
	});

	it('leaves nothing when the line is cut, at once or after a while', async () => {
		for (let turns = 0; turns < 40; turns += 1) {
			const content = new PassThrough().on('error', () => undefined);
			const taking = upload(content);
			taking.catch(() => undefined);
			content.write(vacancyFile.slice(0, 100));
			for (let turn = 0; turn < turns; turn += 1) await setImmediate();
			content.destroy(new Error('cut'));
			await expect(taking).rejects.toThrow('cut');
			expect(await readdir(bench.folder)).toEqual([]);
		}
		expect(await bench.count('imports.file')).toBe(0);
	});
});

describe('letters and numbers of spreadsheets', () => {
	it.each([
		['UTF-16 with its mark', Buffer.from(`\uFEFF${vacancyFile}`, 'utf16le'), 'wrong_encoding'],
		['UTF-16 without it', Buffer.from(vacancyFile, 'utf16le'), 'wrong_encoding'],
		[
			'a header in Windows-1252',
			Buffer.from('vacancy_id,keterangan \xE9\n', 'latin1'),
			'wrong_encoding',
		],
		[
			'a workbook of before 2007',
			Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex'),
			'old_workbook',
		],
		['an empty file', Buffer.alloc(0), 'empty_file'],
	])('%s are refused by name', async (_name, content, code) => {
		expect(await of(content)).toEqual({ kind: 'refused', code: `imports.${code}` });
		expect(await readdir(bench.folder)).toEqual([]);
	});

	it('of Windows-1252 are a fault of each row that has them', async () => {
		const file = Buffer.from(vacancyFile.replace('Perawat', 'Caf\xE9'), 'latin1');
		const faulty = await bench.handIn('vacancies', file);
		expect(await bench.firstFaults(faulty.id)).toMatchObject([{ line: 3, code: 'not_utf8' }]);
	});

	it('with a byte order mark, semicolons and blank rows at the end are those of any other file', async () => {
		const file = `\uFEFF${vacancyFile.replace('"Guru, kelas"', 'Guru').replaceAll(',', ';')}\n;;;;;;;;;\n\n`;
		expect(await bench.handIn('vacancies', file)).toMatchObject({ state: 'ready', rows: 2 });
	});

	it('that a spreadsheet spoilt are faults, beside whatever else is wrong with the row', async () => {
		await bench.takeIn('vacancies', vacancyFile);
		const faulty = await bench.handIn(
			'participants',
			'participant_id,vacancy_id,admin_status,name,birth_date,gpa\n' +
				'"3,27101E+15",v-1,MS,=A1,28/02/1999,#REF!\n3271012345678901,v-1,MS,Ani,36219,3.5\n',
		);
		const faults = await bench.firstFaults(faulty.id);
		expect(faults.map(({ line, column, code }) => [line, column, code])).toEqual([
			[2, 'participant_id', 'digits_lost'],
			[2, 'name', 'formula'],
			[2, 'gpa', 'spreadsheet_error'],
			[2, 'birth_date', 'impossible_date'],
			[3, 'birth_date', 'impossible_date'],
		]);
	});
});

describe('a file full of faults', () => {
	const rows = 30_000;
	const file = () =>
		`${vacancyHeader}\n${Array.from({ length: rows }, (_, at) => `v-${at},a,p,e,u,emas,-1,,,\n`).join('')}`;

	it('shows a first page, counts all, and gives every row back with all that is wrong', async () => {
		const faulty = await bench.handIn('vacancies', file());
		expect(faulty).toMatchObject({ faultTotal: 2 * rows, faultyRows: rows });
		const page = await bench.imports.faults(read, faulty.id, { page: 9_999, code: 'negative' });
		expect(page).toMatchObject({ page: 40, pages: 40, count: rows, shown: 1_000 });
		expect(page.faults).toHaveLength(25);
		expect(page.faults.at(-1)).toMatchObject({ line: 1_001, column: 'seats' });
		const download = await bench.imports.faultyRows(read, faulty.id, 'csv', inCodes);
		const lines = (await text(download!.body)).trimEnd().split('\r\n');
		expect(lines).toHaveLength(1 + rows);
		const said = '"formation_type: unknown_formation_type; seats: negative"';
		expect(lines.filter((line) => line.includes(said))).toHaveLength(rows);
		expect(lines.at(-1)?.startsWith(`${rows + 1},`)).toBe(true);
	});
});
