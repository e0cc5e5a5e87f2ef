import { ByteList, empty, type Strings } from '../bytes/byte-list.ts';
import { parseDate } from '../bytes/date.ts';
import { numberFault, parseScaled } from '../bytes/decimal.ts';
import { hashBytes } from '../bytes/hash.ts';
import type { Span } from '../bytes/span.ts';
import { ownMemory, type Allocate } from '../bytes/memory.ts';
import type { RowHandler, TableReading } from '../csv/table.ts';
import type { FaultCode } from '../faults.ts';
import { ColumnSet, LineMap, type LineDistances } from './columns.ts';
import {
	findPositions,
	formOf,
	ParticipantColumns,
	type ParticipantForm,
	type Positions,
} from './participant-columns.ts';
import { ABSENT, status } from './participant-table.ts';
import type { Selection } from './selection.ts';
import type { VacancyTable } from './vacancies.ts';

const statusWords = ['', 'hadir', 'TH', 'DIS', 'APS'];
const admissionWords = ['TMS', 'MS'];

/** Where the rows of one reader go: by itself, or beside another reader of the same file. */
export interface RowPlace {
	readonly allocate: Allocate;
	/** Of the columns, which two readers share. */
	readonly allocateColumn: Allocate;
	/** Rows for which there is room at once. */
	readonly capacity: number;
	/** Number of the first row. */
	readonly first: number;
}

export const alone: RowPlace = {
	allocate: ownMemory,
	allocateColumn: ownMemory,
	capacity: 1024,
	first: 0,
};

/** What a reader made of its part of a file, beside the columns. */
export interface RowsRead {
	readonly span: Span;
	readonly ids: Strings;
	readonly preferences: Strings;
	readonly lines: LineDistances;
	/** `VacancyTable.hidden`, of these rows. */
	readonly hidden: Int32Array;
}

/** Reads the records of `participants.csv` into columns. */
export class ParticipantRows implements RowHandler {
	private readonly selection: Selection;
	/** `undefined` where the vacancies could not be read: then none is called unknown. */
	private readonly vacancies: VacancyTable | undefined;
	private readonly place: RowPlace;
	/** Rows are numbered as in the file. */
	private next: number;
	readonly ids: ByteList;
	readonly preferences: ByteList;
	readonly lines = new LineMap();
	readonly hidden: Int32Array;
	private form: ParticipantForm = 'full';
	private at!: Positions;
	columns!: ParticipantColumns;
	private reading!: TableReading;
	/** Faults of the current row. */
	private rowFaults = 0;
	private readonly skbColumns: readonly string[];

	constructor(selection: Selection, vacancies: VacancyTable | undefined, place = alone) {
		this.selection = selection;
		this.vacancies = vacancies;
		this.place = place;
		this.next = place.first;
		const { allocate, capacity, first } = place;
		this.ids = new ByteList(allocate, empty(allocate, capacity - first));
		this.preferences = new ByteList(allocate);
		this.hidden = new Int32Array(allocate(4 * (vacancies?.count ?? 0)));
		this.skbColumns = selection.codes.map((code) => `skb_${code}`);
	}

	begin(reading: TableReading): void {
		this.reading = reading;
		const { allocateColumn, capacity } = this.place;
		this.form = formOf(reading.faults);
		this.at = findPositions(this.selection, reading.faults);
		this.columns = new ParticipantColumns(new ColumnSet(allocateColumn, capacity), this.at);
	}

	get span(): Span {
		return { from: this.place.first, to: this.next };
	}

	/** As another thread can be told. */
	plain(): RowsRead {
		const { span, ids, preferences, hidden } = this;
		return {
			span,
			ids: ids.plain(),
			preferences: preferences.plain(),
			lines: this.lines.plain(),
			hidden,
		};
	}

	row(): void {
		const vacancy = this.findVacancy();
		// An unknown vacancy is a fault of its own and hides nothing.
		this.rowFaults = 0;
		const row = this.next++;
		this.columns.reserve(row);
		this.lines.note(row, this.reading.reader.line);
		this.columns.vacancy.data[row] = vacancy;
		this.readFirst(row);
		this.readMarks(row, vacancy);
		if (this.rowFaults > 0) this.hide(row, vacancy);
		const faultsBefore = this.rowFaults;
		if (this.at.second >= 0) this.readSecond(row);
		if (this.at.skb >= 0) this.readSkb(row);
		this.readComponents(row, vacancy);
		// Nothing further is asked of a row whose SKB columns are faulty.
		if (this.rowFaults > faultsBefore) this.columns.second.data[row] = status.absent;
		if (this.at.priority >= 0) this.readPriority(row);
		this.readOrders(row);
		this.readId(row);
		this.readPreferences();
	}

	/** Takes a row whose SKD cannot be read out of the shortlist of a run that is refused anyway. */
	private hide(row: number, vacancy: number): void {
		this.columns.admitted.data[row] = 0;
		if (vacancy >= 0) this.hidden[vacancy]! += 1;
	}

	skipped(): void {
		if (this.vacancies === undefined || this.reading.reader.fields <= this.at.vacancy) return;
		const { buffer, starts, ends } = this.reading.reader;
		const { vacancy } = this.at;
		const found = this.vacancies.ids.find(buffer, starts[vacancy]!, ends[vacancy]!);
		if (found >= 0) this.hidden[found]! += 1;
	}

	private findVacancy(): number {
		if (this.vacancies === undefined) return -1;
		const { buffer, starts, ends } = this.reading.reader;
		const { vacancy } = this.at;
		const found = this.vacancies.ids.find(buffer, starts[vacancy]!, ends[vacancy]!);
		if (found < 0) this.fault('unknown_vacancy', 'vacancy_id', vacancy);
		return found;
	}

	private readId(row: number): void {
		const { buffer, starts, ends } = this.reading.reader;
		const { id } = this.at;
		if (starts[id] === ends[id]) this.fault('value_missing', 'participant_id', id);
		this.ids.push(buffer, starts[id]!, ends[id]!);
		this.columns.hash.data[row] = hashBytes(buffer, starts[id]!, ends[id]!);
	}

	private readFirst(row: number): void {
		const cpns = this.selection.rules.kind === 'cpns';
		const admitted = this.word(this.at.admin, admissionWords);
		if (admitted < 0) this.fault('unknown_status', 'admin_status', this.at.admin);
		this.columns.admitted.data[row] = admitted === 1 ? 1 : 0;
		const firstColumn = cpns ? 'skd_status' : 'kompetensi_status';
		const first = this.word(this.at.first, statusWords);
		if (first < 0) this.fault('unknown_status', firstColumn, this.at.first);
		if (first === status.none && admitted === 1)
			this.fault('status_missing', firstColumn, this.at.first);
		this.columns.first.data[row] = Math.max(first, 0);
	}

	private readSecond(row: number): void {
		const second = this.word(this.at.second, statusWords);
		if (second < 0) this.fault('unknown_status', 'skb_status', this.at.second);
		this.columns.second.data[row] = Math.max(second, 0);
	}

	private readMarks(row: number, vacancy: number): void {
		const { parts } = this.selection.rules;
		const { starts, ends } = this.reading.reader;
		const limits = this.limitsOf(vacancy);
		const present =
			this.columns.admitted.data[row] === 1 && this.columns.first.data[row] === status.present;
		for (let i = 0; i < parts.length; i++) {
			const at = this.at.parts[i]!;
			const part = parts[i]!;
			let mark = -1;
			if (starts[at] !== ends[at]) mark = this.number(at, 0, limits?.[i] ?? part.max, part.name);
			else if (present) this.fault('mark_missing', part.name, at);
			this.columns.marks[i]!.data[row] = mark;
		}
	}

	/** Looked up by vacancy only where they differ: at random places it would cost a cache miss. */
	private limitsOf(vacancy: number): readonly number[] | undefined {
		const sets = this.vacancies?.limitSets;
		if (sets === undefined || sets.length === 1 || vacancy < 0) return sets?.[0];
		return sets[this.vacancies!.limits[vacancy]!];
	}

	private readSkb(row: number): void {
		const { starts, ends } = this.reading.reader;
		const at = this.at.skb;
		const { rules } = this.selection;
		const most = rules.kind === 'cpns' ? rules.scale * 1000 : 0;
		this.columns.skb!.data[row] = starts[at] === ends[at] ? -1 : this.number(at, 3, most, 'skb');
	}

	/** A component outside the vacancy's plan is only looked at, not kept. */
	private readComponents(row: number, vacancy: number): void {
		const { plans } = this.selection;
		const { starts, ends } = this.reading.reader;
		const { components } = this.columns;
		for (let i = 0; i < components.length; i++) {
			const column = components[i];
			if (column === undefined) continue;
			const at = this.at.components[i]!;
			let mark = -1;
			if (starts[at] !== ends[at]) {
				const plan = plans[vacancy < 0 ? 0 : this.vacancies!.plan[vacancy]!]!;
				const most = plan.maxima[i]!;
				const value = this.number(at, 3, most < 0 ? Infinity : most, this.skbColumns[i]!);
				if (most >= 0) mark = value;
			}
			column.data[row] = mark;
		}
	}

	private readPriority(row: number): void {
		const { rules } = this.selection;
		if (rules.kind !== 'pppk') return;
		const { starts, ends } = this.reading.reader;
		const at = this.at.priority;
		let place = rules.priorities.length;
		if (starts[at] !== ends[at]) {
			place = rules.priorities.indexOf(this.reading.text(at));
			if (place < 0) this.fault('unknown_priority', 'priority', at);
		}
		this.columns.priority.data[row] = place + 1;
	}

	private readOrders(row: number): void {
		const { starts, ends } = this.reading.reader;
		const { gpa, age } = this.at;
		const { gpa: gpaColumn, age: ageColumn } = this.columns;
		if (gpaColumn !== undefined) {
			const value =
				starts[gpa] === ends[gpa]
					? ABSENT
					: this.form === 'public'
						? -this.order(gpa, 'gpa_order')
						: this.number(gpa, 2, 10_000, 'gpa');
			gpaColumn.data[row] = value;
		}
		if (ageColumn !== undefined) {
			const value =
				starts[age] === ends[age]
					? ABSENT
					: this.form === 'public'
						? -this.order(age, 'age_order')
						: -this.date(age);
			ageColumn.data[row] = value;
		}
	}

	private readPreferences(): void {
		const { buffer, starts, ends } = this.reading.reader;
		const at = this.at.preferences;
		if (at >= 0) this.preferences.push(buffer, starts[at]!, ends[at]!);
	}

	private date(at: number): number {
		const { buffer, starts, ends } = this.reading.reader;
		const date = parseDate(buffer, starts[at]!, ends[at]!);
		if (date < 0) this.fault('impossible_date', 'birth_date', at);
		return date;
	}

	private order(at: number, column: string): number {
		const order = this.number(at, 0, 1_000_000_000, column);
		if (order === 0) this.fault('out_of_range', column, at);
		return order;
	}

	/** A scaled number up to `most`, or -1 with its fault noted. */
	private number(at: number, decimals: number, most: number, column: string): number {
		const { buffer, starts, ends } = this.reading.reader;
		const value = parseScaled(buffer, starts[at]!, ends[at]!, decimals);
		if (value >= 0 && value <= most) return value;
		return this.fault(value >= 0 ? 'out_of_range' : numberFault(value, decimals), column, at);
	}

	private word(at: number, words: readonly string[]): number {
		const { buffer, starts, ends } = this.reading.reader;
		const start = starts[at]!;
		const length = ends[at]! - start;
		for (let w = 0; w < words.length; w++) {
			const word = words[w]!;
			if (word.length !== length) continue;
			let i = 0;
			while (i < length && buffer[start + i] === word.charCodeAt(i)) i++;
			if (i === length) return w;
		}
		return -1;
	}

	private fault(code: FaultCode, column: string, at: number): -1 {
		this.rowFaults += 1;
		this.reading.fault(code, column, this.reading.text(at));
		return -1;
	}
}
