import { categoryCount, expectedTestScore, type ItemParameters } from '../irt/index.ts';

export interface EquatedScore {
	/** A raw total on the form equated from. */
	readonly total: number;
	/** The ability at which it is expected; null at the ends and below the guessing level. */
	readonly ability: number | null;
	/** The total expected on the other form there. */
	readonly equivalent: number;
}

const limit = 40;

/**
 * IRT true-score equating (Lord 1980, ch. 13) of two forms on one scale: for each raw total of `from`
 * the ability where it is the expected score, and the score expected on `to`. No total has its ability
 * at or below Σc: there equivalents run linearly from 0 (Kolen 1981). The ends map to the ends.
 *
 * Checked: a form equates to itself; a form of harder items equates upwards; monotone. For audits such
 * as "this session's form was .4 points harder"; it changes no score.
 */
export function equateTrueScores(
	from: readonly ItemParameters[],
	to: readonly ItemParameters[],
): EquatedScore[] {
	const highest = reachable(from);
	const chance = [guessingLevel(from), guessingLevel(to)] as const;
	return Array.from({ length: highest + 1 }, (_, total): EquatedScore => {
		if (total === highest) return { total, ability: null, equivalent: reachable(to) };
		if (total <= chance[0]) {
			const equivalent = chance[0] === 0 ? 0 : (total * chance[1]) / chance[0];
			return { total, ability: null, equivalent };
		}
		const ability = abilityAt(from, total);
		return { total, ability, equivalent: expectedTestScore(to, ability) };
	});
}

function reachable(items: readonly ItemParameters[]): number {
	return items.reduce((sum, item) => sum + categoryCount(item) - 1, 0);
}

function guessingLevel(items: readonly ItemParameters[]): number {
	return items.reduce((sum, item) => sum + (item.model === 'logistic' ? item.guessing : 0), 0);
}

function abilityAt(items: readonly ItemParameters[], total: number): number {
	let [low, high] = [-limit, limit];
	while (high - low > 1e-12) {
		const middle = (low + high) / 2;
		if (middle === low || middle === high) break;
		if (expectedTestScore(items, middle) < total) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}

/**
 * Expected points by which `form` is easier than `other` for persons N(mean, sd²), both on one scale:
 * −.4 reads "this form was .4 points harder". By quadrature on 121 nodes.
 */
export function expectedDifference(
	form: readonly ItemParameters[],
	other: readonly ItemParameters[],
	{ mean = 0, sd = 1 }: { readonly mean?: number; readonly sd?: number } = {},
): number {
	let [sum, weights] = [0, 0];
	for (let q = -60; q <= 60; q++) {
		const z = q / 10;
		const weight = Math.exp(-0.5 * z * z);
		const theta = mean + sd * z;
		sum += weight * (expectedTestScore(form, theta) - expectedTestScore(other, theta));
		weights += weight;
	}
	return sum / weights;
}
