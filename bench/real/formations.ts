import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { CsvRecords } from '../../app/src/lib/platform/tables/csv-records.ts';
import { csvLine } from '../../app/src/lib/platform/tables/spreadsheet-safe.ts';
import {
	optionalColumns,
	rankingColumns,
} from '../../app/src/lib/vacancies/domain/listed-vacancy.ts';
import { formationTypes, plain, regionKey, slug } from './names.ts';

type Row = Readonly<Record<string, string>>;

export interface Conversion {
	readonly vacancies: number;
	readonly links: number;
	/** Distinct values that stood in no reference list, with the vacancies or links they touch. */
	readonly unmatched: Readonly<Record<string, ReadonlyMap<string, number>>>;
}

async function* rowsOf(file: string): AsyncGenerator<Row> {
	const records = new CsvRecords();
	const decoder = new TextDecoder();
	const bytes = createReadStream(file);
	let header: readonly string[] | undefined;
	const named = (cells: readonly string[]) =>
		Object.fromEntries((header ?? []).map((name, at) => [name, cells[at] ?? '']));
	const source = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
	for await (const chunk of source as AsyncIterable<Buffer>) {
		for (const { cells } of records.push(decoder.decode(chunk, { stream: true }))) {
			if (header === undefined) header = cells;
			else yield named(cells);
		}
	}
	for (const { cells } of records.end()) yield named(cells);
}

async function tableOf(file: string, key: (row: Row) => string, value: (row: Row) => string) {
	const table = new Map<string, string>();
	for await (const row of rowsOf(file)) if (!table.has(key(row))) table.set(key(row), value(row));
	return table;
}

/** Counts what has no match, by value. */
class Unmatched {
	readonly kinds: Record<string, Map<string, number>> = {};

	note(kind: string, value: string): void {
		const values = (this.kinds[kind] ??= new Map());
		values.set(value, (values.get(value) ?? 0) + 1);
	}
}

interface References {
	readonly agencies: ReadonlyMap<string, string>;
	readonly regions: ReadonlyMap<string, string>;
	/** Codes of the admitted educations of each formation, by its row number. */
	readonly educations: readonly (readonly string[])[];
}

async function readReferences(folder: string, unmatched: Unmatched): Promise<References> {
	const inside = (...parts: string[]) => path.join(folder, ...parts);
	const agencies = await tableOf(
		inside('instansi_bkn.csv'),
		(row) => plain(row['nama'] ?? ''),
		(row) => row['cepatKode'] ?? '',
	);
	const regions = await tableOf(
		inside('..', 'wilayah', 'wilayah_s.d._kecamatan.csv'),
		(row) => plain(row['nama'] ?? '').replaceAll(' ', ''),
		(row) => row['kode'] ?? '',
	);
	const codes = await tableOf(
		inside('..', 'pendidikan', 'referensi_pendidikan_bkn.csv'),
		(row) => plain(row['nama'] ?? ''),
		(row) => row['cepat_kode'] ?? '',
	);
	const used: string[] = [];
	for await (const { row = '', pendidikan = '' } of rowsOf(inside('pendidikan_dipakai.csv'))) {
		// Without a code the link would be lost: the number of the name stands in for it.
		used[Number(row)] = codes.get(plain(pendidikan)) ?? `tanpa-kode-${row}`;
	}
	const educations: string[][] = [];
	for await (const link of rowsOf(inside('formasi_pendidikan_link.csv.gz'))) {
		const code = used[Number(link['pendidikan_row'])] ?? '';
		if (code.startsWith('tanpa-kode')) unmatched.note('education', code);
		(educations[Number(link['formasi_row'])] ??= []).push(code);
	}
	return { agencies, regions, educations };
}

/** Numbers values in the order in which they come. */
function numbering(prefix: string): (value: string) => string {
	const numbers = new Map<string, number>();
	return (value) => {
		const known = numbers.get(value) ?? numbers.size + 1;
		numbers.set(value, known);
		return `${prefix}${known}`;
	};
}

const columns = [...rankingColumns, ...optionalColumns];

/** Writes the formations that the portal published in 2024 in the form of the import template. */
export async function convert(folder: string, target: string): Promise<Conversion> {
	const unmatched = new Unmatched();
	const references = await readReferences(folder, unmatched);
	const output = createWriteStream(target);
	output.write(csvLine(columns));
	const groupOf = numbering('kelompok-');
	const unitOf = numbering('unit-');
	let vacancies = 0;
	let links = 0;
	for await (const row of rowsOf(path.join(folder, 'formasi_cpns2024.csv.gz'))) {
		const educations = references.educations[vacancies] ?? [];
		vacancies += 1;
		links += new Set(educations).size;
		const cells = templateRow(row, educations, references, unmatched, groupOf, unitOf);
		if (!output.write(csvLine(columns.map((name) => cells[name] ?? ''))))
			await once(output, 'drain');
	}
	output.end();
	await once(output, 'close');
	return { vacancies, links, unmatched: unmatched.kinds };
}

function templateRow(
	row: Row,
	educations: readonly string[],
	{ agencies, regions }: References,
	unmatched: Unmatched,
	groupOf: (value: string) => string,
	unitOf: (value: string) => string,
): Row {
	const { ins_nm: institution = '', formasi_nm: formation = '', lokasi_nm: place = '' } = row;
	const agency = agencies.get(plain(institution));
	if (agency === undefined) unmatched.note('agency', institution);
	const type = formationTypes[formation];
	if (type === undefined) unmatched.note('formation type', formation);
	const key = regionKey(institution);
	const region = key === undefined ? undefined : regions.get(key);
	if (key !== undefined && region === undefined) unmatched.note('region', institution);
	return {
		vacancy_id: row['formasi_id'] ?? '',
		agency_id: agency ?? slug(institution),
		position_code: slug(row['jabatan_nm'] ?? ''),
		education_group: groupOf([...educations].sort().join('|')),
		unit_id: unitOf(`${institution}\n${place}`),
		formation_type: type ?? 'umum',
		seats: row['jumlah_formasi'] ?? '',
		title: row['jabatan_nm'] ?? '',
		location: place,
		region_code: region ?? '',
		education_codes: [...new Set(educations)].join('|'),
		salary_min: whole(row['gaji_min']),
		salary_max: whole(row['gaji_max']),
		open_to_disability: row['disable'] === '1' ? 'ya' : 'tidak',
	};
}

/** The source writes whole rupiah with a decimal point. */
function whole(amount = ''): string {
	return amount.replace(/\.0+$/u, '');
}

/** What could not be matched, most frequent first. */
export function describe({ vacancies, links, unmatched }: Conversion): string {
	const kinds = Object.entries(unmatched).map(([kind, values]) => {
		const touched = [...values.values()].reduce((sum, count) => sum + count, 0);
		const often = [...values].sort((a, b) => b[1] - a[1]).slice(0, 5);
		const examples = often.map(([value, count]) => `${value} (${count})`).join('; ');
		return `  ${kind}: ${values.size} values without a match, ${touched} uses: ${examples}\n`;
	});
	const none = kinds.length === 0 ? '  everything matched\n' : '';
	return `${vacancies} vacancies, ${links} education links\n${kinds.join('')}${none}`;
}
