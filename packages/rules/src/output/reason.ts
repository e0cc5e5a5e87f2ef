import type { ByteWriter } from '../bytes/byte-writer.ts';
import { formatShort } from '../bytes/decimal.ts';
import { status } from '../input/participant-table.ts';
import { readSkbMarks, type SkbMarks } from '../rank/cpns.ts';
import { markReader, ThresholdCheck, type MarkOf } from '../rank/marks.ts';
import { why, type Inputs, type Standings } from '../rank/standings.ts';

const stageWords: Readonly<Record<number, string>> = {
	[status.absent]: 'absent',
	[status.disqualified]: 'disqualified',
	[status.withdrew]: 'withdrew',
};

const fixedReasons: Readonly<Record<number, string>> = {
	[why.administration]: 'tms',
	[why.noSeatsOffered]: 'no_seats_offered',
	[why.inCut]: 'in_cut',
	[why.seat]: 'seat',
	[why.seatByDecision]: 'seat_decided',
	[why.tieOpen]: 'tie_open',
};

const roundReasons: Readonly<Record<number, string>> = {
	[why.round]: 'round;code=',
	[why.roundByDecision]: 'round_decided;code=',
	[why.roundTieOpen]: 'round_tie_open;code=',
};

interface Key {
	readonly name: string;
	readonly read: MarkOf;
}

/**
 * Writes the column `reason`: `code;key=value;…`, keys in alphabetical order, from a closed list.
 * GPA and age only ever appear as the name of the key that decided.
 */
export class ReasonWriter {
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly writer: ByteWriter;
	private readonly checks: readonly ThresholdCheck[];
	private readonly cutKeys: readonly MarkOf[];
	private readonly finalKeys: readonly Key[];
	private readonly found: SkbMarks = { marks: [], eliminated: -1, missing: -1 };
	private cutVacancy = -1;
	private cutText = '';

	constructor(inputs: Inputs, standings: Standings, writer: ByteWriter) {
		this.writer = writer;
		this.inputs = inputs;
		this.standings = standings;
		const { rules } = inputs.selection;
		this.checks = inputs.vacancies.thresholds.map((one) => new ThresholdCheck(inputs, one));
		const key = (name: string): Key => ({ name, read: markReader(inputs, name).read });
		if (rules.kind === 'cpns') {
			this.cutKeys = rules.skdOrder.map((name) => markReader(inputs, name).read);
			this.finalKeys = rules.skdOrder.map((name) =>
				name === 'total' ? { ...key(name), name: 'skd_total' } : key(name),
			);
		} else {
			const { priority } = inputs.participants;
			this.cutKeys = [];
			this.finalKeys = rules.order
				.filter((name) => name !== 'older' && name !== 'total')
				.map((name) =>
					name === 'priority' ? { name, read: (row: number) => -priority[row]! } : key(name),
				);
		}
	}

	write(row: number): void {
		const code = this.standings.why[row]!;
		const fixed = fixedReasons[code];
		if (fixed !== undefined) this.writer.ascii(fixed);
		else this.compose(row, code);
	}

	private compose(row: number, code: number): void {
		const { participants, selection } = this.inputs;
		const { writer } = this;
		const vacancy = participants.vacancy[row]!;
		switch (code) {
			case why.firstStage:
				writer.ascii(stageWords[participants.first[row]!]!);
				writer.ascii(selection.rules.kind === 'cpns' ? ';stage=skd' : ';stage=kompetensi');
				break;
			case why.skbStage:
				writer.ascii(stageWords[participants.second[row]!]!);
				writer.ascii(';stage=skb');
				break;
			case why.belowThreshold:
				this.writeBelow(row, vacancy);
				break;
			case why.notInCut:
				writer.ascii(this.notInCut(vacancy));
				break;
			case why.eliminated:
				this.writeEliminated(row, vacancy);
				break;
			case why.noSeat:
				this.writeNoSeat(row, vacancy);
				break;
			case why.noSeatByDecision:
				writer.ascii('no_seat_decided;last=');
				this.writeLast(vacancy);
				break;
			default:
				writer.ascii(roundReasons[code]!);
				writer.ascii(selection.rounds[this.standings.round[row]!]!.code);
		}
	}

	/** `skd_below;got=60/75;need=65/80;part=twk/tiu`: every part that fell short. */
	private writeBelow(row: number, vacancy: number): void {
		const { vacancies, selection } = this.inputs;
		const { writer } = this;
		const tests = this.checks[vacancies.threshold[vacancy]!]!.tests;
		writer.ascii(selection.rules.kind === 'cpns' ? 'skd_below;got=' : 'kompetensi_below;got=');
		let short = 0;
		for (const { read, need } of tests) {
			if (read(row) >= need) continue;
			if (short++ > 0) writer.ascii('/');
			writer.integer(read(row));
		}
		writer.ascii(';need=');
		short = 0;
		for (const { read, need } of tests) {
			if (read(row) >= need) continue;
			if (short++ > 0) writer.ascii('/');
			writer.integer(need);
		}
		writer.ascii(';part=');
		short = 0;
		for (const { read, need, part } of tests) {
			if (read(row) >= need) continue;
			if (short++ > 0) writer.ascii('/');
			writer.ascii(part);
		}
	}

	private notInCut(vacancy: number): string {
		if (this.cutVacancy !== vacancy) {
			const { selection, vacancies } = this.inputs;
			const multiple = selection.rules.kind === 'cpns' ? selection.rules.shortlistMultiple : 0;
			const cut = this.standings.cut[vacancy]!;
			const keys = this.cutKeys.map((read) => read(cut)).join('/');
			this.cutText = `not_in_cut;cut=${keys};place=${String(vacancies.seats[vacancy]! * multiple)}`;
			this.cutVacancy = vacancy;
		}
		return this.cutText;
	}

	private writeEliminated(row: number, vacancy: number): void {
		const plan = this.inputs.selection.plans[this.inputs.vacancies.plan[vacancy]!]!;
		readSkbMarks(this.inputs, plan, row, this.found);
		const component = plan.components[this.found.eliminated]!;
		const got = formatShort(this.found.marks[this.found.eliminated]!);
		const need = formatShort(component.eliminateBelow);
		this.writer.ascii(`eliminated;component=${component.code};got=${got};need=${need}`);
	}

	private writeNoSeat(row: number, vacancy: number): void {
		const key = this.decidingKey(row, this.standings.last[vacancy]!);
		this.writer.ascii(key === undefined ? 'no_seat;last=' : `no_seat;key=${key};last=`);
		this.writeLast(vacancy);
	}

	private writeLast(vacancy: number): void {
		this.writer.thousandths(this.standings.final[this.standings.last[vacancy]!]!);
	}

	/** The key that set a person behind the last seat, where it was not the final score. */
	private decidingKey(row: number, last: number): string | undefined {
		const { final } = this.standings;
		const [first] = this.finalKeys;
		if (first?.name === 'priority' && first.read(row) !== first.read(last)) return first.name;
		if (final[row] !== final[last]) return undefined;
		const key = this.finalKeys.find(({ read }) => read(row) !== read(last));
		if (key !== undefined) return key.name;
		const { gpa } = this.inputs.participants;
		return gpa !== undefined && gpa[row] !== gpa[last] ? 'gpa' : 'age';
	}
}
