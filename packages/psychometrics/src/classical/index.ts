export {
	analyseDistractors,
	type DistractorAnalysis,
	type DistractorResult,
	type OptionFlag,
	type OptionStatistics,
} from './distractors.ts';
export { scoreDistribution, type ScoreDistribution } from './distribution.ts';
export {
	analyseItems,
	flagLimits,
	type ItemAnalysis,
	type ItemFlag,
	type ItemStatistics,
} from './items.ts';
export { biserialFromPointBiserial, polyserial, type JointCounts } from './polyserial.ts';
export {
	omega,
	reliability,
	type Omega,
	type OmegaRefusal,
	type Reliability,
	type ReliabilityRefusal,
} from './reliability.ts';
export { totalScores, type MissingRule } from './sums.ts';
