/**
 * Posteriors of divide-by-total items (2PL, partial credit). There the likelihood of a person at
 * node θ_q is exp(θ_q·S + C_q) times a constant, S = Σ a_i x_i and C_q = ln w_q − Σ ln Z_i(θ_q), so a
 * person is one number S, and the posterior walks outwards from its single peak (C is concave) by
 * ratios that need no exponential: r_{q+1} = r_q · exp(C_{q+2} − 2C_{q+1} + C_q).
 */
export interface Walk {
	/** C of each node, and exp of its second differences. */
	readonly constants: Float64Array;
	readonly rise: Float64Array;
	readonly bend: Float64Array;
	/** The peak is at node q where `breaks[q − 1]` < S ≤ `breaks[q]`. */
	readonly breaks: Float64Array;
	/** A first guess of the peak for each of equal cells of S, never beyond it. */
	readonly cells: Uint16Array;
	readonly cellsPerUnit: number;
	readonly nodes: Float64Array;
	readonly spacing: number;
}

const cellsPerNode = 8;

export function makeWalk(constants: Float64Array, nodes: Float64Array, spacing: number): Walk {
	const count = constants.length;
	const rise = Float64Array.from(
		{ length: count - 1 },
		(_, q) => constants[q + 1]! - constants[q]!,
	);
	const bend = new Float64Array(count);
	for (let q = 1; q < count - 1; q++) bend[q] = Math.exp(rise[q]! - rise[q - 1]!);
	const breaks = rise.map((step) => -step / spacing);
	const cells = new Uint16Array(cellsPerNode * count);
	const cellsPerUnit = cells.length / (breaks.at(-1)! - breaks[0]!);
	let peak = 0;
	for (let cell = 0; cell < cells.length; cell++) {
		const left = breaks[0]! + cell / cellsPerUnit;
		while (peak < breaks.length && breaks[peak]! < left) peak++;
		// One short, for the cell of a score near an edge may be rounded to either side.
		cells[cell] = Math.max(0, peak - 1);
	}
	return { constants, rise, bend, breaks, cells, cellsPerUnit, nodes, spacing };
}

/** Weights below this share of the peak's are left out of sums. */
const negligible = 1e-13;

/** What a walk leaves behind; one object is used for all persons. */
export interface Posterior {
	/** Unnormalised, 1 at the peak; only `from` ≤ q ≤ `to` are of this person. */
	readonly weights: Float64Array;
	from: number;
	to: number;
	peak: number;
	total: number;
	mean: number;
}

export function makePosterior(nodes: number): Posterior {
	return { weights: new Float64Array(nodes), from: 0, to: 0, peak: 0, total: 1, mean: 0 };
}

export function walkPosterior(walk: Walk, sum: number, posterior: Posterior): void {
	const { rise, bend, breaks, cells, spacing, nodes } = walk;
	const { weights } = posterior;
	const last = nodes.length - 1;
	const cell = (sum - breaks[0]!) * walk.cellsPerUnit;
	let peak = cell <= 0 ? 0 : cells[Math.min(cells.length - 1, Math.floor(cell))]!;
	while (peak < last && breaks[peak]! < sum) peak++;
	let [total, moment, weight, q] = [1, 0, 1, peak + 1];
	weights[peak] = 1;
	if (peak < last) {
		let ratio = Math.exp(spacing * sum + rise[peak]!);
		for (; q <= last; q++) {
			weight *= ratio;
			if (weight < negligible) break;
			weights[q] = weight;
			total += weight;
			moment += weight * (q - peak);
			ratio *= bend[q]!;
		}
	}
	posterior.to = q - 1;
	q = peak - 1;
	if (peak > 0) {
		weight = 1;
		let ratio = Math.exp(-spacing * sum - rise[peak - 1]!);
		for (; q >= 0; q--) {
			weight *= ratio;
			if (weight < negligible) break;
			weights[q] = weight;
			total += weight;
			moment += weight * (q - peak);
			ratio *= bend[q]!;
		}
	}
	posterior.from = q + 1;
	posterior.peak = peak;
	posterior.total = total;
	posterior.mean = nodes[peak]! + (spacing * moment) / total;
}
