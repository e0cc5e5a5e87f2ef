export {
	adverseImpact,
	fisherExact,
	type AdverseImpact,
	type ImpactOptions,
	type ImpactRefusal,
} from './adverse-impact.ts';
export {
	correctDirectRestriction,
	correctIndirectRestriction,
	type CorrectedValidity,
	type DirectRestriction,
	type IndirectRestriction,
	type ValidityRefusal,
} from './range-restriction.ts';
export {
	suppressSmallCells,
	type SuppressedTable,
	type SuppressionOptions,
	type TableRefusal,
} from './suppression.ts';
