export {
	bootstrapLinking,
	type BootstrapErrors,
	type BootstrapRefusal,
	type BootstrapRequest,
	type LinkingError,
} from './bootstrap.ts';
export { toLinkedScale, type LinkingConstants } from './constants.ts';
export { uniformGrid, type AbilityGrid } from './curves.ts';
export {
	linkScales,
	type Anchor,
	type AnchorDrift,
	type Linking,
	type LinkingMethod,
	type LinkingRefusal,
	type LinkOptions,
} from './link.ts';
export { equateTrueScores, expectedDifference, type EquatedScore } from './true-scores.ts';
