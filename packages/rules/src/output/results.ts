import { ByteWriter } from '../bytes/byte-writer.ts';
import type { Span } from '../bytes/span.ts';
import { status } from '../input/participant-table.ts';
import type { CpnsRules } from '../packs/rules.ts';
import { skd100Of } from '../rank/cpns.ts';
import { markReader } from '../rank/marks.ts';
import { outcome, outcomes, type Inputs, type Standings } from '../rank/standings.ts';
import { sortVacancy } from './order.ts';
import { ReasonWriter } from './reason.ts';

export const resultColumns = [
	'participant_id',
	'vacancy_id',
	'outcome',
	'skd_total',
	'skd100',
	'skb100',
	'final',
	'rank_skd',
	'rank_final',
	'placed_vacancy_id',
	'placement',
	'reason',
] as const;

/** The first line of `results.csv`. */
export function resultsHeader(): Uint8Array {
	return new TextEncoder().encode(`${resultColumns.join(',')}\n`);
}

/**
 * The rows of `results.csv` for some vacancies, counted in the order of their ids; a chunk holds
 * until the next is asked for.
 */
export class ResultsWriter {
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly writer = new ByteWriter();
	private readonly rows: RowWriter;

	constructor(inputs: Inputs, standings: Standings, reasons: boolean) {
		this.inputs = inputs;
		this.standings = standings;
		this.rows = new RowWriter(inputs, standings, this.writer, reasons);
	}

	*write({ from, to }: Span): Iterable<Uint8Array> {
		const { writer, rows, inputs, standings } = this;
		for (let at = from; at < to; at++) {
			const vacancy = inputs.vacancies.order[at]!;
			sortVacancy(inputs, standings, vacancy);
			const end = standings.first[vacancy + 1]!;
			for (let i = standings.first[vacancy]!; i < end; i++) {
				writer.room(rows.longest(standings.rows[i]!, vacancy));
				rows.write(standings.rows[i]!, vacancy);
				const chunk = writer.takeFull();
				if (chunk !== undefined) yield chunk;
			}
		}
		yield writer.take();
	}
}

class RowWriter {
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly writer: ByteWriter;
	private readonly reasons: ReasonWriter | undefined;
	private readonly total: (row: number) => number;
	private readonly rules: CpnsRules | undefined;
	private readonly placements: readonly string[];
	private readonly shortColumns: number;

	constructor(inputs: Inputs, standings: Standings, writer: ByteWriter, reasons: boolean) {
		this.inputs = inputs;
		this.standings = standings;
		this.writer = writer;
		this.reasons = reasons ? new ReasonWriter(inputs, standings, writer) : undefined;
		this.total = markReader(inputs, 'total').read;
		const { rules, rounds } = inputs.selection;
		this.rules = rules.kind === 'cpns' ? rules : undefined;
		this.placements = rounds.map((round) => `L-${round.code}`);
		this.shortColumns = 512 + longestCode(inputs);
	}

	/** A bound of the bytes of one row: ids may double by quoting, the rest is short. */
	longest(row: number, vacancy: number): number {
		const { ids } = this.inputs.participants;
		const { list } = this.inputs.vacancies.ids;
		const placed = this.standings.placed[row]!;
		const seat = placed < 0 || placed === vacancy ? list.size(vacancy) : list.size(placed);
		return 2 * (ids.size(row) + list.size(vacancy) + seat) + this.shortColumns;
	}

	write(row: number, vacancy: number): void {
		const { writer, standings } = this;
		const { participants, vacancies } = this.inputs;
		const ids = participants.ids;
		const vacancyIds = vacancies.ids.list;
		writer.field(ids.bytes, ids.offsets[row]!, ids.offsets[row + 1]!);
		writer.comma();
		writer.field(vacancyIds.bytes, vacancyIds.offsets[vacancy]!, vacancyIds.offsets[vacancy + 1]!);
		writer.comma();
		writer.ascii(outcomes[standings.outcome[row]!]!);
		this.writeScores(row);
		writer.comma();
		const placed = standings.placed[row]!;
		const seated = placed >= 0;
		if (seated)
			writer.field(vacancyIds.bytes, vacancyIds.offsets[placed]!, vacancyIds.offsets[placed + 1]!);
		writer.comma();
		if (seated) writer.ascii(this.placements[standings.round[row]!] ?? 'L');
		writer.comma();
		this.reasons?.write(row);
		writer.lineFeed();
	}

	private writeScores(row: number): void {
		const { writer, standings, rules } = this;
		const { participants } = this.inputs;
		const sat = participants.admitted[row] === 1 && participants.first[row] === status.present;
		writer.comma();
		if (sat && rules !== undefined) {
			const total = this.total(row);
			writer.integer(total);
			writer.comma();
			writer.thousandths(skd100Of(rules, total));
		} else {
			writer.comma();
		}
		writer.comma();
		if (standings.skb100[row]! >= 0) writer.thousandths(standings.skb100[row]!);
		writer.comma();
		if (standings.final[row]! >= 0) writer.thousandths(standings.final[row]!);
		writer.comma();
		if (standings.rankSkd[row]! > 0) writer.integer(standings.rankSkd[row]!);
		writer.comma();
		if (standings.rankFinal[row]! > 0) writer.integer(standings.rankFinal[row]!);
	}
}

/** Codes of rounds and components are the only texts of a row, beside ids, without a bound. */
function longestCode({ selection }: Inputs): number {
	const codes = [...selection.codes, ...selection.rounds.map((round) => round.code)];
	return codes.reduce((longest, code) => Math.max(longest, 2 * code.length), 0);
}

/** How many participants have each outcome, in the fixed order of the words. */
export function countOutcomes(standings: Standings): Record<string, number> {
	const counts = new Array<number>(outcomes.length).fill(0);
	for (const word of standings.outcome) counts[word]! += 1;
	return Object.fromEntries(outcomes.map((word) => [word, counts[outcome[word]]!]));
}
