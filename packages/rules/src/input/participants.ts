import { ByteList } from '../bytes/byte-list.ts';
import { IdRegister } from '../bytes/id-register.ts';
import { parseDate } from '../bytes/date.ts';
import { numberFault, parseScaled } from '../bytes/decimal.ts';
import type { RowHandler, TableReading } from '../csv/table.ts';
import type { FaultCode } from '../faults.ts';
import { ColumnSet, LineMap, type Column } from './columns.ts';
import { groupRows, reorder, reorderStrings } from './grouping.ts';
import { ABSENT, status, type ParticipantTable } from './participant-table.ts';
import type { Selection } from './selection.ts';
import type { VacancyTable } from './vacancies.ts';

const statusWords = ['', 'hadir', 'TH', 'DIS', 'APS'];
const admissionWords = ['TMS', 'MS'];

interface Positions {
	id: number;
	vacancy: number;
	admin: number;
	first: number;
	second: number;
	parts: readonly number[];
	skb: number;
	components: readonly number[];
	priority: number;
	gpa: number;
	age: number;
	preferences: number;
}

export class ParticipantRows implements RowHandler {
	private readonly selection: Selection;
	/** `undefined` where the vacancies could not be read: then none is called unknown. */
	private readonly vacancies: VacancyTable | undefined;
	private readonly columns = new ColumnSet();
	/** Rows are numbered as in the file until `table()`. */
	readonly ids = new IdRegister();
	private readonly vacancy = this.columns.i32();
	private readonly admitted = this.columns.u8();
	private readonly first = this.columns.u8();
	private readonly second = this.columns.u8();
	private readonly priority = this.columns.u8();
	private readonly marks: Column<Int16Array>[];
	private skb: Column<Int32Array> | undefined;
	private components: (Column<Int32Array> | undefined)[] = [];
	private gpa: Column<Int32Array> | undefined;
	private age: Column<Int32Array> | undefined;
	private readonly preferences = new ByteList();
	private readonly lines = new LineMap();
	private form: 'full' | 'public' = 'full';
	private at!: Positions;
	private reading!: TableReading;
	/** Faults of the current row. */
	private rowFaults = 0;
	private skbColumns: string[] = [];

	constructor(selection: Selection, vacancies: VacancyTable | undefined) {
		this.selection = selection;
		this.vacancies = vacancies;
		this.marks = selection.rules.parts.map(() => this.columns.i16());
	}

	begin(reading: TableReading): void {
		this.reading = reading;
		const position = (column: string): number => reading.position(column);
		const { rules, stage, codes } = this.selection;
		const withSkb = rules.kind === 'cpns' && stage === 'final';
		this.findForm();
		this.skbColumns = codes.map((code) => `skb_${code}`);
		const isPublic = this.form === 'public';
		const gpa = isPublic ? 'gpa_order' : 'gpa';
		this.at = {
			id: position('participant_id'),
			vacancy: position('vacancy_id'),
			admin: position('admin_status'),
			first: position(rules.kind === 'cpns' ? 'skd_status' : 'kompetensi_status'),
			second: withSkb ? position('skb_status') : -1,
			parts: rules.parts.map((part) => position(part.name)),
			skb: withSkb ? position('skb') : -1,
			components: codes.map((code) => (withSkb ? position(`skb_${code}`) : -1)),
			priority: position('priority'),
			gpa: rules.kind === 'cpns' ? position(gpa) : -1,
			age: position(isPublic ? 'age_order' : 'birth_date'),
			preferences: position('preferences'),
		};
		const optional = (at: number): Column<Int32Array> | undefined =>
			at < 0 ? undefined : this.columns.i32();
		this.skb = optional(this.at.skb);
		this.components = this.at.components.map(optional);
		this.gpa = optional(this.at.gpa);
		this.age = optional(this.at.age);
	}

	row(): void {
		const vacancy = this.findVacancy();
		// An unknown vacancy is a fault of its own and hides nothing.
		this.rowFaults = 0;
		const row = this.ids.list.count;
		this.columns.reserve(row);
		this.lines.note(row, this.reading.reader.line);
		this.vacancy.data[row] = vacancy;
		this.readFirst(row);
		this.readMarks(row, vacancy);
		if (this.rowFaults > 0) this.hide(row, vacancy);
		const faultsBefore = this.rowFaults;
		if (this.at.second >= 0) this.readSecond(row);
		if (this.skb !== undefined) this.readSkb(row);
		this.readComponents(row, vacancy);
		// Nothing further is asked of a row whose SKB columns are faulty.
		if (this.rowFaults > faultsBefore) this.second.data[row] = status.absent;
		if (this.at.priority >= 0) this.readPriority(row);
		this.readOrders(row);
		this.readId();
		this.readPreferences();
	}

	/** Takes a row whose SKD cannot be read out of the shortlist of a run that is refused anyway. */
	private hide(row: number, vacancy: number): void {
		this.admitted.data[row] = 0;
		if (vacancy >= 0) this.vacancies!.hidden[vacancy]! += 1;
	}

	skipped(): void {
		if (this.vacancies === undefined || this.reading.reader.fields <= this.at.vacancy) return;
		const { buffer, starts, ends } = this.reading.reader;
		const { vacancy } = this.at;
		const found = this.vacancies.ids.find(buffer, starts[vacancy]!, ends[vacancy]!);
		if (found >= 0) this.vacancies.hidden[found]! += 1;
	}

	/** Ends the reading: looks for ids that stand twice. */
	finish(): void {
		this.ids.seal();
		for (const row of this.ids.duplicates()) {
			if (this.ids.list.isEmpty(row)) continue;
			const id = this.ids.list.text(row);
			this.reading.faultAt(this.lines.line(row), 'duplicate_id', 'participant_id', id);
		}
	}

	/** Ends the looking up of ids and brings the rows into the order of their vacancies. */
	table(vacancies: number): ParticipantTable {
		const { list } = this.ids;
		this.ids.release();
		const { order, starts } = groupRows(this.vacancy.data, list.count, vacancies);
		const marks = this.marks.map((column) => column.data);
		const small = [this.admitted, this.first, this.second, this.priority];
		const wide = [this.vacancy, this.skb, ...this.components, this.gpa, this.age];
		reorder(
			small.map((column) => column.data),
			order,
			new Uint8Array(order.length),
		);
		reorder(marks, order, new Int16Array(order.length));
		reorder(
			wide.map((column) => column?.data),
			order,
			new Int32Array(order.length),
		);
		return {
			ids: reorderStrings(list, order),
			count: order.length,
			vacancy: this.vacancy.data,
			starts,
			order,
			admitted: this.admitted.data,
			first: this.first.data,
			second: this.second.data,
			marks,
			skb: this.skb?.data,
			components: this.components.map((column) => column?.data),
			priority: this.priority.data,
			gpa: this.gpa?.data,
			age: this.age?.data,
			preferences: this.preferences,
			form: this.form,
			lines: this.lines,
			reading: this.reading,
		};
	}

	/** `gpa, birth_date` or `gpa_order, age_order`: a file that holds both cannot be trusted. */
	private findForm(): void {
		const { reading } = this;
		const full = ['gpa', 'birth_date'].find((column) => reading.position(column) >= 0);
		const open = ['gpa_order', 'age_order'].find((column) => reading.position(column) >= 0);
		if (open !== undefined) this.form = 'public';
		if (full !== undefined && open !== undefined) reading.fault('mixed_forms', open, open);
	}

	private findVacancy(): number {
		if (this.vacancies === undefined) return -1;
		const { buffer, starts, ends } = this.reading.reader;
		const { vacancy } = this.at;
		const found = this.vacancies.ids.find(buffer, starts[vacancy]!, ends[vacancy]!);
		if (found < 0) this.fault('unknown_vacancy', 'vacancy_id', vacancy);
		return found;
	}

	private readId(): void {
		const { buffer, starts, ends } = this.reading.reader;
		const { id } = this.at;
		if (starts[id] === ends[id]) this.fault('value_missing', 'participant_id', id);
		this.ids.push(buffer, starts[id]!, ends[id]!);
	}

	private readFirst(row: number): void {
		const cpns = this.selection.rules.kind === 'cpns';
		const admitted = this.word(this.at.admin, admissionWords);
		if (admitted < 0) this.fault('unknown_status', 'admin_status', this.at.admin);
		this.admitted.data[row] = admitted === 1 ? 1 : 0;
		const firstColumn = cpns ? 'skd_status' : 'kompetensi_status';
		const first = this.word(this.at.first, statusWords);
		if (first < 0) this.fault('unknown_status', firstColumn, this.at.first);
		if (first === status.none && admitted === 1)
			this.fault('status_missing', firstColumn, this.at.first);
		this.first.data[row] = Math.max(first, 0);
	}

	private readSecond(row: number): void {
		const second = this.word(this.at.second, statusWords);
		if (second < 0) this.fault('unknown_status', 'skb_status', this.at.second);
		this.second.data[row] = Math.max(second, 0);
	}

	private readMarks(row: number, vacancy: number): void {
		const { parts } = this.selection.rules;
		const { starts, ends } = this.reading.reader;
		const limits = this.limitsOf(vacancy);
		const present = this.admitted.data[row] === 1 && this.first.data[row] === status.present;
		for (let i = 0; i < parts.length; i++) {
			const at = this.at.parts[i]!;
			const part = parts[i]!;
			let mark = -1;
			if (starts[at] !== ends[at]) mark = this.number(at, 0, limits?.[i] ?? part.max, part.name);
			else if (present) this.fault('mark_missing', part.name, at);
			this.marks[i]!.data[row] = mark;
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
		this.skb!.data[row] = starts[at] === ends[at] ? -1 : this.number(at, 3, most, 'skb');
	}

	/** A component outside the vacancy's plan is only looked at, not kept. */
	private readComponents(row: number, vacancy: number): void {
		const { plans } = this.selection;
		const { starts, ends } = this.reading.reader;
		for (let i = 0; i < this.components.length; i++) {
			const column = this.components[i];
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
		this.priority.data[row] = place + 1;
	}

	private readOrders(row: number): void {
		const { starts, ends } = this.reading.reader;
		const { gpa, age } = this.at;
		if (this.gpa !== undefined) {
			const value =
				starts[gpa] === ends[gpa]
					? ABSENT
					: this.form === 'public'
						? -this.order(gpa, 'gpa_order')
						: this.number(gpa, 2, 10_000, 'gpa');
			this.gpa.data[row] = value;
		}
		if (this.age !== undefined) {
			const value =
				starts[age] === ends[age]
					? ABSENT
					: this.form === 'public'
						? -this.order(age, 'age_order')
						: -this.date(age);
			this.age.data[row] = value;
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
