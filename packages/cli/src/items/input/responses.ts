import { statSync } from 'node:fs';
import type { OptionMatrix, OptionScores, ResponseMatrix } from '@terang/psychometrics';
import type { CsvReader } from '@terang/rules/csv';
import { readKey, type ItemKey } from './key-file.ts';
import { FaultList } from './refused.ts';
import { fieldOf, nextRecord, openTable, type OpenTable } from './table.ts';

/** Responses of persons to items, as the file names them. */
export interface Responses {
	readonly file: string;
	readonly persons: readonly string[];
	readonly items: readonly string[];
	readonly scales: readonly string[];
	readonly matrix: ResponseMatrix;
	/** Present where a key said what the options are. */
	readonly options: AnsweredOptions | undefined;
	/** The column asked for with `group`, one label for each person. */
	readonly groups: readonly string[] | undefined;
}

export interface AnsweredOptions {
	readonly matrix: OptionMatrix;
	readonly worth: OptionScores;
	/** Labels of the options of each item. */
	readonly labels: readonly (readonly string[])[];
}

export interface ResponseSettings {
	readonly file: string;
	readonly key?: string | undefined;
	/** Name of a column that is no item. */
	readonly group?: string | undefined;
	/** Only items of this scale of the key. */
	readonly scale?: string | undefined;
	/** Other columns that are no items. */
	readonly ignored?: readonly string[];
	/** A blank answer earns 0 (SKD), instead of being missing. */
	readonly blankIsZero?: boolean;
}

/** Codes of a cell's content while a file is read. */
const blank = -1;
const unknown = -2;

/** How the cells of one column become whole numbers. */
interface Column {
	readonly name: string;
	readonly at: number;
	readonly key: ItemKey | undefined;
	/** Code of each one-byte cell, which nearly all are. */
	readonly quick: Int8Array;
	readonly labels: string[];
	readonly codes: Map<string, number>;
}

/**
 * Reads one row a person, one column an item. The first column is the person; the column named by
 * `group` is kept apart. Without a key the cells are whole scores from 0; with one they are option
 * labels. Empty and `NA` are missing.
 */
export function readResponses(settings: ResponseSettings): Responses {
	const key = settings.key === undefined ? undefined : readKey(settings.key);
	const open = openTable(settings.file);
	const columns = columnsOf(open, settings, key);
	const groupAt = settings.group === undefined ? -1 : open.columns.indexOf(settings.group);
	const { codes, persons, groups } = readRows(open, columns, groupAt, settings.file);
	const read = { persons: persons.length, items: columns.length };
	const scored =
		key === undefined
			? { matrix: scoreMatrix(codes, read), options: undefined }
			: optionMatrix(codes, read, columns, settings.blankIsZero === true);
	return {
		file: settings.file,
		persons,
		items: columns.map(({ name }) => name),
		scales: columns.map((column) => column.key?.scale ?? ''),
		...scored,
		groups: groupAt === -1 ? undefined : groups,
	};
}

function columnsOf(
	{ columns, faults }: OpenTable,
	{ group, scale, ignored = [], key: keyFile }: ResponseSettings,
	key: readonly ItemKey[] | undefined,
): readonly Column[] {
	for (const name of [...ignored, ...(group === undefined ? [] : [group])]) {
		if (!columns.includes(name)) faults.add(1, name, 'column_missing', name);
	}
	if (columns.length < 2) faults.add(1, columns[0] ?? '', 'no_items', '');
	const keys = new Map((key ?? []).map((one) => [one.item, one]));
	const found: Column[] = [];
	for (const [at, name] of columns.entries()) {
		if (at === 0 || name === group || ignored.includes(name)) continue;
		const own = keys.get(name);
		if (key !== undefined && own === undefined) faults.add(1, name, 'item_without_key', name);
		if (scale !== undefined && own?.scale !== scale) continue;
		found.push(columnOf(name, at, own));
	}
	const absent = new FaultList(keyFile ?? '');
	for (const { item } of keys.values()) {
		if (!columns.includes(item)) absent.add(1, 'item', 'item_without_responses', item);
	}
	if (scale !== undefined && found.length === 0) faults.add(1, 'scale', 'unknown_scale', scale);
	faults.settle();
	absent.settle();
	return found;
}

function columnOf(name: string, at: number, key: ItemKey | undefined): Column {
	const quick = new Int8Array(256).fill(unknown);
	const labels = [...(key?.labels ?? [])];
	const codes = new Map(labels.map((label, code) => [label, code]));
	if (key === undefined) for (let digit = 0; digit < 10; digit++) quick[48 + digit] = digit;
	for (const [label, code] of codes) if (label.length === 1) quick[label.charCodeAt(0)] = code;
	return { name, at, key, quick, labels, codes };
}

function readRows(open: OpenTable, columns: readonly Column[], groupAt: number, file: string) {
	const { reader, faults } = open;
	const persons: string[] = [];
	const groups: string[] = [];
	const seen = new Map<string, number>();
	let codes = new Int8Array(0);
	while (nextRecord(open)) {
		const person = fieldOf(reader, 0);
		if (person === '') faults.add(reader.line, open.columns[0] ?? '', 'value_missing', '');
		const before = seen.get(person);
		if (before !== undefined) {
			faults.add(reader.line, open.columns[0] ?? '', 'duplicate_person', `${person} (${before})`);
		}
		seen.set(person, reader.line);
		const start = persons.length * columns.length;
		if (start + columns.length > codes.length) codes = grown(codes, open, columns.length, file);
		for (const [column, shape] of columns.entries()) {
			codes[start + column] = codeOf(reader, shape, faults);
		}
		persons.push(person);
		if (groupAt !== -1) groups.push(fieldOf(reader, groupAt));
	}
	if (persons.length === 0 && faults.empty) faults.add(1, '', 'no_persons', '');
	faults.settle();
	return { persons, groups, codes: codes.subarray(0, persons.length * columns.length) };
}

/** Room for the whole file by the length of its first record; for twice as many where that erred. */
function grown(
	codes: Int8Array<ArrayBuffer>,
	{ reader }: OpenTable,
	items: number,
	file: string,
): Int8Array<ArrayBuffer> {
	const bytes = (reader.ends[reader.fields - 1] ?? 0) - (reader.starts[0] ?? 0) + 1;
	const guess = Math.ceil((statSync(file).size / bytes) * 1.05) + 16;
	const larger = new Int8Array(codes.length === 0 ? guess * items : codes.length * 2);
	larger.set(codes);
	return larger;
}

function codeOf(reader: CsvReader, column: Column, faults: FaultList): number {
	const [start, end] = [reader.starts[column.at]!, reader.ends[column.at]!];
	if (end === start) return blank;
	if (end === start + 1) {
		const code = column.quick[reader.buffer[start]!]!;
		if (code !== unknown) return code;
	}
	const text = fieldOf(reader, column.at);
	if (text === '' || text === 'NA') return blank;
	if (column.key === undefined) {
		if (/^\d{1,3}$/u.test(text) && Number(text) <= 127) return Number(text);
		faults.add(reader.line, column.name, 'not_a_score', text);
		return blank;
	}
	const known = column.codes.get(text);
	if (known !== undefined) return known;
	return newOption(reader, column, text, faults);
}

/** In a key of right answers the other options are known by their use; a weighted key names all. */
function newOption(reader: CsvReader, column: Column, text: string, faults: FaultList): number {
	const code = column.labels.length;
	const listsAll = column.key !== undefined && column.key.labels.length > 1;
	if (listsAll || text.length > 8 || code >= 26) {
		faults.add(reader.line, column.name, 'unknown_option', text);
		return blank;
	}
	column.labels.push(text);
	column.codes.set(text, code);
	if (text.length === 1 && text.charCodeAt(0) < 128) column.quick[text.charCodeAt(0)] = code;
	return code;
}

interface Size {
	readonly persons: number;
	readonly items: number;
}

function scoreMatrix(scores: Int8Array, { persons, items }: Size): ResponseMatrix {
	const maxScores = new Int8Array(items).fill(1);
	for (let at = 0; at < scores.length; at++) {
		const item = at % items;
		if (scores[at]! > maxScores[item]!) maxScores[item] = scores[at]!;
	}
	return { persons, items, scores, maxScores };
}

function optionMatrix(
	choices: Int8Array,
	{ persons, items }: Size,
	columns: readonly Column[],
	blankIsZero: boolean,
) {
	const worth = columns.map(({ labels, key }) =>
		// An item of which only the key was ever chosen still has another option.
		Array.from({ length: Math.max(2, labels.length) }, (_, at) => key?.scores[at] ?? 0),
	);
	const scores = new Int8Array(choices.length);
	for (let at = 0; at < choices.length; at++) {
		const choice = choices[at]!;
		scores[at] = choice === blank ? (blankIsZero ? 0 : blank) : worth[at % items]![choice]!;
	}
	const maxScores = Int8Array.from(worth, (values) => Math.max(...values));
	const optionCounts = Int8Array.from(worth, (values) => values.length);
	return {
		matrix: { persons, items, scores, maxScores },
		options: {
			matrix: { persons, items, choices, optionCounts },
			worth,
			labels: columns.map(({ labels }) => labels),
		},
	};
}
