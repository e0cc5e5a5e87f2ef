import { decodeText } from '../bytes/byte-list.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { formatThousandths } from '../bytes/decimal.ts';
import { status } from '../input/participant-table.ts';
import { skd100Of } from '../rank/cpns.ts';
import { markReader } from '../rank/marks.ts';
import { outcomes, type Inputs, type Outcome, type Standings } from '../rank/standings.ts';
import { sortVacancy } from './order.ts';
import { ReasonWriter } from './reason.ts';

/** One row of `results.csv` as strings, exactly as the file has them. */
export interface ResultRow {
	readonly participantId: string;
	readonly vacancyId: string;
	readonly outcome: Outcome;
	readonly skdTotal: string;
	readonly skd100: string;
	readonly skb100: string;
	readonly final: string;
	readonly rankSkd: string;
	readonly rankFinal: string;
	readonly placedVacancyId: string;
	readonly placement: string;
	readonly reason: string;
}

/** Makes rows as objects, for callers who want a few of them. */
export class RowView {
	private readonly inputs: Inputs;
	private readonly standings: Standings;
	private readonly writer = new ByteWriter();
	private readonly reasons: ReasonWriter;
	private readonly total: (row: number) => number;

	constructor(inputs: Inputs, standings: Standings) {
		this.inputs = inputs;
		this.standings = standings;
		this.reasons = new ReasonWriter(inputs, standings, this.writer);
		this.total = markReader(inputs, 'total').read;
	}

	row(row: number): ResultRow {
		const { participants, vacancies, selection } = this.inputs;
		const { standings } = this;
		const { rules, rounds } = selection;
		const sat = participants.admitted[row] === 1 && participants.first[row] === status.present;
		const total = sat && rules.kind === 'cpns' ? this.total(row) : -1;
		const placed = standings.placed[row]!;
		const round = rounds[standings.round[row]!];
		const score = (value: number): string => (value < 0 ? '' : formatThousandths(value));
		const place = (value: number): string => (value === 0 ? '' : String(value));
		return {
			participantId: participants.ids.text(row),
			vacancyId: vacancies.ids.text(participants.vacancy[row]!),
			outcome: outcomes[standings.outcome[row]!]!,
			skdTotal: total < 0 ? '' : String(total),
			skd100: rules.kind === 'cpns' && total >= 0 ? formatThousandths(skd100Of(rules, total)) : '',
			skb100: score(standings.skb100[row]!),
			final: score(standings.final[row]!),
			rankSkd: place(standings.rankSkd[row]!),
			rankFinal: place(standings.rankFinal[row]!),
			placedVacancyId: placed < 0 ? '' : vacancies.ids.text(placed),
			placement: placed < 0 ? '' : round === undefined ? 'L' : `L-${round.code}`,
			reason: this.reason(row),
		};
	}

	private reason(row: number): string {
		this.reasons.write(row);
		const bytes = this.writer.take();
		return decodeText(bytes, 0, bytes.length);
	}

	/** In the order of `results.csv`. */
	*all(): Iterable<ResultRow> {
		const { first, rows } = this.standings;
		for (const vacancy of this.inputs.vacancies.order) {
			sortVacancy(this.inputs, this.standings, vacancy);
			for (let i = first[vacancy]!; i < first[vacancy + 1]!; i++) yield this.row(rows[i]!);
		}
	}
}
