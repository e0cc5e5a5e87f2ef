/** What is known of one participant while the ranking goes on. */
import type { Decision, Participant } from './input.ts';

export interface Standing {
	person: Participant;
	outcome: string;
	reason: string;
	skdTotal?: number;
	skd100?: bigint;
	skb100?: bigint;
	/** Thousandths; present exactly for finishers. */
	final?: bigint;
	/** Legal keys of the final order, higher is better. */
	keys: number[];
	rankSkd?: number;
	rankFinal?: number;
	placedVacancy: string;
	placement: string;
}

/** People equal in every key at a vacancy with fewer seats than they are. */
export interface Tie {
	vacancy: string;
	seats: number;
	people: Standing[];
	/** The fill round, if it was not the vacancy's own seats. */
	round?: string;
	open: boolean;
}

/** Negative where `a` stands before `b`. */
export function compareKeys(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length; i++) {
		const left = a[i] ?? 0;
		const right = b[i] ?? 0;
		if (left !== right) return left > right ? -1 : 1;
	}
	return 0;
}

/** 1, 2, 2, 4: the place is one more than the number of people strictly before. */
export function placeOf(keys: readonly number[], all: readonly (readonly number[])[]): number {
	return 1 + all.filter((other) => compareKeys(other, keys) < 0).length;
}

/**
 * Who of `tied` got the contested `seats` by decision; `undefined` unless exactly as many of them
 * hold an `L` for this vacancy as there are seats.
 */
export function chosenByDecision(
	tied: Standing[],
	seats: number,
	vacancy: string,
	decisions: Decision[],
): Standing[] | undefined {
	const chosen = tied.filter(({ person }) =>
		decisions.some(
			(row) => row.vacancy === vacancy && row.participant === person.id && row.decision === 'L',
		),
	);
	return chosen.length === seats ? chosen : undefined;
}
