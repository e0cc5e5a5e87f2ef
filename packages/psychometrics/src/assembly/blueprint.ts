import type { Refusal } from '../data/index.ts';
import type { ItemParameters } from '../irt/index.ts';

/** An item of the bank, calibrated on the scale of its section. */
export interface BankItem {
	readonly id: string;
	readonly section: string;
	readonly topic: string;
	/** Time that a usual candidate needs. */
	readonly seconds: number;
	readonly parameters: ItemParameters;
}

/** What every form has to be, and how alike the forms have to be. */
export interface Blueprint {
	/** Number of forms. */
	readonly forms: number;
	readonly sections: readonly SectionBlueprint[];
	/** Sets of items of which a form may hold one: one gives the other away, or asks the same. */
	readonly enemies: readonly (readonly string[])[];
	/** Forms in which one item may stand. */
	readonly maxUses: number;
	/** Items that any two forms may share. */
	readonly maxOverlap: number;
	/** Time of a whole form. */
	readonly maxSeconds?: number;
	/** Largest distance of an expected score from its target, in points; .5 unless said. */
	readonly scoreTolerance?: number;
	/** Largest distance of the information from its target, as a share of it; .03 unless said. */
	readonly informationTolerance?: number;
}

/** A section has its own scale, threshold and curves: SKD has three, never one. */
export interface SectionBlueprint {
	readonly id: string;
	/** Items of the section in a form. */
	readonly count: number;
	/** Items of each topic; a topic that is not named may stand any number of times. */
	readonly topics: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
	/** Points for one score step, 1 unless said (5 where an item counts five or nothing). */
	readonly points?: number;
	/** Abilities at which the information of all forms is held together, with targets if wanted. */
	readonly informationAt: readonly number[];
	readonly informationTargets?: readonly number[];
	/** Abilities at which the expected score is, with targets in points if wanted. */
	readonly scoreAt: readonly number[];
	readonly scoreTargets?: readonly number[];
}

export type BlueprintFault =
	| (Refusal & { readonly code: 'psychometrics.duplicate_item'; readonly item: string })
	| (Refusal & {
			readonly code: 'psychometrics.bad_item';
			readonly item: string;
			readonly field: string;
	  })
	| (Refusal & { readonly code: 'psychometrics.unknown_item'; readonly item: string })
	| (Refusal & {
			readonly code: 'psychometrics.bad_blueprint';
			/** The setting, such as `sections.TIU.count`. */
			readonly field: string;
	  });

/** The first fault of bank or blueprint. */
export function checkBlueprint(
	bank: readonly BankItem[],
	blueprint: Blueprint,
): BlueprintFault | undefined {
	return checkBank(bank) ?? checkSettings(blueprint) ?? checkEnemies(bank, blueprint);
}

function checkBank(bank: readonly BankItem[]): BlueprintFault | undefined {
	const ids = new Set<string>();
	for (const { id, seconds, parameters } of bank) {
		if (ids.has(id)) return { ok: false, code: 'psychometrics.duplicate_item', item: id };
		ids.add(id);
		const bad = (field: string): BlueprintFault => ({
			ok: false,
			code: 'psychometrics.bad_item',
			item: id,
			field,
		});
		if (!(seconds >= 0 && seconds < Infinity)) return bad('seconds');
		if (!(parameters.slope > 0 && parameters.slope < Infinity)) return bad('slope');
		const intercepts =
			parameters.model === 'logistic' ? [parameters.intercept] : parameters.intercepts;
		if (intercepts.length === 0 || !intercepts.every(Number.isFinite)) return bad('intercept');
		if (parameters.model === 'logistic' && !(parameters.guessing >= 0 && parameters.guessing < 1)) {
			return bad('guessing');
		}
	}
	return undefined;
}

function checkSettings(blueprint: Blueprint): BlueprintFault | undefined {
	const bad = (field: string): BlueprintFault => ({
		ok: false,
		code: 'psychometrics.bad_blueprint',
		field,
	});
	const atLeast = (value: number | undefined, least: number) =>
		value === undefined || (Number.isInteger(value) && value >= least);
	if (!atLeast(blueprint.forms, 1)) return bad('forms');
	if (!atLeast(blueprint.maxUses, 1)) return bad('maxUses');
	if (!atLeast(blueprint.maxOverlap, 0)) return bad('maxOverlap');
	for (const field of ['maxSeconds', 'scoreTolerance', 'informationTolerance'] as const) {
		const value = blueprint[field];
		if (value !== undefined && !(value > 0)) return bad(field);
	}
	if (blueprint.sections.length === 0) return bad('sections');
	if (new Set(blueprint.sections.map(({ id }) => id)).size < blueprint.sections.length) {
		return bad('sections');
	}
	for (const section of blueprint.sections) {
		const at = `sections.${section.id}`;
		if (!atLeast(section.count, 1)) return bad(`${at}.count`);
		for (const [topic, { min, max }] of Object.entries(section.topics)) {
			if (!atLeast(min, 0) || !atLeast(max, min)) return bad(`${at}.topics.${topic}`);
		}
		if (section.points !== undefined && !(section.points > 0)) return bad(`${at}.points`);
		for (const kind of ['information', 'score'] as const) {
			const abilities = section[`${kind}At`];
			const targets = section[`${kind}Targets`];
			if (!abilities.every(Number.isFinite)) return bad(`${at}.${kind}At`);
			if (targets === undefined) continue;
			if (targets.length !== abilities.length || !targets.every((target) => target > 0)) {
				return bad(`${at}.${kind}Targets`);
			}
		}
	}
	return undefined;
}

function checkEnemies(
	bank: readonly BankItem[],
	{ enemies }: Blueprint,
): BlueprintFault | undefined {
	const ids = new Set(bank.map(({ id }) => id));
	const stranger = enemies.flat().find((id) => !ids.has(id));
	if (stranger === undefined) return undefined;
	return { ok: false, code: 'psychometrics.unknown_item', item: stranger };
}
