/**
 * The ranking a second time: slow, over plain objects, and written from the public text alone, so
 * that both hands must have misread the same sentence before an error stays hidden.
 */
import { decimal, halfUp, threeDecimals } from './exact.ts';
import { fillOpenSeats } from './fill.ts';
import {
	readInput,
	thousandths,
	tieKeys,
	whole,
	type Component,
	type Files,
	type Input,
	type Participant,
} from './input.ts';
import { skdMaximum } from './numbers.ts';
import { belowThreshold, eliminated, notInCut, notPresent, withoutSeat } from './reasons.ts';
import { chosenByDecision, compareKeys, placeOf, type Standing, type Tie } from './standing.ts';
import { byBytes, writeTable } from './table.ts';
import { missed, thresholdOf } from './threshold.ts';

export interface NaiveRanking {
	standings: Standing[];
	/** Every tie met, settled or open. */
	ties: Tie[];
}

function groupByVacancy(standings: Standing[]): Standing[][] {
	const groups = new Map<string, Standing[]>();
	for (const standing of standings) {
		const id = standing.person.vacancy.vacancy_id;
		groups.set(id, [...(groups.get(id) ?? []), standing]);
	}
	return [...groups.values()];
}

const skdKeys = ({ person: { row } }: Standing): number[] => {
	const [twk, tiu, tkp] = [whole(row, 'twk') ?? 0, whole(row, 'tiu') ?? 0, whole(row, 'tkp') ?? 0];
	return [twk + tiu + tkp, tkp, tiu, twk];
};

/** Steps 1 and 2: administration and threshold; an empty outcome means "passed". */
function startCpns(input: Input, person: Participant): Standing {
	const standing: Standing = {
		person,
		outcome: '',
		reason: '',
		keys: [],
		placedVacancy: '',
		placement: '',
	};
	const status = person.row.get('skd_status') ?? '';
	if (person.row.get('admin_status') === 'TMS') {
		return { ...standing, outcome: 'TMS', reason: 'tms' };
	}
	if (status !== 'hadir') {
		return { ...standing, outcome: status, reason: notPresent(status, 'skd') };
	}
	const [total = 0] = skdKeys(standing);
	standing.skdTotal = total;
	standing.skd100 = halfUp(BigInt(total) * 100_000n, BigInt(skdMaximum.total));
	const { formation_type, special_job } = person.vacancy;
	const below = missed(person, thresholdOf(input.selection.pack, formation_type, special_job));
	return below.length === 0
		? standing
		: { ...standing, outcome: 'TL', reason: belowThreshold(below) };
}

/** Step 3 for the threshold passers of one vacancy; returns who goes on. */
function shortlist(passers: Standing[]): Standing[] {
	const sorted = [...passers].sort((a, b) => compareKeys(skdKeys(a), skdKeys(b)));
	const all = sorted.map(skdKeys);
	const places = 3 * (sorted[0]?.person.vacancy.seats ?? 0);
	const cut = places === 0 ? undefined : all[Math.min(places, all.length) - 1];
	return sorted.filter((standing) => {
		const keys = skdKeys(standing);
		standing.rankSkd = placeOf(keys, all);
		const isIn = cut !== undefined && compareKeys(keys, cut) <= 0;
		standing.outcome = isIn ? 'P/L' : 'P';
		if (isIn) standing.reason = 'in_cut';
		else standing.reason = cut === undefined ? 'no_seats_offered' : notInCut(cut, places);
		return isIn;
	});
}

/** Σ weight × score / max × 100 as one fraction, rounded once. */
function skbMark(plan: readonly Component[], marks: ReadonlyMap<string, bigint>): bigint {
	const exactly = (text: string) => {
		const [units = '0', fraction = ''] = text.split('.');
		return BigInt(units + fraction.padEnd(18, '0'));
	};
	let numerator = 0n;
	let denominator = 1n;
	for (const { code, weight, max } of plan) {
		const top = exactly(weight) * (marks.get(code) ?? 0n) * 100n;
		const bottom = exactly(String(max));
		numerator = numerator * bottom + top * denominator;
		denominator *= bottom;
	}
	// The scores are thousandths, so is the mark; the 10^18 of weight and maximum cancels.
	return halfUp(numerator, denominator);
}

/** Step 4 and 5 for one shortlisted person. */
function sitSkb(input: Input, standing: Standing): void {
	const { row, vacancy } = standing.person;
	const status = row.get('skb_status') ?? '';
	if (status !== 'hadir') {
		standing.outcome = status;
		standing.reason = notPresent(status, 'skb');
		return;
	}
	const plan =
		(vacancy.skb_plan === ''
			? input.selection.skb
			: input.selection.skb_plans?.[vacancy.skb_plan]) ?? [];
	const marks = new Map<string, bigint>();
	for (const { code } of plan) {
		const mark = thousandths(row, `skb_${code}`);
		if (mark !== undefined) marks.set(code, mark);
	}
	const given = thousandths(row, 'skb');
	const complete = given !== undefined || plan.every(({ code }) => marks.has(code));
	if (complete) standing.skb100 = given ?? skbMark(plan, marks);
	for (const { code, eliminate_below: need } of plan) {
		const got = marks.get(code);
		if (need === undefined || got === undefined || got >= decimal(need, 3)) continue;
		standing.outcome = 'TMS1';
		standing.reason = eliminated(code, row.get(`skb_${code}`) ?? '', need);
		return;
	}
	if (standing.skb100 === undefined || standing.skd100 === undefined) throw new Error('no mark');
	standing.final = halfUp(standing.skd100 * 4n, 10n) + halfUp(standing.skb100 * 6n, 10n);
	standing.keys = [Number(standing.final), ...skdKeys(standing), ...tieKeys(row, true)];
}

function startPppk(person: Participant): Standing {
	const { row } = person;
	const base = { person, reason: '', keys: [], placedVacancy: '', placement: '' };
	const status = row.get('kompetensi_status') ?? '';
	if (row.get('admin_status') === 'TMS') return { ...base, outcome: 'TMS', reason: 'tms' };
	if (status !== 'hadir') {
		return { ...base, outcome: status, reason: notPresent(status, 'kompetensi') };
	}
	const mark = (name: string) => whole(row, name) ?? 0;
	const soft = mark('manajerial') + mark('sosiokultural');
	const total = mark('teknis') + soft + mark('wawancara');
	const group = row.get('priority') ?? '';
	const priority = group === '' ? -6 : -Number(group.slice(1));
	const keys = [priority, total, mark('teknis'), soft, mark('wawancara'), ...tieKeys(row, false)];
	return { ...base, outcome: '', final: BigInt(total) * 1000n, keys };
}

/** Steps 6 and 7 for the finishers of one vacancy; its tie, if there is one. */
function giveSeats({ selection, decisions }: Input, finishers: Standing[]): Tie[] {
	const sorted = [...finishers].sort((a, b) => compareKeys(a.keys, b.keys));
	const all = sorted.map(({ keys }) => keys);
	const { seats = 0, vacancy_id: id = '' } = sorted[0]?.person.vacancy ?? {};
	for (const standing of sorted) {
		standing.rankFinal = placeOf(standing.keys, all);
		standing.outcome = 'P/TL';
	}
	const edge = sorted[seats - 1];
	const next = all[seats];
	const isTied = edge !== undefined && next !== undefined && compareKeys(edge.keys, next) === 0;
	const tied = isTied ? sorted.filter(({ keys }) => compareKeys(keys, edge.keys) === 0) : [];
	const above = sorted.slice(0, seats).filter((standing) => !tied.includes(standing));
	const chosen = isTied ? chosenByDecision(tied, seats - above.length, id, decisions) : [];
	for (const standing of above) seat(standing, 'seat');
	for (const standing of chosen ?? []) seat(standing, 'seat_decided');
	for (const standing of sorted) {
		if (standing.outcome !== 'P/TL') continue;
		standing.reason =
			edge?.final === undefined
				? 'no_seats_offered'
				: withoutSeat(standing.keys, edge.keys, edge.final, selection.pack.startsWith('pppk-'));
	}
	const open = chosen === undefined;
	for (const standing of open ? tied : []) {
		standing.outcome = 'tie_unresolved';
		standing.reason = 'tie_open';
	}
	return isTied ? [{ vacancy: id, seats: seats - above.length, people: tied, open }] : [];
}

function seat(standing: Standing, reason: string): void {
	standing.outcome = 'L';
	standing.placedVacancy = standing.person.vacancy.vacancy_id;
	standing.placement = 'L';
	standing.reason = reason;
}

export function rankNaively(files: Files): NaiveRanking {
	const input = readInput(files);
	const pppk = input.selection.pack.startsWith('pppk-');
	const standings = input.participants.map((person) =>
		pppk ? startPppk(person) : startCpns(input, person),
	);
	const inRun = standings.filter(({ outcome }) => outcome === '');
	let finishers = inRun;
	if (!pppk) {
		const listed = groupByVacancy(inRun).flatMap(shortlist);
		if (input.selection.stage === 'skd') return { standings, ties: [] };
		for (const standing of listed) sitSkb(input, standing);
		finishers = listed.filter(({ final }) => final !== undefined);
	}
	const ties = groupByVacancy(finishers).flatMap((group) => giveSeats(input, group));
	if (!ties.some(({ open }) => open)) ties.push(...fillOpenSeats(input, finishers));
	return { standings, ties };
}

const columns = [
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
];

/** Behind every place that a run can give. */
const unranked = Number.MAX_SAFE_INTEGER;

export function resultsOf({ standings }: NaiveRanking): Uint8Array {
	const decimals = (value: bigint | undefined) => (value === undefined ? '' : threeDecimals(value));
	const sorted = [...standings].sort(
		(a, b) =>
			byBytes(a.person.vacancy.vacancy_id, b.person.vacancy.vacancy_id) ||
			(a.rankFinal ?? unranked) - (b.rankFinal ?? unranked) ||
			byBytes(a.person.id, b.person.id),
	);
	const rows = sorted.map((standing) => {
		const fields = [
			standing.person.id,
			standing.person.vacancy.vacancy_id,
			standing.outcome,
			standing.skdTotal?.toString() ?? '',
			decimals(standing.skd100),
			decimals(standing.skb100),
			decimals(standing.final),
			standing.rankSkd?.toString() ?? '',
			standing.rankFinal?.toString() ?? '',
			standing.placedVacancy,
			standing.placement,
			standing.reason,
		];
		return new Map(columns.map((name, i) => [name, fields[i] ?? '']));
	});
	return writeTable(columns, rows);
}
