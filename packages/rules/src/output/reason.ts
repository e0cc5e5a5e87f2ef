import { formatShort, formatThousandths } from '../bytes/decimal.ts';
import { status } from '../input/participants.ts';
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
	private readonly checks: readonly ThresholdCheck[];
	private readonly cutKeys: readonly MarkOf[];
	private readonly finalKeys: readonly Key[];
	private readonly found: SkbMarks = { marks: [], eliminated: -1, missing: -1 };
	private cutVacancy = -1;
	private cutText = '';

	constructor(inputs: Inputs, standings: Standings) {
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

	reason(row: number): string {
		const code = this.standings.why[row]!;
		return fixedReasons[code] ?? this.composed(row, code);
	}

	private composed(row: number, code: number): string {
		const { participants } = this.inputs;
		const vacancy = participants.vacancy[row]!;
		switch (code) {
			case why.firstStage: {
				const stage = this.inputs.selection.rules.kind === 'cpns' ? 'skd' : 'kompetensi';
				return `${stageWords[participants.first[row]!]!};stage=${stage}`;
			}
			case why.skbStage:
				return `${stageWords[participants.second[row]!]!};stage=skb`;
			case why.belowThreshold:
				return this.below(row, vacancy);
			case why.notInCut:
				return this.notInCut(vacancy);
			case why.eliminated:
				return this.eliminated(row, vacancy);
			case why.noSeat:
				return this.noSeat(row, vacancy);
			case why.noSeatByDecision:
				return `no_seat_decided;last=${this.lastFinal(vacancy)}`;
			case why.round:
				return `round;code=${this.roundCode(row)}`;
			case why.roundByDecision:
				return `round_decided;code=${this.roundCode(row)}`;
			case why.roundTieOpen:
				return `round_tie_open;code=${this.roundCode(row)}`;
			default:
				throw new Error('a participant without an outcome');
		}
	}

	private below(row: number, vacancy: number): string {
		const { vacancies, selection } = this.inputs;
		const short = this.checks[vacancies.threshold[vacancy]!]!.shortfalls(row);
		const got = short.map((one) => one.got).join('/');
		const need = short.map((one) => one.need).join('/');
		const part = short.map((one) => one.part).join('/');
		const code = selection.rules.kind === 'cpns' ? 'skd_below' : 'kompetensi_below';
		return `${code};got=${got};need=${need};part=${part}`;
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

	private eliminated(row: number, vacancy: number): string {
		const plan = this.inputs.selection.plans[this.inputs.vacancies.plan[vacancy]!]!;
		readSkbMarks(this.inputs, plan, row, this.found);
		const component = plan.components[this.found.eliminated]!;
		const got = formatShort(this.found.marks[this.found.eliminated]!);
		return `eliminated;component=${component.code};got=${got};need=${formatShort(component.eliminateBelow)}`;
	}

	private noSeat(row: number, vacancy: number): string {
		const key = this.decidingKey(row, this.standings.last[vacancy]!);
		const named = key === undefined ? '' : `key=${key};`;
		return `no_seat;${named}last=${this.lastFinal(vacancy)}`;
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

	private lastFinal(vacancy: number): string {
		return formatThousandths(this.standings.final[this.standings.last[vacancy]!]!);
	}

	private roundCode(row: number): string {
		return this.inputs.selection.rounds[this.standings.round[row]!]!.code;
	}
}
