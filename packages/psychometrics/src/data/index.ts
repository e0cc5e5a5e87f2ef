export { recodeCategories, type Recoded } from './categories.ts';
export {
	matrixFromScores,
	missing,
	responseMatrix,
	selectItems,
	type MatrixResult,
	type ResponseMatrix,
	type ScoreRows,
} from './matrix.ts';
export { keyScores, scoreOptions, type OptionMatrix, type OptionScores } from './options.ts';
export type { Refusal, TableFault } from './refusal.ts';
