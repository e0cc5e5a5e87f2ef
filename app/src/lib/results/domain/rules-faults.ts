import { checkSelection, type FaultCode } from '@terang/rules';
import { cellField, nameField, planField, rulesFields } from './rules-fields.ts';
import {
	type ComponentRow,
	documentOf,
	type FormFault,
	formFaults,
	type RulesForm,
	tidied,
} from './rules-form.ts';

/** Where something is wrong with the rules of a selection, before anything is ranked by them. */
export interface RulesFault {
	readonly code: FaultCode | FormFault['code'] | 'selection_differs' | 'plan_missing';
	/** Path of the key in `selection.json`; the plan where vacancies name one that is missing. */
	readonly path: string;
	/** Of the form; absent where no field of it holds this. */
	readonly field?: string;
	readonly value: string;
	/** How many vacancies name it. */
	readonly vacancies?: number;
}

export type RulesGiven = ({ readonly document: string } | { readonly form: RulesForm }) & {
	/** The document that the person was shown, or knows of by now; absent: whatever stands there. */
	readonly opened?: string;
};

/**
 * The document that would be saved, and everything that keeps it from being saved.
 * @param plansInUse how many vacancies in effect name each `skb_plan`
 */
export function judgeRules(
	given: RulesGiven,
	selectionId: string,
	plansInUse: Readonly<Record<string, number>>,
): { readonly document: string; readonly faults: readonly RulesFault[] } {
	const form = 'form' in given ? tidied(given.form) : undefined;
	const document =
		'document' in given
			? given.document
			: documentOf(tidied(given.form), selectionId, given.opened);
	const { faults, plans } = checkSelection('', new TextEncoder().encode(document));
	const found = faults.map(({ code, column, value }) =>
		placed(form, { code, path: column, value }),
	);
	if (found.length === 0 && idOf(document) !== selectionId) {
		found.push({ code: 'selection_differs', path: 'id', value: idOf(document) });
	}
	const missing = Object.entries(plansInUse).filter(([name]) => name !== '' && !plans.has(name));
	if (faults.length === 0) {
		for (const [name, vacancies] of missing) {
			const fault = { code: 'plan_missing', path: name, value: name, vacancies } as const;
			found.push(form === undefined ? fault : { ...fault, field: nameField(form.plans.length) });
		}
	}
	return { document, faults: [...(form === undefined ? [] : ofForm(form)), ...found] };
}

function ofForm(form: RulesForm): readonly RulesFault[] {
	return formFaults(form).map(({ code, plan, row, key, value }) => {
		const field = key === 'name' || row === undefined ? nameField(plan) : cellField(plan, row, key);
		return { code, path: field, field, value };
	});
}

function placed(form: RulesForm | undefined, fault: RulesFault): RulesFault {
	const field = form && fieldOf(form, fault.path);
	return field === undefined ? fault : { ...fault, field };
}

/** The field of a tidied form that holds what stands at a path of its document. */
function fieldOf({ plans }: RulesForm, path: string): string | undefined {
	if (path === 'pack') return rulesFields.pack;
	if (path === 'stage') return rulesFields.stage;
	if (path.startsWith('fill_rounds')) return rulesFields.rounds;
	const roots = plans.map(({ name }, at) => (at === 0 ? 'skb' : `skb_plans.${name}`));
	for (const [plan, root] of roots.entries()) {
		if (path === root) return planField(plan);
		if (!path.startsWith(root)) continue;
		const [, row = '', key = ''] = /^\[(\d+)\](?:\.(\w+))?$/u.exec(path.slice(root.length)) ?? [];
		if (row !== '') return cellField(plan, Number(row), keyOf(key));
	}
	return undefined;
}

function keyOf(key: string): keyof ComponentRow {
	if (key === 'eliminate_below') return 'below';
	return key === 'max' || key === 'weight' ? key : 'code';
}

function idOf(document: string): string {
	const { id } = JSON.parse(document) as { readonly id: string };
	return id;
}
