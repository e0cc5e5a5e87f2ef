import { categoryGradients } from './item-gradients.ts';
import { parametersOf, type Layout } from './layout.ts';
import type { PackedResponses } from './packed.ts';
import type { Quadrature } from './quadrature.ts';

/** Expected counts r_ikq of persons in category k of item i at node q: `[item][category][node]`. */
export interface GeneralStatistics {
	readonly logLikelihood: number;
	readonly counts: readonly (readonly Float64Array[])[];
}

const patternsInByte = 256;
/** Every so many nodes are looked at first, to find where a posterior lies. */
const stride = 4;
/** Nodes more than this below the highest, in logarithms, hold nothing that a sum would show. */
const negligible = 30;

/**
 * E-step for any mixture of models, by tables: for each column of packed answers and each of its byte
 * patterns Σ ln P at every node, so that a person costs one row per column instead of one per item. A
 * posterior is no wider apart than six of its standard deviations between the nodes looked at first
 * (the node-spacing rule times the stride), so none falls through.
 */
export function generalExpectation(
	packed: PackedResponses,
	layout: Layout,
	flat: Float64Array,
	quadrature: Quadrature,
): GeneralStatistics {
	const nodes = quadrature.nodes.length;
	const tables = logTables(packed, layout, flat, quadrature.nodes);
	const collected = new Float64Array(tables.length);
	const { bytes } = packed;
	const width = packed.columns.length;
	const logs = new Float64Array(nodes);
	const rows = new Int32Array(width);
	let logLikelihood = 0;
	for (let person = 0; person < packed.persons; person++) {
		for (let c = 0; c < width; c++) {
			rows[c] = (c * patternsInByte + bytes[person * width + c]!) * nodes;
		}
		const [from, to] = window(tables, rows, quadrature.logWeights, logs);
		let highest = -Infinity;
		for (let q = from; q <= to; q++) if (logs[q]! > highest) highest = logs[q]!;
		let total = 0;
		for (let q = from; q <= to; q++) {
			const weight = Math.exp(logs[q]! - highest);
			logs[q] = weight;
			total += weight;
		}
		logLikelihood += highest + Math.log(total);
		const share = 1 / total;
		for (let q = from; q <= to; q++) logs[q] = logs[q]! * share;
		for (let c = 0; c < width; c++) {
			const row = rows[c]!;
			for (let q = from; q <= to; q++) collected[row + q] = collected[row + q]! + logs[q]!;
		}
	}
	return { logLikelihood, counts: byCategory(packed, layout, collected, nodes) };
}

/** Fills `logs` with ln weight + ln likelihood on the nodes that matter; answers first and last. */
function window(
	tables: Float64Array,
	rows: Int32Array,
	logWeights: Float64Array,
	logs: Float64Array,
): [number, number] {
	const last = logs.length - 1;
	let highest = -Infinity;
	for (let q = 0; q <= last; q += stride) {
		let sum = logWeights[q]!;
		for (let c = 0; c < rows.length; c++) sum += tables[rows[c]! + q]!;
		logs[q] = sum;
		if (sum > highest) highest = sum;
	}
	let [from, to] = [last, 0];
	for (let q = 0; q <= last; q += stride) {
		if (logs[q]! < highest - negligible) continue;
		if (q < from) from = q;
		to = q;
	}
	from = Math.max(0, from - stride);
	to = Math.min(last, to + stride);
	for (let q = from; q <= to; q++) logs[q] = logWeights[q]!;
	for (let c = 0; c < rows.length; c++) {
		const row = rows[c]!;
		for (let q = from; q <= to; q++) logs[q] = logs[q]! + tables[row + q]!;
	}
	return [from, to];
}

/** `[column][pattern][node]`: Σ ln P over the column's items; missing adds nothing. */
function logTables(
	{ columns }: PackedResponses,
	layout: Layout,
	flat: Float64Array,
	thetas: Float64Array,
): Float64Array {
	const nodes = thetas.length;
	const tables = new Float64Array(columns.length * patternsInByte * nodes);
	for (const [c, { items, patterns, digits }] of columns.entries()) {
		const logP = items.map((item) => categoryLogs(layout, flat, item, thetas));
		for (let pattern = 0; pattern < patterns; pattern++) {
			const row = (c * patternsInByte + pattern) * nodes;
			for (let at = 0; at < items.length; at++) {
				const score = digits[at]![pattern]!;
				if (score < 0) continue;
				const own = logP[at]![score]!;
				for (let q = 0; q < nodes; q++) tables[row + q] = tables[row + q]! + own[q]!;
			}
		}
	}
	return tables;
}

function categoryLogs(
	layout: Layout,
	flat: Float64Array,
	item: number,
	thetas: Float64Array,
): Float64Array[] {
	const parameters = parametersOf(layout, flat, item);
	const categories = layout.maxScores[item]! + 1;
	const logs = Array.from({ length: categories }, () => new Float64Array(thetas.length));
	const room = {
		probability: new Float64Array(categories),
		gradient: new Float64Array(categories * parameters.length),
	};
	for (const [q, theta] of thetas.entries()) {
		categoryGradients(layout.families[item]!, parameters, theta, room);
		for (let k = 0; k < categories; k++) {
			logs[k]![q] = Math.log(Math.max(room.probability[k]!, Number.MIN_VALUE));
		}
	}
	return logs;
}

function byCategory(
	{ columns }: PackedResponses,
	layout: Layout,
	collected: Float64Array,
	nodes: number,
): Float64Array[][] {
	const counts = Array.from(layout.maxScores, (top) =>
		Array.from({ length: top + 1 }, () => new Float64Array(nodes)),
	);
	for (const [c, { items, patterns, digits }] of columns.entries()) {
		for (let pattern = 0; pattern < patterns; pattern++) {
			const row = (c * patternsInByte + pattern) * nodes;
			for (const [at, item] of items.entries()) {
				const score = digits[at]![pattern]!;
				if (score < 0) continue;
				const own = counts[item]![score]!;
				for (let q = 0; q < nodes; q++) own[q] = own[q]! + collected[row + q]!;
			}
		}
	}
	return counts;
}
