import type { BankItem, Blueprint } from './blueprint.ts';
import type { CurvePoint } from './curves.ts';

/**
 * Minimise Σ cost·x with lower ≤ x ≤ upper and, for each row, lower ≤ Σ value·x ≤ upper; the
 * variables marked as whole take whole values. Rows are sparse.
 */
export interface IntegerProgram {
	readonly cost: Float64Array;
	readonly lower: Float64Array;
	readonly upper: Float64Array;
	readonly whole: Uint8Array;
	readonly rows: readonly ProgramRow[];
}

export interface ProgramRow {
	readonly lower: number;
	readonly upper: number;
	readonly columns: Int32Array;
	readonly values: Float64Array;
}

/** A demand of the blueprint, to be named where demands conflict. */
export type Demand =
	| { readonly kind: 'count'; readonly section: string }
	| { readonly kind: 'topic'; readonly section: string; readonly topic: string }
	| { readonly kind: 'information'; readonly section: string }
	| { readonly kind: 'score'; readonly section: string }
	| { readonly kind: 'enemies' }
	| { readonly kind: 'uses' }
	| { readonly kind: 'overlap' }
	| { readonly kind: 'time' };

/** Part of a program that one demand asks for. */
interface DemandPart {
	readonly demand: Demand;
	readonly rows: readonly ProgramRow[];
	/** Items that the demand excludes. */
	readonly excluded?: readonly number[];
}

/** What came before the form to be found. */
export interface EarlierForms {
	/** Forms so far, as places in the bank. */
	readonly forms: readonly (readonly number[])[];
	/** In how many of them each item stands. */
	readonly uses: Uint16Array;
}

/**
 * The demands on one form beside the earlier ones; variable i: item i is in the form. Curves are
 * demanded within their tolerance: to make the largest distance as small as can be instead takes a
 * hundred times as long to prove, and swaps of items come as close in no time (`polish`).
 */
export function demandParts(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	points: readonly CurvePoint[],
	earlier: EarlierForms,
): readonly DemandPart[] {
	const places = new Map(bank.map(({ id }, at) => [id, at]));
	const where = (test: (item: BankItem) => boolean) =>
		bank.flatMap((item, at) => (test(item) ? [at] : []));
	const parts: DemandPart[] = [];
	for (const { id, count, topics } of blueprint.sections) {
		const inside = where(({ section }) => section === id);
		const row = sumRow(inside, count, count);
		parts.push({ demand: { kind: 'count', section: id }, rows: [row] });
		for (const [topic, { min, max }] of Object.entries(topics)) {
			const on = inside.filter((at) => bank[at]!.topic === topic);
			parts.push({ demand: { kind: 'topic', section: id, topic }, rows: [sumRow(on, min, max)] });
		}
		for (const kind of ['information', 'score'] as const) {
			const own = points.filter((point) => point.section === id && point.kind === kind);
			if (own.length === 0) continue;
			const rows = own.map((point) => curveRow(point, inside));
			parts.push({ demand: { kind, section: id }, rows });
		}
	}
	const named = new Set(blueprint.sections.map(({ id }) => id));
	const strangers = where(({ section }) => !named.has(section));
	const worn = [...earlier.uses.keys()].filter((at) => earlier.uses[at]! >= blueprint.maxUses);
	parts.push({ demand: { kind: 'uses' }, rows: [], excluded: [...strangers, ...worn] });
	const sets = blueprint.enemies.map((set) => [...new Set(set)].map((id) => places.get(id)!));
	if (sets.length > 0) {
		parts.push({ demand: { kind: 'enemies' }, rows: sets.map((set) => sumRow(set, 0, 1)) });
	}
	if (earlier.forms.length > 0) {
		const rows = earlier.forms.map((form) => sumRow(form, 0, blueprint.maxOverlap));
		parts.push({ demand: { kind: 'overlap' }, rows });
	}
	if (blueprint.maxSeconds !== undefined) {
		const columns = Int32Array.from(bank.keys());
		const values = Float64Array.from(bank, ({ seconds }) => seconds);
		const row = { lower: 0, upper: blueprint.maxSeconds, columns, values };
		parts.push({ demand: { kind: 'time' }, rows: [row] });
	}
	return parts;
}

function sumRow(items: readonly number[], lower: number, upper: number): ProgramRow {
	const columns = Int32Array.from(items);
	return { lower, upper, columns, values: new Float64Array(columns.length).fill(1) };
}

/** target − tolerance ≤ Σ value ≤ target + tolerance, in tolerances: rows of like size. */
function curveRow(point: CurvePoint, inside: readonly number[]): ProgramRow {
	const { target, tolerance, values } = point;
	return {
		lower: target / tolerance - 1,
		upper: target / tolerance + 1,
		columns: Int32Array.from(inside),
		values: Float64Array.from(inside, (at) => values[at]! / tolerance),
	};
}

/** The program of those parts; items that stand in earlier forms cost what they were used. */
export function programOf(
	parts: readonly DemandPart[],
	{ uses }: EarlierForms,
	whole: boolean,
): IntegerProgram {
	const upper = new Float64Array(uses.length).fill(1);
	for (const { excluded = [] } of parts) for (const at of excluded) upper[at] = 0;
	return {
		cost: Float64Array.from(uses),
		lower: new Float64Array(uses.length),
		upper,
		whole: new Uint8Array(uses.length).fill(whole ? 1 : 0),
		rows: parts.flatMap(({ rows }) => rows),
	};
}
