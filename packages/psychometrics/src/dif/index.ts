export {
	analyseDif,
	type DifMethod,
	type DifOptions,
	type DifReport,
	type ItemDif,
} from './analyse.ts';
export { etsClass, polytomousClass, standardisationClass, type EtsClass } from './classes.ts';
export { generalisedMantelHaenszel, type GeneralisedMantelHaenszel } from './generalised.ts';
export { logisticDif, type LikelihoodRatio, type LogisticDif } from './logistic.ts';
export { mantel, type Mantel } from './mantel.ts';
export { mantelHaenszel, type MantelHaenszel } from './mantel-haenszel.ts';
export { sumOver } from './matching.ts';
export type { DifRefusal } from './refusals.ts';
export { standardisation, type Standardisation } from './standardisation.ts';
export { stratify, type StratumTable } from './strata.ts';
