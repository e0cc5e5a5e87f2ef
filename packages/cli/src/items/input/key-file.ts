import { FaultList } from './refused.ts';
import { numberOf, readTable } from './table.ts';

/** What the options of an item are worth. */
export interface ItemKey {
	readonly item: string;
	/** Labels of the options, in the order of their numbers. */
	readonly labels: readonly string[];
	readonly scores: readonly number[];
	/** Section or scale, where the file names one. */
	readonly scale: string;
}

/**
 * A key: `item,key` (the right option, worth 1; every other option 0), or `item,option,score` with a
 * line for each option. A column `scale` may stand beside either.
 */
export function readKey(file: string): readonly ItemKey[] {
	const table = readTable(file, ['item']);
	const faults = new FaultList(file);
	const weighted = table.columns.includes('option');
	for (const name of weighted ? ['score'] : ['key']) {
		if (!table.columns.includes(name)) faults.add(1, name, 'column_missing', name);
	}
	faults.settle();
	const keys = new Map<string, { labels: string[]; scores: number[]; scale: string }>();
	for (const { line, cell } of table.rows) {
		const item = cell('item');
		const label = cell(weighted ? 'option' : 'key');
		if (item === '') faults.add(line, 'item', 'value_missing', '');
		if (label === '') faults.add(line, weighted ? 'option' : 'key', 'value_missing', '');
		const found = keys.get(item) ?? { labels: [], scores: [], scale: cell('scale') };
		if (!weighted && keys.has(item)) faults.add(line, 'item', 'duplicate_item', item);
		if (found.labels.includes(label)) faults.add(line, 'option', 'duplicate_option', label);
		const score = weighted ? numberOf(cell('score')) : 1;
		if (score === undefined || !Number.isInteger(score) || score < 0 || score > 127) {
			faults.add(line, 'score', 'not_a_score', cell('score'));
		}
		found.labels.push(label);
		found.scores.push(score ?? 0);
		keys.set(item, found);
	}
	if (keys.size === 0) faults.add(1, '', 'empty_file', '');
	for (const [item, { scores }] of keys) {
		if (Math.max(...scores) < 1) faults.add(1, 'score', 'no_option_is_worth_anything', item);
	}
	faults.settle();
	return [...keys].map(([item, key]) => ({ item, ...key }));
}
