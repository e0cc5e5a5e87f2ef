import { categoryCount, categoryProbabilities, type ItemParameters } from './item.ts';

/**
 * Distribution of the sum score at one ability, by the recursion of Lord & Wingersky (1984) for items
 * with any number of categories (Thissen, Pommerich, Billeaud & Williams 1995): `result[t]` = P(T = t).
 * Items outside `use` are left out.
 */
export function sumScoreDistribution(
	items: readonly ItemParameters[],
	theta: number,
	use: (item: number) => boolean = () => true,
): Float64Array {
	const highest = items.reduce((sum, item, i) => sum + (use(i) ? categoryCount(item) - 1 : 0), 0);
	const mass = new Float64Array(highest + 1);
	const p = new Float64Array(128);
	mass[0] = 1;
	let reach = 0;
	for (const [i, item] of items.entries()) {
		if (!use(i)) continue;
		const top = categoryCount(item) - 1;
		categoryProbabilities(item, theta, p);
		reach += top;
		for (let t = reach; t >= 0; t--) {
			let sum = 0;
			for (let k = Math.max(0, t - (reach - top)); k <= Math.min(top, t); k++) {
				sum += mass[t - k]! * p[k]!;
			}
			mass[t] = sum;
		}
	}
	return mass;
}
