import { normalUpperQuantile } from '../distributions/index.ts';

/** Equally spaced ability nodes; 41 on [−4, 4] unless told otherwise. */
export function abilityNodes(count = 41, lowest = -4, highest = 4): Float64Array {
	const step = (highest - lowest) / (count - 1);
	return Float64Array.from({ length: count }, (_, q) => lowest + q * step);
}

/** Position of the node nearest to each ability; abilities beyond the ends take the last node. */
export function nearestNodes(nodes: Float64Array, theta: Float64Array): Uint16Array {
	const last = nodes.length - 1;
	const step = (nodes[last]! - nodes[0]!) / last;
	return Uint16Array.from(theta, (value) =>
		Math.min(last, Math.max(0, Math.round((value - nodes[0]!) / step))),
	);
}

/**
 * Normal quantiles of ranks, (rank − ½)/N with ties at their middle: the ability that kernel
 * smoothing starts from where no item has been calibrated (Ramsay 1991, p. 615).
 */
export function normalScores(values: ArrayLike<number>): Float64Array {
	const n = values.length;
	const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
	const scores = new Float64Array(n);
	for (let from = 0; from < n;) {
		let to = from + 1;
		while (to < n && values[order[to]!] === values[order[from]!]) to++;
		const score = -normalUpperQuantile((from + to) / (2 * n));
		for (let i = from; i < to; i++) scores[order[i]!] = score;
		from = to;
	}
	return scores;
}
