import { expect, test } from 'vitest';
import {
	keyScores,
	matrixFromScores,
	recodeCategories,
	responseMatrix,
	scoreOptions,
	selectItems,
	type OptionMatrix,
} from './index.ts';

test('rows become a matrix; the highest score seen is the maximum, at least 1', () => {
	const built = responseMatrix([
		[0, 5, null],
		[0, 2, -1],
	]);
	expect(built).toEqual({
		ok: true,
		matrix: {
			persons: 2,
			items: 3,
			scores: Int8Array.of(0, 5, -1, 0, 2, -1),
			maxScores: Int8Array.of(1, 5, 1),
		},
	});
});

test.each([
	['no persons', [], undefined, { code: 'psychometrics.no_persons' }],
	['no items', [[]], undefined, { code: 'psychometrics.no_items' }],
	['a short row', [[1, 0], [1]], undefined, { code: 'psychometrics.ragged_row', row: 1, found: 1 }],
	['a negative score', [[1, -2]], undefined, { code: 'psychometrics.bad_score', item: 1, value: -2 }],
	['half a point', [[0.5]], undefined, { code: 'psychometrics.bad_score', value: 0.5 }],
	['a score that is no number', [[NaN]], undefined, { code: 'psychometrics.bad_score', row: 0 }],
	['a score above its maximum', [[1], [3]], [2], { code: 'psychometrics.bad_score', row: 1 }],
	['a maximum of nothing', [[0]], [0], { code: 'psychometrics.bad_maximum', item: 0 }],
	['a missing maximum', [[0, 1]], [1], { code: 'psychometrics.wrong_length', expected: 2 }],
] as const)('%s is refused with its place', (_, rows, maxScores, expected) => {
	expect(responseMatrix(rows, maxScores)).toMatchObject({ ok: false, ...expected });
});

test('scores in memory that do not fill the last row are refused', () => {
	expect(matrixFromScores(Int8Array.of(1, 0, 1), 2)).toMatchObject({
		code: 'psychometrics.ragged_row',
		row: 1,
		found: 1,
	});
});

const chosen: OptionMatrix = {
	persons: 2,
	items: 2,
	choices: Int8Array.of(0, 2, -1, 1),
	optionCounts: Int8Array.of(4, 3),
};

test('options are scored by a key or by what each is worth; a blank earns what the rule says', () => {
	const byKey = scoreOptions(chosen, keyScores(chosen, [0, 1]));
	expect(byKey).toMatchObject({ ok: true, matrix: { scores: Int8Array.of(1, 0, -1, 1) } });
	const worth = [
		[1, 2, 3, 5],
		[4, 2, 1],
	];
	const graded = scoreOptions(chosen, worth, { blank: 0 });
	expect(graded).toMatchObject({
		matrix: { scores: Int8Array.of(1, 1, 0, 2), maxScores: Int8Array.of(5, 4) },
	});
});

test('a key that names no option of the item is refused', () => {
	expect(scoreOptions(chosen, keyScores(chosen, [0, 7]))).toMatchObject({
		code: 'psychometrics.bad_key',
		item: 1,
	});
	expect(scoreOptions(chosen, keyScores(chosen, [0]))).toMatchObject({
		code: 'psychometrics.wrong_length',
	});
	expect(scoreOptions({ ...chosen, choices: Int8Array.of(0, 3, 0, 0) }, keyScores(chosen, [0, 1])))
		.toMatchObject({ code: 'psychometrics.bad_score', row: 0, item: 1, value: 3 });
});

test('categories that nobody used disappear, and their scores are remembered', () => {
	const built = responseMatrix([[5, 1], [3, null], [1, 1]], [5, 2]); // prettier-ignore
	if (!built.ok) throw new Error(built.code);
	const { matrix, categoryScores } = recodeCategories(built.matrix);
	expect(categoryScores[0]).toEqual([1, 3, 5]);
	expect([...matrix.scores]).toEqual([2, 1, 1, -1, 0, 1]);
	expect([...matrix.maxScores]).toEqual([2, 2]);
});

test('a selection keeps the order asked for', () => {
	const built = responseMatrix([[1, 2, 3]]);
	if (!built.ok) throw new Error(built.code);
	expect(selectItems(built.matrix, [2, 0])).toMatchObject({
		matrix: { items: 2, scores: Int8Array.of(3, 1), maxScores: Int8Array.of(3, 1) },
	});
	expect(selectItems(built.matrix, [3])).toMatchObject({ ok: false });
});
