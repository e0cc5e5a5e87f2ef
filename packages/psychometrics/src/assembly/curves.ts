import { expectedScore, information } from '../irt/index.ts';
import type { BankItem, Blueprint, SectionBlueprint } from './blueprint.ts';

/** One point of a curve that all forms share: Σ value × chosen is held within the tolerance. */
export interface CurvePoint {
	readonly section: string;
	readonly kind: 'information' | 'score';
	readonly ability: number;
	readonly target: number;
	/** In the unit of the target. */
	readonly tolerance: number;
	/** What each item of the bank adds; 0 outside the section. */
	readonly values: Float64Array;
}

const defaults = { score: 0.5, information: 0.03 };

/**
 * The points at which test information and expected score are held together. A target that is not
 * given is the mean of the section's items times the number of items in a form: what an average form
 * out of this bank is.
 */
export function curvePoints(
	bank: readonly BankItem[],
	blueprint: Blueprint,
): readonly CurvePoint[] {
	return blueprint.sections.flatMap((section) => [
		...pointsOf(bank, blueprint, section, 'information'),
		...pointsOf(bank, blueprint, section, 'score'),
	]);
}

function pointsOf(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	section: SectionBlueprint,
	kind: CurvePoint['kind'],
): readonly CurvePoint[] {
	const inside = bank.filter((item) => item.section === section.id).length;
	return section[`${kind}At`].map((ability, at) => {
		const values = Float64Array.from(bank, (item) => {
			if (item.section !== section.id) return 0;
			return kind === 'score'
				? (section.points ?? 1) * expectedScore(item.parameters, ability)
				: information(item.parameters, ability);
		});
		const average = values.reduce((sum, value) => sum + value, 0) / Math.max(1, inside);
		const target = section[`${kind}Targets`]?.[at] ?? average * section.count;
		const tolerance =
			kind === 'score'
				? (blueprint.scoreTolerance ?? defaults.score)
				: (blueprint.informationTolerance ?? defaults.information) * target;
		return { section: section.id, kind, ability, target, tolerance, values };
	});
}
