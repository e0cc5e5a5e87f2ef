import type { Fitted } from './fitted.ts';
import { categoryGradients } from './item-gradients.ts';
import { parametersOf, type Layout } from './layout.ts';
import { unpackRow } from './packed.ts';
import { normalQuadrature } from './quadrature.ts';

/** Posterior weights below this share of the highest add nothing to a gradient. */
const negligible = 1e-10;

/**
 * Σ_p g_p g_pᵀ over persons, g_p = Σ_q h_pq ∂ ln P(x_p | θ_q)/∂φ the gradient of the person's marginal
 * log likelihood. Costs persons × parameters²/2 multiplications. Priors add nothing to it.
 */
export function crossProducts(
	{ packed, layout, point, nodes }: Fitted,
	of: Int32Array,
	count: number,
) {
	const { nodes: thetas, logWeights } = normalQuadrature(nodes);
	const tables = layout.families.map((_, item) => itemTables(layout, point, item, thetas));
	const products = new Float64Array(count * count);
	const row = new Int8Array(packed.items);
	const logPosterior = new Float64Array(nodes);
	const gradient = new Float64Array(count);
	for (let place = 0; place < packed.persons; place++) {
		unpackRow(packed, place, row);
		logPosterior.set(logWeights);
		for (let item = 0; item < row.length; item++) {
			if (row[item]! >= 0) addTo(logPosterior, tables[item]!.logP[row[item]!]!);
		}
		const [from, to] = normalise(logPosterior);
		gradient.fill(0);
		for (let item = 0; item < row.length; item++) {
			if (row[item]! < 0) continue;
			const start = layout.offsets[item]!;
			for (const [j, slope] of tables[item]!.gradients[row[item]!]!.entries()) {
				let sum = 0;
				for (let q = from; q <= to; q++) sum += logPosterior[q]! * slope[q]!;
				const free = of[start + j]!;
				gradient[free] = gradient[free]! + sum;
			}
		}
		for (let j = 0; j < count; j++) {
			const own = gradient[j]!;
			if (own === 0) continue;
			for (let k = 0; k <= j; k++)
				products[j * count + k] = products[j * count + k]! + own * gradient[k]!;
		}
	}
	for (let j = 0; j < count; j++) {
		for (let k = 0; k < j; k++) products[k * count + j] = products[j * count + k]!;
	}
	return products;
}

interface ItemTables {
	/** ln P: `[category][node]`. */
	readonly logP: readonly Float64Array[];
	/** ∂ ln P / ∂ parameter: `[category][parameter][node]`. */
	readonly gradients: readonly (readonly Float64Array[])[];
}

function itemTables(
	layout: Layout,
	point: Float64Array,
	item: number,
	thetas: Float64Array,
): ItemTables {
	const parameters = parametersOf(layout, point, item);
	const categories = layout.maxScores[item]! + 1;
	const rows = () => Array.from({ length: categories }, () => new Float64Array(thetas.length));
	const logP = rows();
	const gradients = logP.map(() => Array.from(parameters, () => new Float64Array(thetas.length)));
	const room = {
		probability: new Float64Array(categories),
		gradient: new Float64Array(categories * parameters.length),
	};
	for (const [q, theta] of thetas.entries()) {
		categoryGradients(layout.families[item]!, parameters, theta, room);
		for (let k = 0; k < categories; k++) {
			const p = Math.max(room.probability[k]!, Number.MIN_VALUE);
			logP[k]![q] = Math.log(p);
			for (let j = 0; j < parameters.length; j++) {
				gradients[k]![j]![q] = room.gradient[k * parameters.length + j]! / p;
			}
		}
	}
	return { logP, gradients };
}

function addTo(sum: Float64Array, term: Float64Array): void {
	for (let q = 0; q < sum.length; q++) sum[q] = sum[q]! + term[q]!;
}

/** Turns logarithms into weights that sum to 1; answers the first and last node that matter. */
function normalise(logs: Float64Array): [number, number] {
	let highest = -Infinity;
	for (const x of logs) if (x > highest) highest = x;
	let [total, from, to] = [0, logs.length, -1];
	for (let q = 0; q < logs.length; q++) {
		const weight = Math.exp(logs[q]! - highest);
		logs[q] = weight;
		total += weight;
		if (weight > negligible) {
			if (from > q) from = q;
			to = q;
		}
	}
	for (let q = from; q <= to; q++) logs[q] = logs[q]! / total;
	return [from, to];
}
