import { ByteIndex } from '../bytes/byte-index.ts';
import { sortRows } from '../bytes/sort.ts';
import { numberFault, parseScaled } from '../bytes/decimal.ts';
import type { RowHandler, TableReading, TableSpec } from '../csv/table.ts';
import { sameColumns, type SameColumn, type Threshold } from '../packs/rules.ts';
import { ColumnSet } from './columns.ts';
import type { Selection } from './selection.ts';

export const vacancySpec: TableSpec = {
	required: [
		'vacancy_id',
		'agency_id',
		'position_code',
		'education_group',
		'unit_id',
		'formation_type',
		'seats',
	],
	optional: ['special_job', 'skb_plan', 'filling_group'],
};

/** More seats than this in one vacancy are a slip of the keyboard. */
const MOST_SEATS = 1_000_000;

/** All vacancies of a selection as columns; a vacancy is its row number. */
export interface VacancyTable {
	readonly ids: ByteIndex;
	readonly count: number;
	/** The vacancies by the bytes of their id. */
	readonly order: Int32Array;
	readonly seats: Int32Array;
	/** Index into `Selection.plans`. */
	readonly plan: Int32Array;
	/** Index into `thresholds`. */
	readonly threshold: Int32Array;
	readonly thresholds: readonly Threshold[];
	/** Maxima of the marks, by vacancy's `limits` index; one row per special job that differs. */
	readonly limits: Int32Array;
	readonly limitSets: readonly (readonly number[])[];
	/** Numbers of the distinct values of the columns a fill round may compare. */
	readonly same: Readonly<Record<SameColumn, Int32Array>>;
	readonly units: ByteIndex;
	readonly types: ByteIndex;
	readonly specialJobs: ByteIndex;
	readonly specialJob: Int32Array;
	/** 1 where a special job stands on a formation that keeps its own threshold. */
	readonly jobIgnored: Uint8Array;
	/** 1 where a fault of the row makes what follows from it uncertain. */
	readonly doubtful: Uint8Array;
	/** Rows of participants whose SKD a fault hides: whoever they are, they may stand above all. */
	readonly hidden: Int32Array;
}

export class VacancyRows implements RowHandler {
	private readonly selection: Selection;
	private readonly columns = new ColumnSet();
	private readonly ids = new ByteIndex();
	private readonly seats = this.columns.i32();
	private readonly plan = this.columns.i32();
	private readonly threshold = this.columns.i32();
	private readonly limits = this.columns.i32();
	private readonly specialJob = this.columns.i32();
	private readonly jobIgnored = this.columns.u8();
	private readonly doubtful = this.columns.u8();
	private readonly same = sameColumns.map(() => this.columns.i32());
	private readonly values = sameColumns.map(() => new ByteIndex());
	private readonly jobs = new ByteIndex();
	private readonly thresholds: Threshold[] = [[]];
	private readonly limitSets: (readonly number[])[];
	private positions: number[] = [];
	private at = { id: 0, seats: 0, job: -1, plan: -1 };
	private reading: TableReading | undefined;

	constructor(selection: Selection) {
		this.selection = selection;
		this.limitSets = [selection.rules.parts.map((part) => part.max)];
	}

	begin(reading: TableReading): void {
		this.reading = reading;
		this.positions = sameColumns.map((column) => reading.position(column));
		this.at = {
			id: reading.position('vacancy_id'),
			seats: reading.position('seats'),
			job: reading.position('special_job'),
			plan: reading.position('skb_plan'),
		};
	}

	row(): void {
		const reading = this.reading!;
		const { buffer, starts, ends } = reading.reader;
		const from = starts[this.at.id]!;
		const to = ends[this.at.id]!;
		if (from === to) {
			reading.fault('value_missing', 'vacancy_id', '');
			return;
		}
		const row = this.ids.count;
		if (this.ids.add(buffer, from, to) !== row) {
			reading.fault('duplicate_id', 'vacancy_id', reading.text(this.at.id));
			return;
		}
		this.columns.reserve(row);
		this.positions.forEach((position, i) => {
			const [start, end] = position < 0 ? [0, 0] : [starts[position]!, ends[position]!];
			this.same[i]!.data[row] = this.values[i]!.add(buffer, start, end);
		});
		this.readSeats(row);
		this.readPlan(row);
		this.readRules(row);
	}

	table(): VacancyTable {
		const same = Object.fromEntries(
			sameColumns.map((column, i) => [column, this.same[i]!.data]),
		) as Record<SameColumn, Int32Array>;
		return {
			ids: this.ids,
			count: this.ids.count,
			order: this.byId(),
			seats: this.seats.data,
			plan: this.plan.data,
			threshold: this.threshold.data,
			thresholds: this.thresholds,
			limits: this.limits.data,
			limitSets: this.limitSets,
			same,
			units: this.values[sameColumns.indexOf('unit_id')]!,
			types: this.values[sameColumns.indexOf('formation_type')]!,
			specialJobs: this.jobs,
			specialJob: this.specialJob.data,
			jobIgnored: this.jobIgnored.data,
			doubtful: this.doubtful.data,
			hidden: new Int32Array(this.ids.count),
		};
	}

	private byId(): Int32Array {
		const { list } = this.ids;
		const order = new Int32Array(list.count);
		for (let v = 0; v < order.length; v++) order[v] = v;
		sortRows(order, 0, order.length, (a, b) => list.compare(a, b));
		return order;
	}

	private readSeats(row: number): void {
		const reading = this.reading!;
		const { buffer, starts, ends } = reading.reader;
		const start = starts[this.at.seats]!;
		const end = ends[this.at.seats]!;
		const seats = parseScaled(buffer, start, end, 0);
		if (seats >= 0 && seats <= MOST_SEATS) {
			this.seats.data[row] = seats;
			return;
		}
		this.doubtful.data[row] = 1;
		const code = seats >= 0 ? 'out_of_range' : numberFault(seats, 0);
		reading.fault(start === end ? 'value_missing' : code, 'seats', reading.text(this.at.seats));
	}

	private readPlan(row: number): void {
		const name = this.textOf(this.at.plan);
		if (name === '') return;
		const plan = this.selection.planNames.get(name);
		if (plan !== undefined) this.plan.data[row] = plan;
		else this.doubt(row, 'unknown_plan', 'skb_plan', name);
	}

	/** The threshold and the maxima, from formation type and special job. */
	private readRules(row: number): void {
		const { rules } = this.selection;
		const job = this.textOf(this.at.job);
		this.specialJob.data[row] = job === '' ? -1 : this.addJob(job);
		const known = job === '' || rules.specialJobs.has(job);
		if (!known) this.doubt(row, 'unknown_special_job', 'special_job', job);
		if (rules.kind === 'pppk') {
			this.threshold.data[row] = this.thresholdNumber(rules.threshold);
			if (known && job !== '')
				this.limits.data[row] = this.limitNumber(rules.specialJobs.get(job)!);
			return;
		}
		const type = this.textOf(this.reading!.position('formation_type'));
		const own = rules.formations.get(type);
		if (own === undefined) {
			this.doubt(row, 'unknown_formation_type', 'formation_type', type);
			return;
		}
		const special = type === 'umum' ? rules.specialJobs.get(job) : undefined;
		if (job !== '' && known && special === undefined) this.jobIgnored.data[row] = 1;
		this.threshold.data[row] = this.thresholdNumber(special ?? own);
	}

	private doubt(
		row: number,
		code: 'unknown_plan' | 'unknown_special_job' | 'unknown_formation_type',
		column: string,
		value: string,
	): void {
		this.doubtful.data[row] = 1;
		this.reading!.fault(code, column, value);
	}

	private addJob(job: string): number {
		const bytes = new TextEncoder().encode(job);
		return this.jobs.add(bytes, 0, bytes.length);
	}

	private thresholdNumber(threshold: Threshold): number {
		const found = this.thresholds.indexOf(threshold);
		return found >= 0 ? found : this.thresholds.push(threshold) - 1;
	}

	private limitNumber(maxima: ReadonlyMap<string, number>): number {
		const limits = this.selection.rules.parts.map((part) => maxima.get(part.name) ?? part.max);
		const found = this.limitSets.findIndex((set) => set.every((max, i) => max === limits[i]));
		return found >= 0 ? found : this.limitSets.push(limits) - 1;
	}

	private textOf(position: number): string {
		const { starts, ends } = this.reading!.reader;
		if (position < 0 || starts[position] === ends[position]) return '';
		return this.reading!.text(position);
	}
}
