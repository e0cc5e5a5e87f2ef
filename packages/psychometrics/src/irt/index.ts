export {
	categoryCount,
	categoryCurves,
	categoryProbabilities,
	difficulties,
	expectedScore,
	expectedTestScore,
	information,
	isSoundItem,
	logistic,
	makeCurves,
	testInformation,
	type CategoryCurves,
	type GradedItem,
	type ItemParameters,
	type LogisticItem,
	type PartialCreditItem,
} from './item.ts';
export { calibrate, calibratePacked } from './calibrate.ts';
export type {
	Calibration,
	CalibrationModel,
	CalibrationOptions,
	CalibrationProgress,
	CalibrationRefusal,
	CalibrationRemark,
	ErrorMethod,
	ItemErrors,
	ItemModel,
} from './calibration.ts';
export {
	packResponses,
	responsePacker,
	type AnsweredSet,
	type PackedColumn,
	type PackedResponses,
	type ResponsePacker,
} from './packed.ts';
export type { GuessingPrior, SlopePrior } from './priors.ts';
export { sumScoreDistribution } from './sum-scores.ts';
export {
	itemFit,
	type ItemFit,
	type ItemFitOptions,
	type ItemFitRefusal,
	type ItemFits,
} from './item-fit.ts';
