import { ByteWriter } from '../bytes/byte-writer.ts';
import { formatShort } from '../bytes/decimal.ts';
import { sortRows } from '../bytes/sort.ts';
import { status } from '../input/participant-table.ts';
import type { Cancelled, Refused } from '../input/load.ts';
import type { RankFiles, RankPorts } from '../ports.ts';
import { runRanking } from '../rank.ts';
import type { Inputs, Standings } from '../rank/standings.ts';

export type PublicForm =
	| Refused
	| Cancelled
	| {
			readonly kind: 'public';
			/** The bytes of the public `participants.csv`. */
			participants(): Iterable<Uint8Array>;
	  };

interface Orders {
	readonly gpa: Int32Array;
	readonly age: Int32Array;
}

/**
 * The public form of a selection's participants: GPA and birth date only as the order among those
 * whom nothing earlier separates, preferences only where a fill round read them, rows by vacancy
 * and id. `rank` makes the same `results.csv` of it.
 */
export function publicForm(files: RankFiles, ports: RankPorts): PublicForm {
	const finished = runRanking(files, ports);
	if (finished.kind !== 'finished') return finished;
	const { loaded, standings, run } = finished;
	return {
		kind: 'public',
		participants: () => writePublic(loaded.inputs, standings, run.filling.considered),
	};
}

/** Dense orders, 1 = better, among finishers equal in every earlier key; 0 = no equal. */
function denseOrders(inputs: Inputs, standings: Standings): Orders {
	const { participants, vacancies } = inputs;
	const { primary, first, finishers, rows } = standings;
	const all: number[] = [];
	for (let v = 0; v < vacancies.count; v++)
		for (let i = first[v]!; i < first[v]! + finishers[v]!; i++) all.push(rows[i]!);
	const people = Int32Array.from(all);
	const gpa = (row: number): number => participants.gpa?.[row] ?? 0;
	const age = (row: number): number => participants.age?.[row] ?? 0;
	const orders = {
		gpa: new Int32Array(participants.count),
		age: new Int32Array(participants.count),
	};
	sortRows(
		people,
		0,
		people.length,
		(a, b) => primary[b]! - primary[a]! || gpa(b) - gpa(a) || age(b) - age(a),
	);
	const samePrimary = (a: number, b: number): boolean => primary[a] === primary[b];
	const sameGpa = (a: number, b: number): boolean => samePrimary(a, b) && gpa(a) === gpa(b);
	if (inputs.selection.rules.kind === 'cpns') rankRuns(people, samePrimary, gpa, orders.gpa);
	rankRuns(people, sameGpa, age, orders.age);
	return orders;
}

/** Within each run of equals of two or more, numbers the distinct values in their order. */
function rankRuns(
	people: Int32Array,
	equal: (a: number, b: number) => boolean,
	value: (row: number) => number,
	into: Int32Array,
): void {
	let start = 0;
	while (start < people.length) {
		let end = start + 1;
		while (end < people.length && equal(people[start]!, people[end]!)) end++;
		let order = 1;
		for (let i = start; end - start > 1 && i < end; i++) {
			if (i > start && value(people[i - 1]!) !== value(people[i]!)) order++;
			into[people[i]!] = order;
		}
		start = end;
	}
}

function publicColumns({ selection }: Inputs): string[] {
	const { rules, stage, codes } = selection;
	const parts = rules.parts.map((part) => part.name);
	const head = ['participant_id', 'vacancy_id', 'admin_status'];
	if (rules.kind === 'pppk')
		return [...head, 'kompetensi_status', ...parts, 'priority', 'age_order', 'preferences'];
	const skb = ['skb_status', 'skb', ...codes.map((code) => `skb_${code}`)];
	const tail = ['gpa_order', 'age_order', 'preferences'];
	return [...head, 'skd_status', ...parts, ...(stage === 'final' ? skb : []), ...tail];
}

function* writePublic(
	inputs: Inputs,
	standings: Standings,
	considered: Uint8Array,
): Iterable<Uint8Array> {
	const writer = new ByteWriter();
	const rows = new PublicRows(inputs, standings, considered, writer);
	const ids = inputs.participants.ids;
	const header = `${publicColumns(inputs).join(',')}\n`;
	writer.room(header.length);
	writer.ascii(header);
	for (const vacancy of inputs.vacancies.order) {
		const people = standings.rows.slice(standings.first[vacancy], standings.first[vacancy + 1]);
		sortRows(people, 0, people.length, (a, b) => ids.compare(a, b));
		for (const row of people) {
			writer.room(rows.longest(row, vacancy));
			rows.write(row, vacancy);
			const chunk = writer.takeFull();
			if (chunk !== undefined) yield chunk.slice();
		}
	}
	yield writer.take();
}

const statusTexts = ['', 'hadir', 'TH', 'DIS', 'APS'];

class PublicRows {
	private readonly inputs: Inputs;
	private readonly considered: Uint8Array;
	private readonly writer: ByteWriter;
	private readonly orders: Orders;

	constructor(inputs: Inputs, standings: Standings, considered: Uint8Array, writer: ByteWriter) {
		this.inputs = inputs;
		this.considered = considered;
		this.writer = writer;
		this.orders = denseOrders(inputs, standings);
	}

	/** A bound of the bytes of one row: quoting may double texts, a mark has at most 12 digits. */
	longest(row: number, vacancy: number): number {
		const { participants, vacancies, selection } = this.inputs;
		const { ids, preferences } = participants;
		const asked = preferences.count > 0 ? preferences.size(participants.order[row]!) : 0;
		const texts = ids.size(row) + vacancies.ids.list.size(vacancy) + asked;
		return 2 * texts + 16 * selection.codes.length + 256;
	}

	write(row: number, vacancy: number): void {
		const { writer } = this;
		const { participants, vacancies, selection } = this.inputs;
		this.writeBytes(participants.ids, row);
		writer.comma();
		this.writeBytes(vacancies.ids.list, vacancy);
		const admitted = participants.admitted[row] === 1;
		this.text(admitted ? 'MS' : 'TMS');
		this.text(statusTexts[participants.first[row]!]!);
		const sat = admitted && participants.first[row] === status.present;
		for (const marks of participants.marks) this.integer(sat ? marks[row]! : -1);
		if (selection.rules.kind === 'pppk') {
			const { priorities } = selection.rules;
			this.text(priorities[participants.priority[row]! - 1] ?? '');
		} else {
			if (selection.stage === 'final') this.writeSkb(row);
			this.order(this.orders.gpa[row]!);
		}
		this.order(this.orders.age[row]!);
		writer.comma();
		const asked = this.considered[row] === 1 && participants.preferences.count > 0;
		if (asked) this.writeBytes(participants.preferences, participants.order[row]!);
		writer.lineFeed();
	}

	private writeSkb(row: number): void {
		const { participants } = this.inputs;
		const sat = participants.second[row] === status.present;
		this.text(statusTexts[participants.second[row]!]!);
		this.mark(sat ? (participants.skb?.[row] ?? -1) : -1);
		for (const marks of participants.components) this.mark(sat ? (marks?.[row] ?? -1) : -1);
	}

	private writeBytes(list: { bytes: Uint8Array; offsets: Uint32Array }, index: number): void {
		this.writer.field(list.bytes, list.offsets[index]!, list.offsets[index + 1]!);
	}

	private text(value: string): void {
		this.writer.comma();
		this.writer.ascii(value);
	}

	private integer(value: number): void {
		this.writer.comma();
		if (value >= 0) this.writer.integer(value);
	}

	private order(value: number): void {
		this.integer(value === 0 ? -1 : value);
	}

	private mark(thousandths: number): void {
		this.text(thousandths < 0 ? '' : formatShort(thousandths));
	}
}
