import type { IntegerProgram, SolverAnswer, SolverSettings } from '@terang/psychometrics';
import loadHighs, { type Highs } from 'highs';

export interface HighsSolver {
	/** Such as `HiGHS 1.15.3`. */
	readonly name: string;
	readonly solve: (program: IntegerProgram, settings: SolverSettings) => SolverAnswer;
}

/** HiGHS (MIT) compiled to WebAssembly; each call blocks its thread until there is an answer. */
export async function openHighs(): Promise<HighsSolver> {
	const highs = await loadHighs();
	return {
		name: `HiGHS ${highs.version.string}`,
		solve: (program, settings) => solveWith(highs, program, settings),
	};
}

function solveWith(
	highs: Highs,
	program: IntegerProgram,
	{ seed, maxSeconds }: SolverSettings,
): SolverAnswer {
	return highs.withModel(modelOf(program), (model) => {
		model.options.set('output_flag', false);
		model.options.set('random_seed', seed);
		model.options.set('mip_abs_gap', 1e9);
		model.options.set('time_limit', maxSeconds);
		const { modelStatus } = model.run();
		const status = highs.constants.modelStatus;
		if (modelStatus === status.infeasible) return { kind: 'infeasible' as const };
		const values = Float64Array.from(model.getSolution().colValue);
		if (!isSolution(program, values)) return { kind: 'stopped' as const };
		return { kind: 'solved' as const, values };
	});
}

/** At a time limit the values are those of the best solution so far, or of no solution at all. */
function isSolution({ rows, lower, upper, whole }: IntegerProgram, values: Float64Array): boolean {
	const near = 1e-6;
	const within = values.every(
		(value, at) =>
			value >= lower[at]! - near &&
			value <= upper[at]! + near &&
			(whole[at] === 0 || Math.abs(value - Math.round(value)) <= near),
	);
	return (
		within &&
		rows.every((row) => {
			const sum = row.columns.reduce(
				(total, column, at) => total + row.values[at]! * values[column]!,
				0,
			);
			return sum >= row.lower - near && sum <= row.upper + near;
		})
	);
}

function modelOf({ cost, lower, upper, whole, rows }: IntegerProgram) {
	const starts = new Int32Array(rows.length + 1);
	for (const [at, { columns }] of rows.entries()) starts[at + 1] = starts[at]! + columns.length;
	const indices = new Int32Array(starts[rows.length]!);
	const values = new Float64Array(indices.length);
	for (const [at, row] of rows.entries()) {
		indices.set(row.columns, starts[at]);
		values.set(row.values, starts[at]);
	}
	return {
		numCols: cost.length,
		numRows: rows.length,
		colCost: cost,
		colLower: lower,
		colUpper: upper,
		rowLower: Float64Array.from(rows, (row) => row.lower),
		rowUpper: Float64Array.from(rows, (row) => row.upper),
		integrality: Int32Array.from(whole),
		matrix: {
			format: 'csr' as const,
			numRows: rows.length,
			numCols: cost.length,
			starts,
			indices,
			values,
		},
	};
}
