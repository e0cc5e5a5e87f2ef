/** Published response tables for the tests: small ones typed in, large ones read where they lie. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { matrixFromScores, responseMatrix, type ResponseMatrix } from '../src/index.ts';

/**
 * LSAT section 7, 1000 persons × 5 items (Bock & Lieberman 1970, Psychometrika 35, table 1): the
 * frequencies of the 32 patterns, 00000 first, item 5 changing fastest.
 */
const lsat7Frequencies = [
	12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28, 7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7,
	35, 18, 136, 32, 308,
];

export function lsat7(): ResponseMatrix {
	return ofPatterns(lsat7Frequencies);
}

/** LSAT section 6 from the same paper, in the same order of patterns. */
const lsat6Frequencies = [
	3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173,
	11, 61, 28, 298,
];

export function lsat6(): ResponseMatrix {
	return ofPatterns(lsat6Frequencies);
}

function ofPatterns(frequencies: readonly number[]): ResponseMatrix {
	const scores: number[] = [];
	for (const [pattern, frequency] of frequencies.entries()) {
		for (let person = 0; person < frequency; person++) {
			for (let bit = 4; bit >= 0; bit--) scores.push((pattern >> bit) & 1);
		}
	}
	const built = matrixFromScores(Int8Array.from(scores), 5);
	if (!built.ok) throw new Error(built.code);
	return built.matrix;
}

/** A matrix that the test knows to be sound. */
export function matrixOf(...args: Parameters<typeof responseMatrix>): ResponseMatrix {
	const built = responseMatrix(...args);
	if (!built.ok) throw new Error(built.code);
	return built.matrix;
}

const shared =
	process.env['TERANG_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../shared');

/** The numbers of a shared table without its header; undefined where the data is not at hand. */
export function sharedTable(name: string): number[][] | undefined {
	const file = path.join(shared, 'data/psychometrics', name);
	if (!existsSync(file)) return undefined;
	const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
	return lines.map((line) => line.split(',').map(Number));
}
