import type { RowHandler, TableReading, TableSpec } from '../csv/table.ts';
import type { IdRegister } from '../bytes/id-register.ts';
import type { VacancyTable } from './vacancies.ts';

export const decisionSpec: TableSpec = {
	required: ['vacancy_id', 'participant_id', 'decision', 'authority', 'reason'],
	optional: [],
};

export interface Decision {
	readonly vacancy: number;
	readonly participant: number;
	/** True = `L`, has the seat; false = `P/TL`. */
	readonly seated: boolean;
	readonly authority: string;
	readonly reason: string;
	/** Set once the decision concerned somebody who was among the tied. */
	consulted: boolean;
}

/** What authority decided about ties, by vacancy and participant. */
export class Decisions {
	readonly all: Decision[] = [];
	private readonly byPair = new Map<string, Decision>();

	add(decision: Decision): boolean {
		const key = `${String(decision.vacancy)}/${String(decision.participant)}`;
		if (this.byPair.has(key)) return false;
		this.byPair.set(key, decision);
		this.all.push(decision);
		return true;
	}

	/** Decisions that another thread was told of. */
	static of(all: readonly Decision[]): Decisions {
		const decisions = new Decisions();
		for (const decision of all) decisions.add({ ...decision });
		return decisions;
	}

	/** The same decisions after the participants were given other numbers. */
	renumbered(order: Int32Array): Decisions {
		const next = new Decisions();
		if (this.all.length === 0) return next;
		const position = new Map(this.all.map(({ participant }) => [participant, -1]));
		for (let i = 0; i < order.length; i++) if (position.has(order[i]!)) position.set(order[i]!, i);
		for (const decision of this.all)
			next.add({ ...decision, participant: position.get(decision.participant)! });
		return next;
	}

	/** Whether a tied participant has a deciding `L` for the vacancy. */
	seats(vacancy: number, participant: number): boolean {
		const decision = this.byPair.get(`${String(vacancy)}/${String(participant)}`);
		if (decision === undefined) return false;
		decision.consulted = true;
		return decision.seated;
	}
}

export class DecisionRows implements RowHandler {
	readonly decisions = new Decisions();
	private readonly vacancies: VacancyTable | undefined;
	private readonly participants: IdRegister | undefined;
	private reading: TableReading | undefined;

	/** A table that could not be read is `undefined`: then nobody in it is called unknown. */
	constructor(vacancies: VacancyTable | undefined, participants: IdRegister | undefined) {
		this.vacancies = vacancies;
		this.participants = participants;
	}

	begin(reading: TableReading): void {
		this.reading = reading;
	}

	row(): void {
		const reading = this.reading!;
		const text = (column: string): string => reading.text(reading.position(column));
		const vacancyId = text('vacancy_id');
		const participantId = text('participant_id');
		const word = text('decision');
		const vacancy = this.vacancies?.ids.findText(vacancyId) ?? 0;
		const participant = this.participants?.find(participantId) ?? 0;
		if (vacancy < 0) reading.fault('unknown_vacancy', 'vacancy_id', vacancyId);
		if (participant < 0) reading.fault('unknown_participant', 'participant_id', participantId);
		if (word !== 'L' && word !== 'P/TL') reading.fault('unknown_decision', 'decision', word);
		if (vacancy < 0 || participant < 0) return;
		const added = this.decisions.add({
			vacancy,
			participant,
			seated: word === 'L',
			authority: text('authority'),
			reason: text('reason'),
			consulted: false,
		});
		if (!added && this.vacancies !== undefined && this.participants !== undefined)
			reading.fault('duplicate_decision', 'participant_id', participantId);
	}
}
