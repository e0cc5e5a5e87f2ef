/** Step 8: unfilled seats, round by round, one person of equals never before another. */
import type { Input, Round, Vacancy } from './input.ts';
import { chosenByDecision, compareKeys, type Standing, type Tie } from './standing.ts';
import { byBytes } from './table.ts';
import { meetsThreshold } from './threshold.ts';

interface Filling {
	input: Input;
	/** Open seats by vacancy id. */
	open: Map<string, number>;
}

const isOwnUnit = (own: Vacancy, other: Vacancy) =>
	own.agency_id === other.agency_id && own.unit_id === other.unit_id;

function isReceiver(input: Input, round: Round, giver: Standing, seat: Vacancy): boolean {
	const { person } = giver;
	const own = person.vacancy;
	const same = (round.same as (keyof Vacancy)[]).every((name) => own[name] === seat[name]);
	if (!same || own.vacancy_id === seat.vacancy_id || !round.to.includes(seat.formation_type)) {
		return false;
	}
	if (round.other_unit === true && isOwnUnit(own, seat)) return false;
	const judged = round.threshold === 'own' ? own : seat;
	return meetsThreshold(input.selection.pack, person, judged);
}

/** The seats that `giver` would take, best first: their wishes over the receivers of the round. */
function wishesOf(input: Input, round: Round, giver: Standing): Vacancy[] {
	const { preferences, vacancy: own } = giver.person;
	const receivers = input.vacancies
		.filter((seat) => isReceiver(input, round, giver, seat))
		.sort((a, b) => byBytes(a.vacancy_id, b.vacancy_id));
	const ownNamed = preferences.includes(own.unit_id);
	const inUnit = (unit: string) => receivers.filter((seat) => seat.unit_id === unit);
	const rest = () =>
		receivers.filter((seat) => !preferences.includes(seat.unit_id) && !isOwnUnit(own, seat));
	const named = preferences.flatMap((unit) => (unit === '*' ? rest() : inUnit(unit)));
	const first = ownNamed ? [] : receivers.filter((seat) => isOwnUnit(own, seat));
	return [...first, ...named];
}

function seatIn(
	{ open }: Filling,
	giver: Standing,
	seat: string,
	round: Round,
	code: string,
): void {
	open.set(seat, (open.get(seat) ?? 0) - 1);
	giver.outcome = 'L';
	giver.placedVacancy = seat;
	giver.placement = `L-${round.code}`;
	giver.reason = `${code};code=${round.code}`;
}

/** The first wish of each that still has an open seat, by vacancy. */
function firstWishes(filling: Filling, round: Round, givers: Standing[]): [string, Standing[]][] {
	const wanted = new Map<string, Standing[]>();
	for (const giver of givers) {
		const wish = wishesOf(filling.input, round, giver).find(
			({ vacancy_id }) => (filling.open.get(vacancy_id) ?? 0) > 0,
		);
		if (wish === undefined) continue;
		wanted.set(wish.vacancy_id, [...(wanted.get(wish.vacancy_id) ?? []), giver]);
	}
	return [...wanted];
}

/** Judges people equal in every key together; ends at the first pass that settles no contest. */
function judgeEquals(filling: Filling, round: Round, equals: Standing[]): Tie[] {
	const ties: Tie[] = [];
	let waiting = equals;
	for (;;) {
		const wanted = firstWishes(filling, round, waiting);
		const contests = wanted
			.map(([vacancy, people]) => ({ vacancy, people, seats: filling.open.get(vacancy) ?? 0 }))
			.filter(({ people, seats }) => people.length > seats);
		if (contests.length === 0) {
			for (const [seat, givers] of wanted) {
				for (const giver of givers) seatIn(filling, giver, seat, round, 'round');
			}
			return ties;
		}
		const settled = contests.flatMap(({ vacancy, people, seats }) => {
			const chosen = chosenByDecision(people, seats, vacancy, filling.input.decisions) ?? [];
			return chosen.map((giver) => ({ giver, vacancy }));
		});
		const open = settled.length === 0;
		ties.push(...contests.map((contest) => ({ ...contest, round: round.code, open })));
		for (const { giver, vacancy } of settled) {
			seatIn(filling, giver, vacancy, round, 'round_decided');
		}
		if (open) {
			for (const giver of contests.flatMap(({ people }) => people)) {
				giver.outcome = 'tie_unresolved';
				giver.reason = `round_tie_open;code=${round.code}`;
			}
			return ties;
		}
		waiting = waiting.filter(({ outcome }) => outcome !== 'L');
	}
}

/** Runs the rounds over all finishers; an open tie ends the filling. */
export function fillOpenSeats(input: Input, finishers: Standing[]): Tie[] {
	const ties: Tie[] = [];
	const open = new Map(
		input.vacancies.map(({ vacancy_id, seats }) => [
			vacancy_id,
			seats - finishers.filter(({ placedVacancy }) => placedVacancy === vacancy_id).length,
		]),
	);
	const filling = { input, open };
	for (const round of input.selection.fill_rounds ?? []) {
		const givers = finishers
			.filter(({ outcome, person }) => {
				return outcome === 'P/TL' && round.from.includes(person.vacancy.formation_type);
			})
			.sort((a, b) => compareKeys(a.keys, b.keys));
		while (givers.length > 0) {
			const [best] = givers;
			const equals = givers.filter(({ keys }) => compareKeys(keys, best?.keys ?? []) === 0);
			givers.splice(0, equals.length);
			ties.push(...judgeEquals(filling, round, equals));
			if (ties.at(-1)?.open === true) return ties;
		}
	}
	return ties;
}
