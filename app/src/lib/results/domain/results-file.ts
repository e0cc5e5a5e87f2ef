import type { Outcome, ResultRow } from '../contract.ts';

/** Columns of `results.csv` in their order. */
const columns = [
	'participantId',
	'vacancyId',
	'outcome',
	'skdTotal',
	'skd100',
	'skb100',
	'final',
	'rankSkd',
	'rankFinal',
	'placedVacancyId',
	'placement',
	'reason',
] as const satisfies readonly (keyof ResultRow)[];

/** Rows of a `results.csv` that the engine wrote; texts exactly as in the file. */
export function parseResults(text: string): readonly ResultRow[] {
	return parseRecords(text).slice(1).map(resultRowOf);
}

/** One record of a `results.csv` that the engine wrote. */
export function resultRowOf(record: readonly string[]): ResultRow {
	if (record.length !== columns.length) throw new Error('results.csv: bad record');
	const row = Object.fromEntries(columns.map((column, at) => [column, record[at] ?? '']));
	return row as unknown as ResultRow & { outcome: Outcome };
}

/** Records of a small, well-formed CSV (RFC 4180) as name → value. */
export function parseNamed(text: string): readonly Readonly<Record<string, string>>[] {
	const [header, ...records] = parseRecords(text.replace(/^\uFEFF/u, ''));
	return records.map((record) =>
		Object.fromEntries((header ?? []).map((name, at) => [name, record[at] ?? ''])),
	);
}

function parseRecords(text: string): readonly (readonly string[])[] {
	const records: string[][] = [];
	let record: string[] = [];
	const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
	const value = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
	while (value.lastIndex < whole.length) {
		const match = value.exec(whole);
		if (match === null) throw new Error('CSV: stray quote');
		record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
		if (match[3] === ',') continue;
		records.push(record);
		record = [];
	}
	return records;
}
