import { normalDensity, normalUpperQuantile, normalUpperTail } from '../distributions/index.ts';

/** How often each pair of item score and rest score occurs: `counts[score][position of rest]`. */
export interface JointCounts {
	readonly restScores: ArrayLike<number>;
	readonly counts: readonly ArrayLike<number>[];
}

/** Beyond this the estimate is at its edge and says nothing. */
const edge = 0.995;

/**
 * Polyserial correlation of an ordered item with a continuous score: the correlation of the normal
 * variable behind the item's categories, by the two-step maximum likelihood of Olsson, Drasgow &
 * Dorans (1982): thresholds from the margins, then ρ from the conditional likelihood. For two
 * categories it is the biserial correlation. Checked by recovery of a known ρ.
 *
 * Null where it does not fit: fewer than two used categories, no variance in the score, or a
 * likelihood that runs to ±1. Not for very short tests, whose rest score is far from normal.
 */
export function polyserial({ restScores, counts }: JointCounts): number | null {
	const used = counts.map((row) => total(row)).filter((n) => n > 0);
	const n = used.reduce((a, b) => a + b, 0);
	if (used.length < 2) return null;
	const rows = counts.filter((row) => total(row) > 0);
	const z = standardised(restScores, rows, n);
	if (z === undefined) return null;
	const thresholds = cumulative(used).map((below) => -normalUpperQuantile(below / n));
	const logLikelihood = (rho: number) => conditional(rows, z, thresholds, rho);
	const best = highest(logLikelihood, -edge, edge);
	return Math.abs(best) > edge - 1e-4 ? null : best;
}

function total(row: ArrayLike<number>): number {
	let sum = 0;
	for (let at = 0; at < row.length; at++) sum += row[at]!;
	return sum;
}

/** Running totals without the last: the counts below each threshold. */
function cumulative(counts: readonly number[]): number[] {
	let sum = 0;
	return counts.slice(0, -1).map((count) => (sum += count));
}

function standardised(
	scores: ArrayLike<number>,
	rows: readonly ArrayLike<number>[],
	n: number,
): Float64Array | undefined {
	let [sum, squared] = [0, 0];
	for (const row of rows) {
		for (let at = 0; at < scores.length; at++) {
			sum += row[at]! * scores[at]!;
			squared += row[at]! * scores[at]! * scores[at]!;
		}
	}
	const mean = sum / n;
	const variance = squared / n - mean * mean;
	if (!(variance > 1e-12)) return undefined;
	return Float64Array.from(scores, (score) => (score - mean) / Math.sqrt(variance));
}

function conditional(
	rows: readonly ArrayLike<number>[],
	z: Float64Array,
	thresholds: readonly number[],
	rho: number,
): number {
	const scale = Math.sqrt(1 - rho * rho);
	let sum = 0;
	for (const [category, row] of rows.entries()) {
		const from = thresholds[category - 1] ?? -Infinity;
		const to = thresholds[category] ?? Infinity;
		for (let at = 0; at < z.length; at++) {
			if (row[at] === 0) continue;
			const p = between((from - rho * z[at]!) / scale, (to - rho * z[at]!) / scale);
			sum += row[at]! * Math.log(Math.max(p, Number.MIN_VALUE));
		}
	}
	return sum;
}

/** P(from < Z < to), as a difference of the two smaller tails. */
function between(from: number, to: number): number {
	if (from > 0) return normalUpperTail(from) - normalUpperTail(to);
	return normalUpperTail(-to) - normalUpperTail(-from);
}

/** Where a function with one peak is highest, by golden sections. */
function highest(f: (x: number) => number, from: number, to: number): number {
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [from, to];
	let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
	let [fLeft, fRight] = [f(left), f(right)];
	while (high - low > 1e-7) {
		if (fLeft >= fRight) {
			[high, right, fRight] = [right, left, fLeft];
			left = high - ratio * (high - low);
			fLeft = f(left);
		} else {
			[low, left, fLeft] = [left, right, fRight];
			right = low + ratio * (high - low);
			fRight = f(right);
		}
	}
	return (low + high) / 2;
}

/**
 * Biserial correlation from a point-biserial: r·√(pq)/φ(z_p), the classical formula. For textbooks'
 * sake and as a check on `polyserial`; it may exceed 1 where the score is not normal.
 */
export function biserialFromPointBiserial(pointBiserial: number, p: number): number {
	return (pointBiserial * Math.sqrt(p * (1 - p))) / normalDensity(normalUpperQuantile(p));
}
