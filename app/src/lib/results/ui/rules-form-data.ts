import { cellField, nameField, rulesFields } from '../domain/rules-fields.ts';
import {
	type ComponentRow,
	emptyRow,
	type PlanForm,
	type RulesForm,
} from '../domain/rules-form.ts';
import type { DecimalMark } from '../domain/typed-decimals.ts';

/** Faults are counted without the rows that nobody filled in. */
export { tidied } from '../domain/rules-form.ts';

/** Rules as they were sent, over the document that the person had before them. */
export type SentRules = ({ readonly form: RulesForm } | { readonly document: string }) & {
	readonly opened: string;
};

/** More of them than any selection has; a form that names more is cut off. */
const most = 200;

/** What stands in the fields, empty rows too: whoever adds one row has not saved the others. */
export function readRulesForm(data: FormData, mark: DecimalMark): RulesForm {
	const text = (name: string) => {
		const value = data.get(name);
		return typeof value === 'string' ? value.trim() : '';
	};
	const plans: PlanForm[] = [];
	for (let plan = 0; plan < most; plan += 1) {
		const rows: ComponentRow[] = [];
		while (rows.length < most && data.has(cellField(plan, rows.length, 'code'))) {
			const cell = (key: keyof ComponentRow) => text(cellField(plan, rows.length, key));
			rows.push({
				code: cell('code'),
				max: cell('max'),
				weight: cell('weight'),
				below: cell('below'),
			});
		}
		if (plan > 0 && rows.length === 0 && !data.has(nameField(plan))) break;
		plans.push({ name: plan === 0 ? '' : text(nameField(plan)), rows });
	}
	const rounds = text(rulesFields.rounds);
	return {
		pack: text(rulesFields.pack),
		stage: text(rulesFields.stage),
		plans,
		rounds: rounds === 'none' || rounds === 'own' ? rounds : 'pack',
		ownRounds: text(rulesFields.ownRounds),
		mark,
	};
}

/** On which document the sent one rests: the newer one only for whoever chose to save over it. */
export function openedDocument(data: FormData): string {
	const over = data.get('lakukan') === 'timpa';
	return documentText(data, over ? rulesFields.overtakenBy : rulesFields.opened);
}

/** A field of a form comes back with the line ends of the network. */
export function documentText(data: FormData, name: string): string {
	const value = data.get(name);
	return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
}

/** With one more row in a plan. */
export function withRow(form: RulesForm, plan: number): RulesForm {
	const plans = form.plans.map((one, at) =>
		at === plan ? { ...one, rows: [...one.rows, emptyRow] } : one,
	);
	return { ...form, plans };
}

/** As it is shown: a spare row in every plan, and a spare plan after those that have a name. */
export function withSpares(form: RulesForm): RulesForm {
	const last = form.plans.at(-1);
	const spare = form.plans.length > 1 && last?.name === '' ? [] : [{ name: '', rows: [] }];
	return {
		...form,
		plans: [...form.plans, ...spare].map(({ name, rows }) => ({ name, rows: withSpareRow(rows) })),
	};
}

function withSpareRow(rows: readonly ComponentRow[]): readonly ComponentRow[] {
	const last = rows.at(-1);
	const free = last !== undefined && Object.values(last).every((text) => text === '');
	return free ? rows : [...rows, emptyRow];
}
