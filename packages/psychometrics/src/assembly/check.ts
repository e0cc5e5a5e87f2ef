import { checkBlueprint, type BankItem, type Blueprint, type BlueprintFault } from './blueprint.ts';
import { curvePoints, type CurvePoint } from './curves.ts';
import type { Demand } from './program.ts';

/** A demand that a form, or a pair of forms, does not meet. */
export interface Violation {
	readonly demand: Demand | { readonly kind: 'forms' | 'repeated' | 'unknown' };
	/** Forms concerned, from 0. */
	readonly forms: readonly number[];
	/** The item concerned, where there is one. */
	readonly item?: string;
	readonly found: number;
	/** The limit that `found` passed. */
	readonly limit: number;
}

/** A curve point of one form. */
export interface FormPoint {
	readonly section: string;
	readonly kind: 'information' | 'score';
	readonly ability: number;
	readonly target: number;
	readonly value: number;
}

export interface FormsCheck {
	readonly holds: boolean;
	readonly violations: readonly Violation[];
	/** The curve points of each form. */
	readonly points: readonly (readonly FormPoint[])[];
	/** Largest difference between two forms, over all abilities: points of expected score. */
	readonly scoreSpread: number;
	/** Largest distance of any form's information from its target, as a share of the target. */
	readonly informationDistance: number;
	/** Seconds of each form. */
	readonly seconds: readonly number[];
	/** Most items that two forms share, and the most forms that one item stands in. */
	readonly largestOverlap: number;
	readonly mostUses: number;
}

/** Rounding in sums of a hundred terms. */
const rounding = 1e-6;

/**
 * Verifies forms against bank and blueprint by counting, without any solver: whoever doubts a
 * solution, or found another, can check it.
 */
export function verifyForms(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	forms: readonly (readonly string[])[],
): (FormsCheck & { readonly ok: true }) | BlueprintFault {
	const fault = checkBlueprint(bank, blueprint);
	if (fault !== undefined) return fault;
	return { ok: true, ...checkForms(bank, blueprint, forms, curvePoints(bank, blueprint)) };
}

export function checkForms(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	forms: readonly (readonly string[])[],
	curves: readonly CurvePoint[],
): FormsCheck {
	const places = new Map(bank.map(({ id }, at) => [id, at]));
	const violations: Violation[] = [];
	if (forms.length !== blueprint.forms) {
		const [found, limit] = [forms.length, blueprint.forms];
		violations.push({ demand: { kind: 'forms' }, forms: [], found, limit });
	}
	const known = forms.map((form, number) => {
		for (const item of new Set(form)) {
			const found = form.filter((id) => id === item).length;
			const kind = places.has(item) ? 'repeated' : 'unknown';
			if (kind === 'repeated' && found === 1) continue;
			violations.push({ demand: { kind }, forms: [number], item, found, limit: 1 });
		}
		return new Set(form.flatMap((id) => places.get(id) ?? []));
	});
	const points = known.map((form, number) => {
		violations.push(...violationsOf(bank, blueprint, form, number, places));
		const own = pointsOf(curves, form);
		for (const [at, { value, target, kind, section }] of own.entries()) {
			const { tolerance } = curves[at]!;
			const found = Math.abs(value - target);
			if (found <= tolerance + rounding) continue;
			violations.push({ demand: { kind, section }, forms: [number], found, limit: tolerance });
		}
		return own;
	});
	const { largestOverlap, mostUses } = sharing(bank, blueprint, known, violations);
	return {
		holds: violations.length === 0,
		violations,
		points,
		scoreSpread: spreadOf(points),
		informationDistance: Math.max(
			0,
			...points
				.flat()
				.map(({ kind, value, target }) =>
					kind === 'information' ? Math.abs(value - target) / target : 0,
				),
		),
		seconds: known.map((form) => secondsOf(bank, form)),
		largestOverlap,
		mostUses,
	};
}

function pointsOf(curves: readonly CurvePoint[], form: ReadonlySet<number>): readonly FormPoint[] {
	return curves.map(({ section, kind, ability, target, values }) => {
		let value = 0;
		for (const at of form) value += values[at]!;
		return { section, kind, ability, target, value };
	});
}

function secondsOf(bank: readonly BankItem[], form: ReadonlySet<number>): number {
	return [...form].reduce((sum, at) => sum + bank[at]!.seconds, 0);
}

/** Counts, topics, enemies and time of one form. */
function violationsOf(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	form: ReadonlySet<number>,
	number: number,
	places: ReadonlyMap<string, number>,
): readonly Violation[] {
	const found: Violation[] = [];
	const count = (test: (item: BankItem) => boolean) =>
		[...form].filter((at) => test(bank[at]!)).length;
	const add = (demand: Demand, seen: number, limit: number) =>
		found.push({ demand, forms: [number], found: seen, limit });
	for (const { id, count: wanted, topics } of blueprint.sections) {
		const inside = count(({ section }) => section === id);
		if (inside !== wanted) add({ kind: 'count', section: id }, inside, wanted);
		for (const [topic, { min, max }] of Object.entries(topics)) {
			const on = count((item) => item.section === id && item.topic === topic);
			if (on < min) add({ kind: 'topic', section: id, topic }, on, min);
			if (on > max) add({ kind: 'topic', section: id, topic }, on, max);
		}
	}
	const named = new Set(blueprint.sections.map(({ id }) => id));
	const outside = count(({ section }) => !named.has(section));
	if (outside > 0) add({ kind: 'uses' }, outside, 0);
	for (const set of blueprint.enemies) {
		const together = [...new Set(set)].filter((id) => form.has(places.get(id) ?? -1)).length;
		if (together > 1) add({ kind: 'enemies' }, together, 1);
	}
	const seconds = secondsOf(bank, form);
	const limit = blueprint.maxSeconds ?? Infinity;
	if (seconds > limit + rounding) add({ kind: 'time' }, seconds, limit);
	return found;
}

/** Overlap of pairs and uses of items, over all forms. */
function sharing(
	bank: readonly BankItem[],
	{ maxOverlap, maxUses }: Blueprint,
	forms: readonly ReadonlySet<number>[],
	violations: Violation[],
): Pick<FormsCheck, 'largestOverlap' | 'mostUses'> {
	let [largestOverlap, mostUses] = [0, 0];
	for (const [a, form] of forms.entries()) {
		for (const [b, other] of forms.entries()) {
			if (b <= a) continue;
			const found = [...form].filter((at) => other.has(at)).length;
			largestOverlap = Math.max(largestOverlap, found);
			if (found <= maxOverlap) continue;
			violations.push({ demand: { kind: 'overlap' }, forms: [a, b], found, limit: maxOverlap });
		}
	}
	for (const [at, { id }] of bank.entries()) {
		const uses = forms.flatMap((form, number) => (form.has(at) ? [number] : []));
		mostUses = Math.max(mostUses, uses.length);
		if (uses.length <= maxUses) continue;
		const found = uses.length;
		violations.push({ demand: { kind: 'uses' }, forms: uses, item: id, found, limit: maxUses });
	}
	return { largestOverlap, mostUses };
}

function spreadOf(points: readonly (readonly FormPoint[])[]): number {
	const first = points[0] ?? [];
	const spreads = first.map(({ kind }, at) => {
		const values = points.map((form) => form[at]!.value);
		return kind === 'score' ? Math.max(...values) - Math.min(...values) : 0;
	});
	return Math.max(0, ...spreads);
}
