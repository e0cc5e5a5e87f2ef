export {
	intraclassCorrelations,
	type IccRefusal,
	type IntraclassCorrelation,
	type IntraclassCorrelations,
	type RatingTable,
} from './icc.ts';
export { cohenKappa, type Kappa, type KappaRefusal, type KappaWeights } from './kappa.ts';
export {
	krippendorffAlpha,
	type KrippendorffAlpha,
	type KrippendorffRefusal,
	type MeasurementLevel,
	type UnitRatings,
} from './krippendorff.ts';
export type { FacetMeanSquares } from './facet-residuals.ts';
export {
	manyFacet,
	type FacetElement,
	type ManyFacetFit,
	type ManyFacetOptions,
	type ManyFacetRefusal,
	type RatedPerson,
	type RaterGroupBias,
} from './many-facet.ts';
export { panelsOf, type Ratings, type RatingsRefusal } from './ratings.ts';
