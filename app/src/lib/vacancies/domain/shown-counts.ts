/**
 * Statistics about people, as everybody may see them. What counts as a statistic, and what does not
 * (the published list and its bundle, which the law wants whole), is said in ADR 0103.
 */

/**
 * `under_10`: one to nine people. `withheld`: ten or more, but with it the number of a smaller group
 * could be computed from a total.
 */
export type ShownCount = number | 'under_10' | 'withheld';

/** Nobody is nobody's secret: zero is shown. */
const smallest = 10;

export function isSmall(count: number): boolean {
	return count > 0 && count < smallest;
}

/** A count that stands for itself, without a table whose total could give it away. */
export function showCount(count: number): ShownCount {
	return isSmall(count) ? 'under_10' : count;
}

export interface CountCell {
	readonly key: string;
	readonly count: number;
}

export interface ShownColumn {
	/** The cells that are not shown; all others are. */
	readonly hidden: ReadonlyMap<string, Exclude<ShownCount, number>>;
	readonly total: ShownCount;
}

/**
 * One column of a table and its total. Small cells are hidden; then as many others as it takes until
 * each small cell could, by what is shown, be any number from one to nine. Which ones follows from
 * their keys: chosen by size, the choice itself would tell of the sizes. Where no others are left the
 * total is hidden instead.
 */
export function showColumn(cells: readonly CountCell[]): ShownColumn {
	const total = cells.reduce((sum, { count }) => sum + count, 0);
	const hidden = new Map<string, Exclude<ShownCount, number>>();
	for (const { key, count } of cells) if (isSmall(count)) hidden.set(key, 'under_10');
	if (hidden.size === 0 || isSmall(total)) return { hidden, total: showCount(total) };
	const companions = chooseCompanions(cells);
	for (const key of companions ?? []) hidden.set(key, 'withheld');
	return { hidden, total: companions === undefined ? 'withheld' : total };
}

/**
 * A hidden large cell is known to be ten or more; what it has above that is what the small ones may
 * have more than they have. Eight is the most that takes: from one to nine.
 */
function chooseCompanions(cells: readonly CountCell[]): readonly string[] | undefined {
	const large = cells
		.filter(({ count }) => count >= smallest)
		.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
	const chosen: string[] = [];
	let room = 0;
	for (const { key, count } of large) {
		chosen.push(key);
		room += count - smallest;
		if (room >= smallest - 2) return chosen;
	}
	return undefined;
}
