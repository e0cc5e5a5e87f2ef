import type { FacetParameters, FacetTables } from './facet-tables.ts';
import type { Ratings } from './ratings.ts';

/** The ratings of each person, together. */
export interface RatingsByPerson {
	/** Ratings of person n are `order[start[n]]` … `order[start[n + 1] − 1]`. */
	readonly start: Uint32Array;
	readonly order: Uint32Array;
}

export function byPerson({ persons, person }: Ratings): RatingsByPerson {
	const start = new Uint32Array(persons + 1);
	for (let rating = 0; rating < person.length; rating++) start[person[rating]! + 1]! += 1;
	for (let n = 0; n < persons; n++) start[n + 1]! += start[n]!;
	const next = start.slice();
	const order = new Uint32Array(person.length);
	for (let rating = 0; rating < person.length; rating++) {
		const n = person[rating]!;
		order[next[n]!] = rating;
		next[n]! += 1;
	}
	return { start, order };
}

/** ln of the normal prior of each group at each node, normalised over the nodes. */
export function logPriors({ spread, means }: FacetParameters, nodes: Float64Array): Float64Array[] {
	return Array.from(means, (mean) => {
		const logs = nodes.map((theta) => {
			const z = (theta - mean) / spread;
			return -0.5 * z * z;
		});
		const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
		return logs.map((log) => log - Math.log(sum));
	});
}

/** Place of a rating's cell in the tables, before the node is added. */
export function cellOf({ raters, rater, criterion }: Ratings, rating: number): number {
	return criterion[rating]! * raters + rater[rating]!;
}

/**
 * Posterior of one person over the nodes, written into `posterior`.
 * @returns ln of the marginal likelihood of the person's ratings
 */
export function posteriorOf(
	ratings: Ratings,
	{ start, order }: RatingsByPerson,
	{ nodes, scores, logProbability }: FacetTables,
	prior: Float64Array,
	person: number,
	posterior: Float64Array,
): number {
	posterior.set(prior);
	for (let at = start[person]!; at < start[person + 1]!; at++) {
		const rating = order[at]!;
		let place = cellOf(ratings, rating) * nodes.length * scores + ratings.score[rating]!;
		for (let q = 0; q < nodes.length; q++, place += scores) {
			posterior[q]! += logProbability[place]!;
		}
	}
	let highest = -Infinity;
	for (const log of posterior) if (log > highest) highest = log;
	let sum = 0;
	for (let q = 0; q < nodes.length; q++) {
		posterior[q] = Math.exp(posterior[q]! - highest);
		sum += posterior[q]!;
	}
	for (let q = 0; q < nodes.length; q++) posterior[q]! /= sum;
	return highest + Math.log(sum);
}
