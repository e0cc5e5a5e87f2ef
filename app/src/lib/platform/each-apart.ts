/**
 * Does the work for each in turn; one that fails keeps none of the others from theirs.
 * @throws what failed first, once all have had their turn
 */
export async function eachApart<Item>(
	items: Iterable<Item>,
	work: (item: Item) => Promise<unknown>,
): Promise<void> {
	const failures: unknown[] = [];
	for (const item of items) {
		try {
			await work(item);
		} catch (error) {
			failures.push(error);
		}
	}
	if (failures.length > 0) throw failures[0];
}
