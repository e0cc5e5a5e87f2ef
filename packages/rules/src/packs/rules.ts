/**
 * The parts of a rule pack the engine reads, out of the dated facts of `packs/<id>.json`. A pack is
 * the project's own file, so a malformed one is a bug and throws; its schema is checked in a test.
 */

export type PackKind = 'cpns' | 'pppk';

/** Each number of a pack: where it is from, when it held, how sure it is (Found, Known, Unsure). */
export interface Fact<T> {
	readonly value: T;
	readonly source: string;
	readonly effective: { readonly from: string; readonly to?: string };
	readonly confidence: 'F' | 'K' | 'U';
	readonly note?: string;
}

/** A column of `vacancies.csv` in which a fill round may demand equality. */
export const sameColumns = [
	'agency_id',
	'position_code',
	'education_group',
	'unit_id',
	'filling_group',
	'formation_type',
] as const;
export type SameColumn = (typeof sameColumns)[number];

export interface FillRound {
	readonly code: string;
	/** Formation types; `*` stands for every type. */
	readonly to: readonly string[];
	readonly from: readonly string[];
	readonly same: readonly SameColumn[];
	readonly threshold: 'receiving' | 'own';
	readonly otherUnit: boolean;
}

/** A mark that can be held against a minimum, in the order in which reasons name them. */
export interface Minimum {
	readonly part: string;
	readonly need: number;
}

/** All minima must be reached; none = no threshold. */
export type Threshold = readonly Minimum[];

export interface Part {
	readonly name: string;
	readonly max: number;
}

interface RulesBase {
	readonly id: string;
	/** Columns of marks in `participants.csv`, in the pack's order. */
	readonly parts: readonly Part[];
	readonly rounds: readonly FillRound[];
}

export interface CpnsRules extends RulesBase {
	readonly kind: 'cpns';
	readonly totalMax: number;
	readonly formations: ReadonlyMap<string, Threshold>;
	readonly specialJobs: ReadonlyMap<string, Threshold>;
	readonly shortlistMultiple: number;
	/** Keys after the final score, all descending. */
	readonly skdOrder: readonly string[];
	/** Numerators over `weightDenominator`. */
	readonly skdWeight: number;
	readonly skbWeight: number;
	readonly weightDenominator: number;
	readonly scale: number;
}

export interface PppkRules extends RulesBase {
	readonly kind: 'pppk';
	readonly threshold: Threshold;
	/** Special jobs with maxima of their own. */
	readonly specialJobs: ReadonlyMap<string, ReadonlyMap<string, number>>;
	readonly priorities: readonly string[];
	readonly order: readonly string[];
}

export type Rules = CpnsRules | PppkRules;

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json => value as Json;
const factValue = (fact: unknown): unknown => (fact as Fact<unknown>).value;

function readMinima(value: unknown): Threshold {
	return Object.entries(object(value)).map(([part, fact]) => ({
		part,
		need: factValue(fact) as number,
	}));
}

function readParts(value: unknown): Part[] {
	return Object.entries(object(value)).map(([name, part]) => ({
		name,
		max: factValue(object(part)['max']) as number,
	}));
}

function readRounds(value: unknown): FillRound[] {
	return (value as readonly (FillRound & { readonly other_unit: boolean })[]).map((round) => ({
		code: round.code,
		to: round.to,
		from: round.from,
		same: round.same,
		threshold: round.threshold,
		otherUnit: round.other_unit,
	}));
}

function thresholds(value: unknown): Map<string, Threshold> {
	const entries = Object.entries(object(value));
	return new Map(entries.map(([name, entry]) => [name, readMinima(object(entry)['minima'])]));
}

/** `0.4` and `0.6` as numerators over one power of ten. */
function readWeights(
	integration: Json,
): Pick<CpnsRules, 'skdWeight' | 'skbWeight' | 'weightDenominator'> {
	const weights = [integration['skd_weight'], integration['skb_weight']].map(
		(fact) => factValue(fact) as string,
	);
	const decimals = Math.max(...weights.map((weight) => weight.split('.')[1]?.length ?? 0));
	const [skdWeight, skbWeight] = weights.map((weight) => {
		const [whole = '0', fraction = ''] = weight.split('.');
		return Number(whole + fraction.padEnd(decimals, '0'));
	});
	return {
		skdWeight: skdWeight!,
		skbWeight: skbWeight!,
		weightDenominator: Number(`1${'0'.repeat(decimals)}`),
	};
}

function readCpns(pack: Json): CpnsRules {
	const skd = object(pack['skd']);
	const shortlist = object(pack['shortlist']);
	return {
		kind: 'cpns',
		id: pack['id'] as string,
		parts: readParts(skd['parts']),
		totalMax: factValue(skd['total_max']) as number,
		formations: thresholds(pack['formations']),
		specialJobs: thresholds(pack['special_jobs']),
		shortlistMultiple: factValue(shortlist['multiple']) as number,
		skdOrder: factValue(shortlist['order']) as string[],
		...readWeights(object(pack['integration'])),
		scale: factValue(object(pack['skb'])['scale']) as number,
		rounds: readRounds(pack['fill_rounds']),
	};
}

function readPppk(pack: Json): PppkRules {
	const jobs = Object.entries(object(pack['special_jobs'])).map(([job, entry]) => {
		const maxima = Object.entries(object(object(entry)['maxima']));
		return [job, new Map(maxima.map(([part, fact]) => [part, factValue(fact) as number]))] as const;
	});
	return {
		kind: 'pppk',
		id: pack['id'] as string,
		parts: readParts(pack['parts']),
		threshold: readMinima(pack['minima']),
		specialJobs: new Map(jobs),
		priorities: factValue(pack['priorities']) as string[],
		order: factValue(pack['final_order']) as string[],
		rounds: readRounds(pack['fill_rounds']),
	};
}

export function readRules(pack: unknown): Rules {
	const json = object(pack);
	return json['kind'] === 'pppk' ? readPppk(json) : readCpns(json);
}
