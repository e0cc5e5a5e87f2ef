import type { Ratings } from '@terang/psychometrics';
import { FaultList } from './refused.ts';
import { numberOf, readTable } from './table.ts';

/** Ratings with the names that the file gives. */
export interface NamedRatings {
	readonly file: string;
	readonly ratings: Ratings;
	readonly persons: readonly string[];
	readonly raters: readonly string[];
	readonly criteria: readonly string[];
	/** Score of the lowest category in the file, which counts as 0. */
	readonly lowest: number;
	readonly groups: { readonly of: Uint8Array; readonly labels: readonly string[] } | undefined;
}

/** Numbers names in the order in which they first stand. */
class Names {
	readonly list: string[] = [];
	private readonly places = new Map<string, number>();

	place(name: string): number {
		const known = this.places.get(name);
		if (known !== undefined) return known;
		this.places.set(name, this.list.length);
		return this.list.push(name) - 1;
	}
}

/**
 * One rating a line: `person, rater, score`, and `criterion` where there are several; `group` names a
 * column that says each person's group. Scores are whole and from the lowest to the highest in the
 * file.
 */
export function readRatings(file: string, group?: string): NamedRatings {
	const table = readTable(file, [
		'person',
		'rater',
		'score',
		...(group === undefined ? [] : [group]),
	]);
	const faults = new FaultList(file);
	const [persons, raters, criteria, labels] = [new Names(), new Names(), new Names(), new Names()];
	const columns = { person: [] as number[], rater: [] as number[], criterion: [] as number[], score: [] as number[] }; // prettier-ignore
	const groupOf: number[] = [];
	const seen = new Set<string>();
	for (const { line, cell } of table.rows) {
		for (const name of ['person', 'rater', ...(group === undefined ? [] : [group])]) {
			if (cell(name) === '') faults.add(line, name, 'value_missing', '');
		}
		const score = numberOf(cell('score'));
		if (score === undefined || !Number.isInteger(score) || score < 0 || score > 100) {
			faults.add(line, 'score', 'not_a_score', cell('score'));
		}
		const person = persons.place(cell('person'));
		const rater = raters.place(cell('rater'));
		const criterion = criteria.place(cell('criterion'));
		const once = `${person} ${rater} ${criterion}`;
		if (seen.has(once)) faults.add(line, 'rater', 'rated_twice', cell('rater'));
		seen.add(once);
		columns.person.push(person);
		columns.rater.push(rater);
		columns.criterion.push(criterion);
		columns.score.push(score ?? 0);
		if (group === undefined) continue;
		const label = labels.place(cell(group));
		if (groupOf[person] !== undefined && groupOf[person] !== label) {
			faults.add(line, group, 'person_in_two_groups', cell(group));
		}
		groupOf[person] = label;
	}
	if (table.rows.length === 0) faults.add(1, '', 'no_ratings', '');
	faults.settle();
	const lowest = columns.score.reduce((a, b) => Math.min(a, b), Infinity);
	const highest = columns.score.reduce((a, b) => Math.max(a, b), lowest);
	return {
		file,
		ratings: {
			...columns,
			score: columns.score.map((score) => score - lowest),
			persons: persons.list.length,
			raters: raters.list.length,
			criteria: criteria.list.length,
			maxScore: Math.max(1, highest - lowest),
		},
		persons: persons.list,
		raters: raters.list,
		criteria: criteria.list,
		lowest,
		groups: group === undefined ? undefined : { of: Uint8Array.from(groupOf), labels: labels.list },
	};
}
