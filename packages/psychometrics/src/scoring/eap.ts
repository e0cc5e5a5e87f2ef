import { nodesNeeded } from '../irt/quadrature.ts';
import type { ItemParameters } from '../irt/index.ts';
import { addAnswers, makeGrid, type ItemGrid } from './grid.ts';
import type { AbilityScore, ScoringRefusal } from './scores.ts';

const reach = 6;
const fewestNodes = 61;
const mostNodes = 1201;

export interface NormalPrior {
	readonly mean: number;
	readonly sd: number;
}

export function isPrior({ mean, sd }: NormalPrior): boolean {
	return Number.isFinite(mean) && Number.isFinite(sd) && sd > 0;
}

/** Equally spaced nodes over six prior standard deviations on either side, and the prior's logarithm. */
export interface PriorGrid extends ItemGrid {
	readonly logPrior: Float64Array;
}

/** A grid whose spacing keeps the node-spacing rule for these items; refuses items too steep for any. */
export function priorGrid(
	items: readonly ItemParameters[],
	prior: NormalPrior,
): PriorGrid | ScoringRefusal {
	if (!isPrior(prior)) return { ok: false, code: 'psychometrics.bad_prior' };
	const { mean, sd } = prior;
	// The rule speaks of a standard normal prior; a wider one needs as many times the nodes.
	const needed = Math.ceil(nodesNeeded(items) * Math.max(1, sd)) | 1;
	if (needed > mostNodes) return { ok: false, code: 'psychometrics.nodes_too_coarse', needed };
	const count = Math.max(fewestNodes, needed);
	const steps = Float64Array.from(
		{ length: count },
		(_, q) => -reach + (2 * reach * q) / (count - 1),
	);
	const grid = makeGrid(
		items,
		steps.map((z) => mean + sd * z),
	);
	return { ...grid, logPrior: steps.map((z) => -0.5 * z * z) };
}

/** Posterior mean and standard deviation of one person; `room` has a place for each node. */
export function posteriorMoments(
	grid: PriorGrid,
	answers: Int8Array,
	room: Float64Array,
): AbilityScore {
	room.set(grid.logPrior);
	if (addAnswers(grid.logP, answers, room) === 0) {
		return { status: 'unanswered', ability: null, error: null };
	}
	return momentsOf(grid.nodes, room);
}

/** Mean and standard deviation of the distribution whose logarithm is in `logs` (overwritten). */
export function momentsOf(nodes: Float64Array, logs: Float64Array): AbilityScore {
	let highest = -Infinity;
	for (const x of logs) if (x > highest) highest = x;
	let [total, sum] = [0, 0];
	for (let q = 0; q < logs.length; q++) {
		const weight = Math.exp(logs[q]! - highest);
		logs[q] = weight;
		total += weight;
		sum += weight * nodes[q]!;
	}
	const mean = sum / total;
	let spread = 0;
	for (let q = 0; q < logs.length; q++)
		spread += logs[q]! * (nodes[q]! - mean) * (nodes[q]! - mean);
	return { status: 'estimated', ability: mean, error: Math.sqrt(spread / total) };
}
