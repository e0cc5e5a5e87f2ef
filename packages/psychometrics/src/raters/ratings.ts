import type { Refusal } from '../data/index.ts';

/** Ratings one by one: person n, by rater j, on criterion c, got a score. */
export interface Ratings {
	readonly persons: number;
	readonly raters: number;
	readonly criteria: number;
	/** Highest score of the scale, at least 1; the lowest is 0. */
	readonly maxScore: number;
	/** One element for each rating, counted from 0. */
	readonly person: ArrayLike<number>;
	readonly rater: ArrayLike<number>;
	readonly criterion: ArrayLike<number>;
	readonly score: ArrayLike<number>;
}

export type RatingsRefusal =
	| (Refusal & {
			/** Out of range, or no whole number; `rating` counts from 0. */
			readonly code: 'psychometrics.bad_rating';
			readonly rating: number;
			readonly field: 'person' | 'rater' | 'criterion' | 'score';
	  })
	| (Refusal & {
			readonly code: 'psychometrics.too_few_persons';
			readonly found: number;
			readonly needed: number;
	  })
	/** A rater, a criterion or a score that no rating has: there is nothing to estimate it from. */
	| (Refusal & {
			readonly code: 'psychometrics.unused';
			readonly field: 'person' | 'rater' | 'criterion' | 'score';
			readonly at: number;
	  })
	/** All ratings of a rater, or on a criterion, are the lowest or all the highest. */
	| (Refusal & {
			readonly code: 'psychometrics.extreme';
			readonly field: 'rater' | 'criterion';
			readonly at: number;
	  })
	/** Panels without a common person: their severities cannot be compared. */
	| (Refusal & {
			readonly code: 'psychometrics.disconnected';
			readonly panels: readonly (readonly number[])[];
	  })
	/** Raters and criteria change together: whose severity a low score is cannot be told. */
	| (Refusal & { readonly code: 'psychometrics.confounded' });

const fields = ['person', 'rater', 'criterion', 'score'] as const;
type Field = (typeof fields)[number];

/** The first fault that keeps a many-facet model from being fitted, in the order above. */
export function checkRatings(ratings: Ratings): RatingsRefusal | undefined {
	return (
		checkRanges(ratings) ?? checkUse(ratings) ?? checkExtremes(ratings) ?? checkConnection(ratings)
	);
}

function limitsOf(ratings: Ratings): Readonly<Record<Field, number>> {
	const { persons: person, raters: rater, criteria: criterion, maxScore } = ratings;
	return { person, rater, criterion, score: maxScore + 1 };
}

function checkRanges(ratings: Ratings): RatingsRefusal | undefined {
	const limits = limitsOf(ratings);
	const count = ratings.person.length;
	for (const field of fields) {
		const values = ratings[field];
		for (let rating = 0; rating < Math.max(count, values.length); rating++) {
			const value = values[rating];
			const fits = value !== undefined && Number.isInteger(value) && rating < count;
			if (!fits || value < 0 || value >= limits[field]) {
				return { ok: false, code: 'psychometrics.bad_rating', rating, field };
			}
		}
	}
	if (ratings.persons >= 2) return undefined;
	return { ok: false, code: 'psychometrics.too_few_persons', found: ratings.persons, needed: 2 };
}

function checkUse(ratings: Ratings): RatingsRefusal | undefined {
	const limits = limitsOf(ratings);
	for (const field of fields) {
		const used = new Uint8Array(limits[field]);
		for (let rating = 0; rating < ratings.score.length; rating++) {
			used[ratings[field][rating]!] = 1;
		}
		const at = used.indexOf(0);
		if (at !== -1) return { ok: false, code: 'psychometrics.unused', field, at };
	}
	return undefined;
}

function checkExtremes(ratings: Ratings): RatingsRefusal | undefined {
	for (const field of ['rater', 'criterion'] as const) {
		const size = limitsOf(ratings)[field];
		const [low, high] = [new Uint8Array(size), new Uint8Array(size)];
		for (let rating = 0; rating < ratings.score.length; rating++) {
			const at = ratings[field][rating]!;
			if (ratings.score[rating]! > 0) low[at] = 1;
			if (ratings.score[rating]! < ratings.maxScore) high[at] = 1;
		}
		const at = low.findIndex((above, i) => above === 0 || high[i] === 0);
		if (at !== -1) return { ok: false, code: 'psychometrics.extreme', field, at };
	}
	return undefined;
}

function checkConnection(ratings: Ratings): RatingsRefusal | undefined {
	const panels = panelsOf(ratings);
	if (panels.length > 1) return { ok: false, code: 'psychometrics.disconnected', panels };
	return freeShifts(ratings) > 2 ? { ok: false, code: 'psychometrics.confounded' } : undefined;
}

/**
 * Groups of raters that persons connect: two raters of one person are in one group, and so on.
 * Severities can be compared within a group only.
 */
export function panelsOf({ raters, person, rater }: Ratings): readonly (readonly number[])[] {
	const leader = Array.from({ length: raters }, (_, at) => at);
	const find = (at: number): number => {
		while (leader[at] !== at) {
			leader[at] = leader[leader[at]!]!;
			at = leader[at]!;
		}
		return at;
	};
	const firstOf = new Map<number, number>();
	for (let rating = 0; rating < rater.length; rating++) {
		const known = firstOf.get(person[rating]!);
		if (known === undefined) firstOf.set(person[rating]!, rater[rating]!);
		else leader[find(rater[rating]!)] = find(known);
	}
	const panels = new Map<number, number[]>();
	for (let at = 0; at < raters; at++) {
		const panel = panels.get(find(at));
		if (panel === undefined) panels.set(find(at), [at]);
		else panel.push(at);
	}
	return [...panels.values()];
}

/**
 * How many shifts of severities and difficulties leave every comparison within a person as it is:
 * the nullity of Σ_n (D_n − d_n d_nᵀ/m_n) over raters and criteria. Two are always free, all raters
 * together and all criteria together; more mean that facets are confounded.
 */
function freeShifts({ persons, raters, criteria, person, rater, criterion }: Ratings): number {
	const size = raters + criteria;
	const design = new Float64Array(size * size);
	const rows: number[][] = Array.from({ length: persons }, () => []);
	for (let rating = 0; rating < rater.length; rating++) {
		const [j, c] = [rater[rating]!, raters + criterion[rating]!];
		for (const a of [j, c]) for (const b of [j, c]) design[a * size + b]! += 1;
		rows[person[rating]!]!.push(j, c);
	}
	for (const places of rows) {
		const weight = 2 / places.length;
		for (const a of places) for (const b of places) design[a * size + b]! -= weight;
	}
	return nullity(design, size);
}

/** Gaussian elimination with the largest remaining diagonal as pivot: the matrix is semidefinite. */
function nullity(matrix: Float64Array, size: number): number {
	let largest = 0;
	for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i]!);
	const open = new Set(Array.from({ length: size }, (_, at) => at));
	for (;;) {
		let pivot = -1;
		for (const i of open) {
			if (pivot === -1 || matrix[i * size + i]! > matrix[pivot * size + pivot]!) pivot = i;
		}
		const value = pivot === -1 ? 0 : matrix[pivot * size + pivot]!;
		if (value <= 1e-9 * largest) return open.size;
		open.delete(pivot);
		for (const i of open) {
			const factor = matrix[i * size + pivot]! / value;
			for (const j of open) matrix[i * size + j]! -= factor * matrix[pivot * size + j]!;
		}
	}
}
