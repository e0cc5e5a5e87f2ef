import { missing, type ResponseMatrix } from './matrix.ts';

/** A matrix without unused categories, and the score that each category stands for. */
export interface Recoded {
	readonly matrix: ResponseMatrix;
	/** `categoryScores[item][category]` = the original score, ascending. */
	readonly categoryScores: readonly (readonly number[])[];
}

/**
 * Renumbers each item's used scores to 0, 1, 2 …: models with a parameter for each category need
 * every category to be used (TKP scores run from 1 to 5, so 0 is used by blanks only). An item of
 * which fewer than two scores were seen keeps its numbering; calibration names and refuses it.
 */
export function recodeCategories(matrix: ResponseMatrix): Recoded {
	const { items, scores, maxScores } = matrix;
	const used = Array.from(maxScores, (highest) => new Uint8Array(highest + 1));
	for (let at = 0; at < scores.length; at++) {
		if (scores[at] !== missing) used[at % items]![scores[at]!] = 1;
	}
	const categoryScores = used.map((seen) => {
		const scoresSeen = [...seen.keys()].filter((score) => seen[score] === 1);
		return scoresSeen.length < 2 ? [...seen.keys()] : scoresSeen;
	});
	const codes = categoryScores.map((values, item) => {
		const code = new Int8Array(maxScores[item]! + 1).fill(missing);
		for (const [category, score] of values.entries()) code[score] = category;
		return code;
	});
	const recoded = scores.map((score, at) => (score === missing ? missing : codes[at % items]![score]!));
	const limits = Int8Array.from(categoryScores, (values) => values.length - 1);
	return { matrix: { ...matrix, scores: recoded, maxScores: limits }, categoryScores };
}
