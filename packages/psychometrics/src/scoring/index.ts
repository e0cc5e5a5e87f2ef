export { scoreAbilities } from './score.ts';
export type {
	AbilityScore,
	AbilityScores,
	ScoreMethod,
	ScoreOptions,
	ScoreStatus,
	ScoringRefusal,
} from './scores.ts';
export { sumScoreAbilities, type SumScoreAbility, type SumScoreTable } from './sum-score.ts';
