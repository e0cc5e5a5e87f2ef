import { addMoments, type FacetFit, type FacetLayout } from './facet-em.ts';
import { cellOf, logPriors, posteriorOf } from './facet-posterior.ts';
import type { Ratings } from './ratings.ts';

/** First and second derivatives of the marginal log-likelihood. */
export interface FacetInformation {
	readonly score: Float64Array;
	/** Observed information, size × size. */
	readonly information: Float64Array;
	readonly size: number;
}

/** A shift of the severity in some ratings only, to be tested. */
export interface ExtraShift {
	readonly applies: (rating: number, person: number) => boolean;
	/** Only these persons are looked at: the others do not know the shift. */
	readonly persons: readonly number[];
}

/**
 * Observed information by Louis (1982): the expectation, over each person's posterior, of the
 * complete-data information, less the variance of the complete-data score. With an `extra` shift its
 * row and column come last.
 */
export function facetInformation(
	ratings: Ratings,
	group: ArrayLike<number>,
	layout: FacetLayout,
	fit: FacetFit,
	extra?: ExtraShift,
): FacetInformation {
	const size = layout.size + (extra === undefined ? 0 : 1);
	const sums = {
		score: new Float64Array(size),
		information: new Float64Array(size * size),
		size,
	};
	const priors = logPriors(fit.parameters, fit.tables.nodes);
	const posterior = new Float64Array(fit.tables.nodes.length);
	const persons = extra?.persons ?? Array.from({ length: ratings.persons }, (_, n) => n);
	for (const n of persons) {
		const g = group[n]!;
		posteriorOf(ratings, fit.people, fit.tables, priors[g]!, n, posterior);
		addPerson(ratings, layout, fit, { n, g, posterior }, extra, sums);
	}
	return sums;
}

interface PersonAt {
	readonly n: number;
	readonly g: number;
	readonly posterior: Float64Array;
}

/** Nodes with less weight change no digit. */
const negligible = 1e-12;

function addPerson(
	ratings: Ratings,
	layout: FacetLayout,
	fit: FacetFit,
	{ n, g, posterior }: PersonAt,
	extra: ExtraShift | undefined,
	sums: FacetInformation,
): void {
	const { places, localOf } = placesOf(ratings, layout, fit, n, g, extra);
	const size = places.length;
	const complete = new Float64Array(size * size);
	const squares = new Float64Array(size * size);
	const mean = new Float64Array(size);
	const score = new Float64Array(size);
	for (let q = 0; q < posterior.length; q++) {
		const weight = posterior[q]!;
		if (weight < negligible) continue;
		score.fill(0);
		addPrior(layout, fit, g, fit.tables.nodes[q]!, weight, localOf, size, score, complete);
		for (let at = fit.people.start[n]!; at < fit.people.start[n + 1]!; at++) {
			const rating = fit.people.order[at]!;
			const shifted = extra?.applies(rating, n) === true;
			addRating(ratings, layout, fit, rating, q, weight, localOf, shifted, size, score, complete);
		}
		for (let a = 0; a < size; a++) {
			mean[a]! += weight * score[a]!;
			for (let b = 0; b < size; b++) squares[a * size + b]! += weight * score[a]! * score[b]!;
		}
	}
	for (let a = 0; a < size; a++) {
		sums.score[places[a]!]! += mean[a]!;
		for (let b = 0; b < size; b++) {
			sums.information[places[a]! * sums.size + places[b]!]! +=
				complete[a * size + b]! - squares[a * size + b]! + mean[a]! * mean[b]!;
		}
	}
}

/** The few quantities that one person's ratings depend on, and their places among these few. */
function placesOf(
	ratings: Ratings,
	layout: FacetLayout,
	{ people }: FacetFit,
	n: number,
	g: number,
	extra: ExtraShift | undefined,
): { readonly places: readonly number[]; readonly localOf: ReadonlyMap<number, number> } {
	const used = new Set<number>([layout.spreadAt]);
	if (g > 0) used.add(layout.spreadAt + g);
	for (let v = 0; v < layout.steps; v++) used.add(layout.criteria + layout.raters + v);
	for (let at = people.start[n]!; at < people.start[n + 1]!; at++) {
		used.add(ratings.criterion[people.order[at]!]!);
		used.add(layout.criteria + ratings.rater[people.order[at]!]!);
	}
	if (extra !== undefined) used.add(layout.size);
	const places = [...used];
	return { places, localOf: new Map(places.map((place, local) => [place, local])) };
}

/** ln of the normal density of θ, by ln σ and by the group's mean. */
function addPrior(
	layout: FacetLayout,
	{ parameters: { spread, means } }: FacetFit,
	g: number,
	theta: number,
	weight: number,
	localOf: ReadonlyMap<number, number>,
	size: number,
	score: Float64Array,
	complete: Float64Array,
): void {
	const z = (theta - means[g]!) / spread;
	const s = localOf.get(layout.spreadAt)!;
	score[s]! += z * z - 1;
	complete[s * size + s]! += weight * 2 * z * z;
	if (g === 0) return;
	const m = localOf.get(layout.spreadAt + g)!;
	score[m]! += z / spread;
	complete[m * size + m]! += weight / (spread * spread);
	const cross = (weight * 2 * z) / spread;
	complete[s * size + m]! += cross;
	complete[m * size + s]! += cross;
}

function addRating(
	ratings: Ratings,
	layout: FacetLayout,
	{ tables }: FacetFit,
	rating: number,
	q: number,
	weight: number,
	localOf: ReadonlyMap<number, number>,
	shifted: boolean,
	size: number,
	score: Float64Array,
	complete: Float64Array,
): void {
	const { scores, probability } = tables;
	const start = (cellOf(ratings, rating) * tables.nodes.length + q) * scores;
	const steps = scores - 1;
	const above = new Float64Array(steps);
	const local = [
		localOf.get(ratings.criterion[rating]!)!,
		localOf.get(layout.criteria + ratings.rater[rating]!)!,
	];
	let tail = 0;
	for (let v = steps; v >= 1; v--) {
		tail += probability[start + v]!;
		above[v - 1] = tail;
	}
	let surplus = 0;
	for (let v = 0; v < steps; v++) {
		const passed = (ratings.score[rating]! > v ? 1 : 0) - above[v]!;
		const place = localOf.get(layout.criteria + layout.raters + v)!;
		local.push(place);
		score[place]! -= passed;
		surplus += passed;
	}
	score[local[0]!]! -= surplus;
	score[local[1]!]! -= surplus;
	const width = local.length;
	const moments = new Float64Array(width * width);
	addMoments(above, weight, moments);
	for (let a = 0; a < width; a++) {
		for (let b = 0; b < width; b++) {
			complete[local[a]! * size + local[b]!]! += moments[a * width + b]!;
		}
	}
	if (!shifted) return;
	const extra = localOf.get(layout.size)!;
	score[extra]! -= surplus;
	complete[extra * size + extra]! += moments[0]!;
	for (let a = 0; a < width; a++) {
		complete[local[a]! * size + extra]! += moments[a * width]!;
		complete[extra * size + local[a]!]! += moments[a * width]!;
	}
}
