import type { BankItem, Blueprint } from './blueprint.ts';
import type { CurvePoint } from './curves.ts';
import type { EarlierForms } from './program.ts';

/** A form while items are swapped: what each swap may not break, kept up to date. */
interface Draft {
	readonly chosen: Uint8Array;
	/** Distance of each curve point from its target, in tolerances. */
	readonly distance: Float64Array;
	readonly overlap: Int32Array;
	seconds: number;
}

/**
 * Brings the curves of a form closer to their targets: swaps an item for another of the same section
 * and topic where that makes the sum of squared distances (in tolerances) smaller and breaks no
 * demand, the best swap first, until none does. Ends, because the sum falls with every swap.
 */
export function polish(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	points: readonly CurvePoint[],
	form: readonly number[],
	earlier: EarlierForms,
): readonly number[] {
	const enemiesOf = enemyLists(bank, blueprint);
	const draft = draftOf(bank, points, form, earlier);
	const members = earlier.forms.map((other) => new Set(other));
	const peers = peersOf(bank, blueprint, earlier);
	for (;;) {
		let best: { out: number; into: number; loss: number } | undefined;
		for (let out = 0; out < bank.length; out++) {
			if (draft.chosen[out] === 0) continue;
			for (const into of peers.get(peerKey(bank[out]!)) ?? []) {
				if (draft.chosen[into] === 1) continue;
				const loss = lossOf(points, draft, out, into);
				if (loss >= (best?.loss ?? -1e-12)) continue;
				if (breaks(bank, blueprint, draft, members, enemiesOf, out, into)) continue;
				best = { out, into, loss };
			}
		}
		if (best === undefined) return [...draft.chosen.keys()].filter((at) => draft.chosen[at] === 1);
		swap(bank, points, draft, members, best.out, best.into);
	}
}

function draftOf(
	bank: readonly BankItem[],
	points: readonly CurvePoint[],
	form: readonly number[],
	{ forms }: EarlierForms,
): Draft {
	const chosen = new Uint8Array(bank.length);
	for (const at of form) chosen[at] = 1;
	return {
		chosen,
		distance: Float64Array.from(points, ({ values, target, tolerance }) => {
			const sum = form.reduce((total, at) => total + values[at]!, 0);
			return (sum - target) / tolerance;
		}),
		overlap: Int32Array.from(forms, (other) => other.filter((at) => chosen[at] === 1).length),
		seconds: form.reduce((sum, at) => sum + bank[at]!.seconds, 0),
	};
}

const peerKey = ({ section, topic }: BankItem) => JSON.stringify([section, topic]);

/** Items that may still be used, by section and topic. */
function peersOf(
	bank: readonly BankItem[],
	{ maxUses }: Blueprint,
	{ uses }: EarlierForms,
): ReadonlyMap<string, readonly number[]> {
	const peers = new Map<string, number[]>();
	for (const [at, item] of bank.entries()) {
		if (uses[at]! >= maxUses) continue;
		const key = peerKey(item);
		const list = peers.get(key);
		if (list === undefined) peers.set(key, [at]);
		else list.push(at);
	}
	return peers;
}

function enemyLists(
	bank: readonly BankItem[],
	{ enemies }: Blueprint,
): ReadonlyMap<number, readonly number[]> {
	const places = new Map(bank.map(({ id }, at) => [id, at]));
	const lists = new Map<number, number[]>();
	for (const set of enemies) {
		const members = set.map((id) => places.get(id)!);
		for (const at of members) lists.set(at, [...(lists.get(at) ?? []), ...members]);
	}
	return lists;
}

/** Change of the sum of squared distances; infinite where one would leave its tolerance. */
function lossOf(points: readonly CurvePoint[], draft: Draft, out: number, into: number): number {
	let loss = 0;
	for (let at = 0; at < points.length; at++) {
		const { values, tolerance } = points[at]!;
		const step = (values[into]! - values[out]!) / tolerance;
		if (Math.abs(draft.distance[at]! + step) > 1) return Infinity;
		loss += step * (2 * draft.distance[at]! + step);
	}
	return loss;
}

function breaks(
	bank: readonly BankItem[],
	{ maxOverlap, maxSeconds = Infinity }: Blueprint,
	draft: Draft,
	members: readonly ReadonlySet<number>[],
	enemiesOf: ReadonlyMap<number, readonly number[]>,
	out: number,
	into: number,
): boolean {
	if (draft.seconds - bank[out]!.seconds + bank[into]!.seconds > maxSeconds) return true;
	const enemies = enemiesOf.get(into) ?? [];
	if (enemies.some((at) => at !== into && at !== out && draft.chosen[at] === 1)) return true;
	return members.some(
		(other, form) => other.has(into) && !other.has(out) && draft.overlap[form]! + 1 > maxOverlap,
	);
}

function swap(
	bank: readonly BankItem[],
	points: readonly CurvePoint[],
	draft: Draft,
	members: readonly ReadonlySet<number>[],
	out: number,
	into: number,
): void {
	draft.chosen[out] = 0;
	draft.chosen[into] = 1;
	draft.seconds += bank[into]!.seconds - bank[out]!.seconds;
	for (const [at, { values, tolerance }] of points.entries()) {
		draft.distance[at]! += (values[into]! - values[out]!) / tolerance;
	}
	for (const [form, other] of members.entries()) {
		draft.overlap[form]! += Number(other.has(into)) - Number(other.has(out));
	}
}
