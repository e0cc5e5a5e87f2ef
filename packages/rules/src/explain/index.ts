export { explanationLines, type ExplainedPart, type Explanation } from './explanation.ts';
export type { Bilingual, Lang } from './numbers.ts';
export { parseReason, reasonCodes, type Reason, type ReasonCode } from './reason.ts';
export { explainReason, type ReasonContext } from './sentences.ts';
export { sumSteps, type SumComponent, type SumFacts, type SumMark, type SumStep } from './sum.ts';
