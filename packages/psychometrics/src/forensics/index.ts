export { distractorCurves, type KernelOptions } from './distractor-curves.ts';
export { generalisedBinomialTest } from './generalised-binomial-test.ts';
export { kIndex, type KForm } from './k-index.ts';
export { m4 } from './m4.ts';
export { abilityNodes, normalScores } from './nodes.ts';
export {
	calibrateNominal,
	type NominalCalibration,
	type NominalOptions,
} from './nominal-calibration.ts';
export { wollackOmega } from './omega.ts';
export {
	nominalCurves,
	scoreCurves,
	type NominalItem,
	type OptionCurves,
} from './option-curves.ts';
export {
	examinePairs,
	type Expectation,
	type PairIndex,
	type PairOptions,
	type SimilarPair,
	type SimilarityReport,
} from './pairs.ts';
export type { SimilarityRefusal } from './refusals.ts';
