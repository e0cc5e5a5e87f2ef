import { formOf, type PlanForm } from './rules-form.ts';

/** What one document of rules says otherwise than another, in the fields of the form. */

export interface RulesPlace {
	readonly key: 'pack' | 'stage' | 'rounds' | 'max' | 'weight' | 'below';
	/** Of a component: its code, and the name of its plan, empty for the default one. */
	readonly component?: { readonly plan: string; readonly code: string };
}

/** With decimal commas; empty = not there. */
export interface RulesChange extends RulesPlace {
	readonly opened: string;
	readonly saved: string;
	readonly typed: string;
}

interface Told {
	readonly place: RulesPlace;
	readonly value: string;
}

/**
 * What was saved since somebody opened the rules, beside what they want to save.
 * @returns undefined where a document has no form, or where no field of it shows the difference
 */
export function rulesChanges(documents: {
	readonly opened: string;
	readonly saved: string;
	readonly typed: string;
}): readonly RulesChange[] | undefined {
	const opened = toldBy(documents.opened);
	const saved = toldBy(documents.saved);
	const typed = toldBy(documents.typed);
	if (opened === undefined || saved === undefined || typed === undefined) return undefined;
	const changes: RulesChange[] = [];
	for (const [key, { place }] of new Map([...opened, ...saved])) {
		const valueIn = (told: ReadonlyMap<string, Told>) => told.get(key)?.value ?? '';
		if (valueIn(opened) === valueIn(saved)) continue;
		const values = { opened: valueIn(opened), saved: valueIn(saved), typed: valueIn(typed) };
		changes.push({ ...place, ...values });
	}
	return changes.length === 0 ? undefined : changes;
}

function toldBy(document: string): ReadonlyMap<string, Told> | undefined {
	const form = formOf(document);
	if (form === undefined) return undefined;
	const rounds = form.rounds === 'own' ? form.ownRounds : form.rounds;
	const told: Told[] = [
		{ place: { key: 'pack' }, value: form.pack },
		{ place: { key: 'stage' }, value: form.stage },
		{ place: { key: 'rounds' }, value: rounds },
		...form.plans.flatMap(toldByPlan),
	];
	return new Map(told.map((one) => [JSON.stringify(one.place), one]));
}

function toldByPlan({ name, rows }: PlanForm): readonly Told[] {
	return rows.flatMap(({ code, max, weight, below }) => {
		const component = { plan: name, code };
		return [
			{ place: { key: 'weight', component }, value: weight },
			{ place: { key: 'max', component }, value: max },
			{ place: { key: 'below', component }, value: below },
		] as const;
	});
}
