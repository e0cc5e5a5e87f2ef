/**
 * Cholesky factor of a symmetric positive definite n × n matrix (row-major), written over its lower
 * half; false where a pivot falls under `tolerance` × its own diagonal, that is, where the matrix is
 * not positive definite.
 */
export function cholesky(matrix: Float64Array, n: number, tolerance = 1e-13): boolean {
	for (let i = 0; i < n; i++) {
		const diagonal = matrix[i * n + i]!;
		for (let j = 0; j <= i; j++) {
			let sum = matrix[i * n + j]!;
			for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
			if (i !== j) matrix[i * n + j] = sum / matrix[j * n + j]!;
			else if (sum > tolerance * diagonal) matrix[i * n + i] = Math.sqrt(sum);
			else return false;
		}
	}
	return true;
}

/** Solves L Lᵀ x = b in place, L from `cholesky`. */
export function solveFactored(factor: Float64Array, n: number, b: Float64Array): void {
	for (let i = 0; i < n; i++) {
		let sum = b[i]!;
		for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
		b[i] = sum / factor[i * n + i]!;
	}
	for (let i = n - 1; i >= 0; i--) {
		let sum = b[i]!;
		for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * b[k]!;
		b[i] = sum / factor[i * n + i]!;
	}
}

/** Inverse of a symmetric positive definite matrix; undefined where it is not one. */
export function invert(matrix: Float64Array, n: number): Float64Array | undefined {
	const factor = matrix.slice();
	if (!cholesky(factor, n)) return undefined;
	const inverse = new Float64Array(n * n);
	const column = new Float64Array(n);
	for (let j = 0; j < n; j++) {
		column.fill(0);
		column[j] = 1;
		solveFactored(factor, n, column);
		for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
	}
	return inverse;
}

/** Collinear quantities leave pivots below this share; a solution would be rounding error. */
const collinear = 1e-10;

/** Solves matrix · x = right for a symmetric positive definite matrix; undefined where it is not. */
export function solveSymmetric(
	matrix: Float64Array,
	right: Float64Array,
): Float64Array | undefined {
	const factor = matrix.slice();
	if (!cholesky(factor, right.length, collinear)) return undefined;
	const x = right.slice();
	solveFactored(factor, right.length, x);
	return x;
}
