/** Pivots below this share of the largest diagonal element count as zero. */
const rankTolerance = 1e-10;

/**
 * Cholesky factor of a symmetric positive definite matrix, row-major, in the lower triangle.
 * Undefined where the matrix is singular within `rankTolerance`.
 */
function factor(matrix: Float64Array, size: number): Float64Array | undefined {
	const lower = new Float64Array(size * size);
	let largest = 0;
	for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i]!);
	for (let i = 0; i < size; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = matrix[i * size + j]!;
			for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
			if (i > j) lower[i * size + j] = sum / lower[j * size + j]!;
			else if (sum <= rankTolerance * largest) return undefined;
			else lower[i * size + i] = Math.sqrt(sum);
		}
	}
	return lower;
}

/** Solves `matrix · x = right` for a symmetric positive definite matrix; undefined if singular. */
export function solveSymmetric(
	matrix: Float64Array,
	right: Float64Array,
): Float64Array | undefined {
	const size = right.length;
	const lower = factor(matrix, size);
	if (lower === undefined) return undefined;
	const x = right.slice();
	for (let i = 0; i < size; i++) {
		for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
		x[i]! /= lower[i * size + i]!;
	}
	for (let i = size - 1; i >= 0; i--) {
		for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
		x[i]! /= lower[i * size + i]!;
	}
	return x;
}
