import type { ResponseMatrix } from '../data/index.ts';
import { adjustedP } from '../multiple-testing/index.ts';
import { polytomousClass, type EtsClass } from './classes.ts';
import { generalisedMantelHaenszel, type GeneralisedMantelHaenszel } from './generalised.ts';
import { logisticDif, type LogisticDif } from './logistic.ts';
import { mantel, type Mantel } from './mantel.ts';
import { mantelHaenszel, type MantelHaenszel } from './mantel-haenszel.ts';
import { sumOver, withStudied } from './matching.ts';
import type { DifRefusal } from './refusals.ts';
import { standardisation, type Standardisation } from './standardisation.ts';
import { stratify, type StratumTable } from './strata.ts';

/** The test that purification and the class of an item go by. */
export type DifMethod = 'mantel-haenszel' | 'generalised' | 'logistic';

export interface DifOptions {
	/** Persons; −1 left out, 0 reference, 1, 2 … focal. */
	readonly groups: Int8Array;
	/** Persons; another score to match on, such as that of the section. Without it: item sums. */
	readonly matching?: Int32Array;
	/** Items; 1 = may be part of the matching score. Without it: all. */
	readonly anchor?: Uint8Array;
	/** Times the matching score is cleared of flagged items; 1 by default, 0 = never. */
	readonly purifications?: number;
	/** Significance at which an item leaves the matching score; .05 by default. */
	readonly level?: number;
	/** By default Mantel–Haenszel with Mantel for one focal group, generalised for several. */
	readonly method?: DifMethod;
}

export interface ItemDif {
	readonly item: number;
	/** Part of the matching score of the last pass. */
	readonly anchored: boolean;
	/** Persons counted in each group. */
	readonly persons: Float64Array;
	/** Present for two scores and one focal group. */
	readonly mantelHaenszel?: MantelHaenszel | DifRefusal;
	/** Present for one focal group. */
	readonly mantel?: Mantel | DifRefusal;
	readonly standardisation?: Standardisation | DifRefusal;
	readonly generalised: GeneralisedMantelHaenszel | DifRefusal;
	readonly logistic: LogisticDif | DifRefusal;
	/** p of the chosen method; 1 where it was refused. */
	readonly p: number;
	/** Benjamini–Hochberg over the items tested. */
	readonly adjustedP: number;
	/** ETS class, from SMD/SD for more than two scores, from R² for `logistic`; absent if refused. */
	readonly class?: EtsClass;
}

export interface DifReport {
	readonly ok: true;
	readonly method: DifMethod;
	/** Refused items stay in the list, with their reason. */
	readonly items: readonly (ItemDif | (DifRefusal & { readonly item: number }))[];
	/** Items of the final matching score; all 0 with a matching score from outside. */
	readonly anchor: Uint8Array;
	/** Matching scores tried, the first included. */
	readonly passes: number;
	/** The last pass flags exactly the items that are out of the matching score. */
	readonly settled: boolean;
}

type Finding = Omit<ItemDif, 'adjustedP'>;
type Refused = DifRefusal & { readonly item: number };
type Answer = Finding | Refused;

function personsByGroup({ groups, categories, counts }: StratumTable): Float64Array {
	const persons = new Float64Array(groups);
	counts.forEach((count, i) => (persons[Math.floor(i / categories) % groups]! += count));
	return persons;
}

function examine(table: StratumTable, item: number, method: DifMethod): Omit<Finding, 'anchored'> {
	const generalised = generalisedMantelHaenszel(table);
	const logistic = logisticDif(table);
	const common = { item, persons: personsByGroup(table), generalised, logistic };
	const pair =
		table.groups === 2 ? { mantel: mantel(table), standardisation: standardisation(table) } : {};
	const fourFold =
		table.groups === 2 && table.categories === 2 ? { mantelHaenszel: mantelHaenszel(table) } : {};
	const all = { ...common, ...pair, ...fourFold };
	if (method === 'logistic') {
		if (!logistic.ok) return { ...all, p: 1 };
		return { ...all, p: logistic.both.p, class: logistic.class };
	}
	if (method === 'generalised') return { ...all, p: generalised.ok ? generalised.p : 1 };
	return { ...all, ...byMantel(all) };
}

/** Mantel–Haenszel where it exists, else Mantel with the class of SMD/SD. */
function byMantel(
	found: Pick<Finding, 'mantel' | 'mantelHaenszel' | 'standardisation'>,
): Pick<Finding, 'p' | 'class'> {
	const { mantelHaenszel: fourFold, mantel: ordered, standardisation: standard } = found;
	if (fourFold !== undefined) {
		if (fourFold.ok) return { p: fourFold.p, class: fourFold.class };
	} else if (ordered?.ok === true && standard?.ok === true) {
		return { p: ordered.p, class: polytomousClass(standard.effect, ordered.p) };
	}
	return { p: 1 };
}

interface Plan {
	readonly groups: Int8Array;
	readonly groupCount: number;
	readonly matching: Int32Array | undefined;
	readonly method: DifMethod;
	readonly purifications: number;
}

/** One answer an item from `from`, or the reason why the item cannot be counted. */
function eachItem<T>(
	matrix: ResponseMatrix,
	plan: Plan,
	anchor: Uint8Array,
	from: (table: StratumTable, item: number) => T,
): (T | Refused)[] {
	const sums = plan.matching ?? sumOver(matrix, anchor);
	return Array.from({ length: matrix.items }, (_, item) => {
		const inSums = plan.matching !== undefined || anchor[item] === 1;
		const matching = inSums ? sums : withStudied(matrix, sums, item);
		const table = stratify(matrix, item, plan.groups, plan.groupCount, matching);
		return 'ok' in table ? { ...table, item } : from(table, item);
	});
}

/** p of the chosen method alone, for purification. */
function quickP(table: StratumTable, method: DifMethod): number {
	if (method === 'logistic') {
		const found = logisticDif(table);
		return found.ok ? found.both.p : 1;
	}
	const twoByTwo = table.categories === 2 && method === 'mantel-haenszel';
	const ordered = method === 'mantel-haenszel' ? mantel : generalisedMantelHaenszel;
	const found = twoByTwo ? mantelHaenszel(table) : ordered(table);
	return found.ok ? found.p : 1;
}

interface Purified {
	readonly anchor: Uint8Array;
	readonly passes: number;
}

/** Removes significant items from the matching score until the same ones come out twice. */
function purify(matrix: ResponseMatrix, plan: Plan, allowed: Uint8Array, level: number): Purified {
	let anchor = allowed;
	let passes = 1;
	while (passes <= plan.purifications) {
		const p = eachItem(matrix, plan, anchor, (table) => quickP(table, plan.method));
		const kept = allowed.map((may, item) => {
			const value = p[item]!;
			return may === 1 && !(typeof value === 'number' && value < level) ? 1 : 0;
		});
		const same = kept.every((keep, item) => keep === anchor[item]);
		// Where every item is flagged nothing is left to match on: the last matching score stays.
		if (same || kept.every((keep) => keep === 0)) break;
		anchor = kept;
		passes++;
	}
	return { anchor, passes };
}

function faultOf(matrix: ResponseMatrix, options: DifOptions): DifRefusal | undefined {
	const { persons, items } = matrix;
	const { groups, matching, anchor } = options;
	for (const [expected, found] of [
		[persons, groups.length],
		[persons, matching?.length ?? persons],
		[items, anchor?.length ?? items],
	] as const) {
		if (expected !== found) {
			return { ok: false, code: 'psychometrics.wrong_length', expected, found };
		}
	}
	const highest = Math.max(
		1,
		groups.reduce((top, group) => Math.max(top, group), 0),
	);
	const seen = new Uint8Array(highest + 1);
	for (const group of groups) if (group >= 0) seen[group] = 1;
	const group = seen.indexOf(0);
	return group < 0 ? undefined : { ok: false, code: 'psychometrics.group_empty', group };
}

const isFinding = (answer: Answer): answer is Finding => !('ok' in answer);

function withAdjustedP(answers: readonly Answer[]): DifReport['items'] {
	const tested = answers.filter(isFinding);
	const adjusted = adjustedP(Float64Array.from(tested, ({ p }) => p));
	let next = 0;
	return answers.map((answer) =>
		isFinding(answer) ? { ...answer, adjustedP: adjusted[next++]! } : answer,
	);
}

/**
 * DIF of every item: the statistics that fit its scores and the number of groups, matched on the
 * sum of the anchor items and the studied item. Items significant at `level` leave the matching
 * score and everything is computed again, `purifications` times or until the same items are
 * flagged twice (Holland & Thayer 1988; Clauser, Mazor & Hambleton 1993). A missing answer counts
 * 0 in the matching score; a person without an answer to the studied item is not counted for it.
 *
 * Checked: `verbal` of difR without purification. Act on the class, not on p: with thousands of
 * persons any difference is significant. Groups below some 100 persons are better pooled over
 * sessions first. Not for tests of a few items, whose sum matches badly; one scale at a time.
 */
export function analyseDif(matrix: ResponseMatrix, options: DifOptions): DifReport | DifRefusal {
	const fault = faultOf(matrix, options);
	if (fault !== undefined) return fault;
	const { groups, matching, purifications = 1, level = 0.05 } = options;
	const groupCount = groups.reduce((top, group) => Math.max(top, group), 0) + 1;
	const method = options.method ?? (groupCount === 2 ? 'mantel-haenszel' : 'generalised');
	const external = matching !== undefined;
	const plan: Plan = {
		groups,
		groupCount,
		matching,
		method,
		purifications: external ? 0 : purifications,
	};
	const allowed = external
		? new Uint8Array(matrix.items)
		: (options.anchor ?? new Uint8Array(matrix.items).fill(1));
	const { anchor, passes } = purify(matrix, plan, allowed, level);
	const answers = eachItem(matrix, plan, anchor, (table, item) => ({
		...examine(table, item, method),
		anchored: anchor[item] === 1,
	}));
	const settled = answers.every((answer, item) => {
		const flagged = isFinding(answer) && answer.p < level;
		return external || (allowed[item] === 1 && !flagged) === (anchor[item] === 1);
	});
	return { ok: true, method, items: withAdjustedP(answers), anchor, passes, settled };
}
