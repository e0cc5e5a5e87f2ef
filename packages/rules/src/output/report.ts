import type { Decisions } from '../input/decisions.ts';
import type { Filling } from '../rank/rounds.ts';
import type { OpenTie } from '../rank/seats.ts';
import type { Inputs, Standings } from '../rank/standings.ts';
import { countOutcomes } from './results.ts';

export interface ReportedTie {
	readonly vacancy: string;
	/** How many seats the equal people contest. */
	readonly seats: number;
	/** By id. */
	readonly participants: readonly string[];
	/** Code of the fill round that met the contest; absent for the vacancy's own seats. */
	readonly round?: string;
}

export interface Warning {
	readonly code: 'special_job_ignored' | 'decision_without_effect';
	readonly vacancy: string;
	readonly participant?: string;
	readonly value: string;
}

/** SHA-256 of the given, decompressed bytes, in lower-case hexadecimal. */
export interface InputDigests {
	readonly selection: string;
	readonly vacancies: string;
	readonly participants: string;
	/** Absent where the run was given no decisions. */
	readonly decisions?: string;
}

/** The content of `report.json`; its JSON schema is `report.schema.json`. */
export interface RankingReport {
	readonly format: 'terang-report/1';
	readonly engine: string;
	readonly selection: string;
	readonly stage: 'skd' | 'final';
	readonly pack: { readonly id: string; readonly digest: string };
	readonly inputs: InputDigests;
	/** SHA-256 of `results.csv`. */
	readonly results: string;
	readonly participants: number;
	readonly outcomes: Readonly<Record<string, number>>;
	readonly seats: { readonly offered: number; readonly filled: number; readonly unfilled: number };
	readonly rounds: readonly {
		readonly code: string;
		readonly moves: readonly {
			readonly participant: string;
			readonly from: string;
			readonly to: string;
		}[];
	}[];
	readonly ties: readonly ReportedTie[];
	readonly warnings: readonly Warning[];
	/** All warnings; the list holds the first 1,000. */
	readonly warningsTotal: number;
}

const KEPT = 1000;

export function describeTies(inputs: Inputs, ties: readonly OpenTie[]): ReportedTie[] {
	const { participants, vacancies, selection } = inputs;
	const ids = participants.ids;
	return [...ties]
		.sort((a, b) => vacancies.ids.list.compare(a.vacancy, b.vacancy))
		.map((tie) => ({
			vacancy: vacancies.ids.text(tie.vacancy),
			seats: tie.seats,
			participants: [...tie.participants]
				.sort((a, b) => ids.compare(a, b))
				.map((row) => ids.text(row)),
			...(tie.round === undefined ? {} : { round: selection.rounds[tie.round]!.code }),
		}));
}

export function describeWarnings(
	inputs: Inputs,
	decisions: Decisions,
): { first: Warning[]; total: number } {
	const { participants, vacancies } = inputs;
	const warnings: Warning[] = [];
	let total = 0;
	const warn = (make: () => Warning): void => {
		total += 1;
		if (warnings.length < KEPT) warnings.push(make());
	};
	for (const v of inputs.vacancies.order) {
		if (vacancies.jobIgnored[v] === 0) continue;
		const value = vacancies.specialJobs.text(vacancies.specialJob[v]!);
		warn(() => ({ code: 'special_job_ignored', vacancy: vacancies.ids.text(v), value }));
	}
	const idle = decisions.all.filter((decision) => !decision.consulted);
	idle.sort(
		(a, b) =>
			vacancies.ids.list.compare(a.vacancy, b.vacancy) ||
			participants.ids.compare(a.participant, b.participant),
	);
	for (const decision of idle) {
		warn(() => ({
			code: 'decision_without_effect',
			vacancy: vacancies.ids.text(decision.vacancy),
			participant: participants.ids.text(decision.participant),
			value: decision.seated ? 'L' : 'P/TL',
		}));
	}
	return { first: warnings, total };
}

function countSeats(inputs: Inputs, standings: Standings): RankingReport['seats'] {
	let offered = 0;
	let unfilled = 0;
	for (let v = 0; v < inputs.vacancies.count; v++) {
		offered += inputs.vacancies.seats[v]!;
		unfilled += standings.open[v]!;
	}
	return { offered, filled: offered - unfilled, unfilled };
}

export interface ReportFacts {
	readonly engine: string;
	readonly packDigest: string;
	readonly digests: InputDigests;
	readonly results: string;
	readonly decisions: Decisions;
	readonly filling: Filling;
	readonly ties: readonly OpenTie[];
}

export function makeReport(
	inputs: Inputs,
	standings: Standings,
	facts: ReportFacts,
): RankingReport {
	const { selection, participants, vacancies } = inputs;
	const warnings = describeWarnings(inputs, facts.decisions);
	return {
		format: 'terang-report/1',
		engine: facts.engine,
		selection: selection.id,
		stage: selection.stage,
		pack: { id: selection.rules.id, digest: facts.packDigest },
		inputs: facts.digests,
		results: facts.results,
		participants: participants.count,
		outcomes: countOutcomes(standings),
		seats: countSeats(inputs, standings),
		rounds: facts.filling.rounds.map(({ code, moves }) => ({
			code,
			moves: moves.map(({ participant, from, to }) => ({
				participant: participants.ids.text(participant),
				from: vacancies.ids.text(from),
				to: vacancies.ids.text(to),
			})),
		})),
		ties: describeTies(inputs, facts.ties),
		warnings: warnings.first,
		warningsTotal: warnings.total,
	};
}

/** The bytes of `report.json`: two-space JSON with a final LF, keys in the order of the type. */
export function formatReport(report: RankingReport): Uint8Array {
	return new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`);
}
