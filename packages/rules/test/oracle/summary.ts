/** What report.json says of a ranking, without digests and in an order of its own. */
import { readInput, type Files, type Input } from './input.ts';
import type { NaiveRanking } from './naive.ts';
import { specialJobs } from './numbers.ts';

export interface Summary {
	outcomes: Record<string, number>;
	seats: { offered: number; filled: number; unfilled: number };
	/** `round participant from to`. */
	moves: string[];
	/** `vacancy seats round: participants`. */
	ties: string[];
	/** `code vacancy participant value`. */
	warnings: string[];
}

function warningsOf(input: Input, { ties }: NaiveRanking): string[] {
	const isTied = (vacancy: string, participant: string) =>
		ties.some(
			(tie) => tie.vacancy === vacancy && tie.people.some((p) => p.person.id === participant),
		);
	const ignoredJobs = input.vacancies
		.filter((row) => specialJobs.has(row.special_job) && row.formation_type !== 'umum')
		.map((row) => `special_job_ignored ${row.vacancy_id}  ${row.special_job}`);
	const idleDecisions = input.decisions
		.filter(({ vacancy, participant }) => !isTied(vacancy, participant))
		.map((row) => `decision_without_effect ${row.vacancy} ${row.participant} ${row.decision}`);
	return [...ignoredJobs, ...idleDecisions].sort();
}

export function summaryOf(files: Files, ranking: NaiveRanking): Summary {
	const input = readInput(files);
	const outcomes: Record<string, number> = {};
	for (const { outcome } of ranking.standings) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
	const offered = input.vacancies.reduce((sum, { seats }) => sum + seats, 0);
	const filled = outcomes['L'] ?? 0;
	const moves = ranking.standings
		.filter(({ placement }) => placement.startsWith('L-'))
		.map(
			({ placement, person, placedVacancy }) =>
				`${placement.slice(2)} ${person.id} ${person.vacancy.vacancy_id} ${placedVacancy}`,
		);
	const ties = ranking.ties
		.filter(({ open }) => open)
		.map(({ vacancy, seats, round, people }) => {
			const ids = people.map(({ person }) => person.id).sort();
			return `${vacancy} ${seats} ${round ?? ''}: ${ids.join(' ')}`;
		});
	return {
		outcomes,
		seats: { offered, filled, unfilled: offered - filled },
		moves: moves.sort(),
		ties: ties.sort(),
		warnings: warningsOf(input, ranking),
	};
}
