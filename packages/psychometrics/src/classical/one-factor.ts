import type { Refusal } from '../data/index.ts';

export interface OneFactor {
	readonly ok: true;
	readonly loadings: Float64Array;
	readonly uniquenesses: Float64Array;
	/** Positions whose unique variance went to its floor. */
	readonly heywood: readonly number[];
}

const mostIterations = 20_000;
const tolerance = 1e-9;
/** Unique variance below this share of the item's variance is a Heywood case. */
const floor = 0.005;

/**
 * One factor fitted to a covariance matrix (k × k, row-major, positive variances) by maximum
 * likelihood with the EM algorithm of Rubin & Thayer (1982). Loadings sum to a positive number.
 */
export function oneFactor(
	covariances: Float64Array,
	k: number,
):
	| OneFactor
	| (Refusal & { readonly code: 'psychometrics.not_converged'; readonly iterations: number }) {
	const variance = Float64Array.from({ length: k }, (_, i) => covariances[i * k + i]!);
	const loadings = startingLoadings(covariances, k);
	const unique = variance.map((v, i) => Math.max(v - loadings[i]! * loadings[i]!, 0.2 * v));
	const regression = new Float64Array(k);
	const product = new Float64Array(k);
	for (let iteration = 0; iteration < mostIterations; iteration++) {
		// Regression of the factor on the items: λ'Σ⁻¹ by the rank-one inverse.
		let signal = 0;
		for (let i = 0; i < k; i++) signal += (loadings[i]! * loadings[i]!) / unique[i]!;
		for (let i = 0; i < k; i++) regression[i] = loadings[i]! / unique[i]! / (1 + signal);
		let explained = 0;
		for (let i = 0; i < k; i++) {
			let sum = 0;
			for (let j = 0; j < k; j++) sum += covariances[i * k + j]! * regression[j]!;
			product[i] = sum;
			explained += regression[i]! * sum;
		}
		const factorVariance = 1 / (1 + signal) + explained;
		let change = 0;
		for (let i = 0; i < k; i++) {
			const loading = product[i]! / factorVariance;
			const scale = Math.sqrt(variance[i]!);
			change = Math.max(change, Math.abs(loading - loadings[i]!) / scale);
			loadings[i] = loading;
			unique[i] = Math.max(variance[i]! - loading * product[i]!, floor * variance[i]!);
		}
		if (change < tolerance) return { ok: true, ...signed(loadings, unique, variance) };
	}
	return { ok: false, code: 'psychometrics.not_converged', iterations: mostIterations };
}

/** First centroid factor: row sums over the square root of the total. */
function startingLoadings(covariances: Float64Array, k: number): Float64Array {
	const loadings = new Float64Array(k);
	let total = 0;
	for (let i = 0; i < k; i++) {
		for (let j = 0; j < k; j++) loadings[i] = loadings[i]! + covariances[i * k + j]!;
		total += loadings[i]!;
	}
	const scale = Math.sqrt(Math.max(total, 1e-12));
	return loadings.map((sum, i) => {
		const sd = Math.sqrt(covariances[i * k + i]!);
		return Math.max(-0.9 * sd, Math.min(0.9 * sd, sum / scale)) || 0.1 * sd;
	});
}

function signed(loadings: Float64Array, uniquenesses: Float64Array, variance: Float64Array) {
	const turn = loadings.reduce((a, b) => a + b, 0) < 0 ? -1 : 1;
	const heywood = [...uniquenesses.keys()].filter(
		(i) => uniquenesses[i]! <= floor * variance[i]! * (1 + 1e-9),
	);
	return { loadings: loadings.map((loading) => turn * loading), uniquenesses, heywood };
}
