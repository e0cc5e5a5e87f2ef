import { decimal, type DecimalMark, mayBeThousands, withDecimalMark } from './typed-decimals.ts';

/**
 * `selection.json` as a form of plain fields, and back. Both show one document: what a person does
 * not touch comes back byte for byte, and what the form has no field for is not shown in it.
 */

/** As it was typed: percent and marks with a comma or a point, empty = not said. */
export interface ComponentRow {
	readonly code: string;
	readonly max: string;
	readonly weight: string;
	readonly below: string;
}

export interface PlanForm {
	/** Empty for the default plan. */
	readonly name: string;
	readonly rows: readonly ComponentRow[];
}

export interface RulesForm {
	readonly pack: string;
	readonly stage: string;
	/** The first is the default plan. */
	readonly plans: readonly PlanForm[];
	readonly rounds: 'pack' | 'none' | 'own';
	/** JSON of the selection's own fill rounds, which the form keeps and does not edit. */
	readonly ownRounds: string;
	/** Of the language that the form is shown in. */
	readonly mark: DecimalMark;
}

/** What only a form can have wrong; `plan` and `row` are positions. */
export interface FormFault {
	readonly code: 'plan_name_missing' | 'plan_name_twice' | 'thousands_mark';
	readonly plan: number;
	readonly row?: number;
	readonly key: 'name' | 'max' | 'below';
	readonly value: string;
}

export const emptyRow: ComponentRow = { code: '', max: '', weight: '', below: '' };

/** Its numbers as the readers of a language write them; what is no number stays as it was typed. */
export function inMark(form: RulesForm, mark: DecimalMark): RulesForm {
	const plans = form.plans.map(({ name, rows }) => ({
		name,
		rows: rows.map((row) => rowWithMark(row, mark)),
	}));
	return { ...form, plans, mark };
}

function rowWithMark({ code, max, weight, below }: ComponentRow, mark: DecimalMark): ComponentRow {
	const shown = (text: string) => withDecimalMark(text, mark);
	return { code, max: shown(max), weight: shown(weight), below: shown(below) };
}

const isEmpty = (row: ComponentRow) => Object.values(row).every((text) => text === '');

/** Without the rows and plans that nobody filled in; the default plan stays. */
export function tidied(form: RulesForm): RulesForm {
	const plans = form.plans
		.map(({ name, rows }) => ({ name, rows: rows.filter((row) => !isEmpty(row)) }))
		.filter(({ name, rows }, at) => at === 0 || name !== '' || rows.length > 0);
	return { ...form, plans };
}

/** What the document that is made from a form cannot show any more. */
export function formFaults({ plans, mark }: RulesForm): readonly FormFault[] {
	const names = plans.map(({ name }) => name);
	return plans.flatMap(({ name, rows }, plan) => {
		const faults: FormFault[] = [];
		const fault = (code: FormFault['code']) =>
			faults.push({ code, plan, key: 'name', value: name });
		if (plan > 0 && name === '') fault('plan_name_missing');
		else if (plan > 0 && names.indexOf(name, 1) < plan) fault('plan_name_twice');
		rows.forEach((entry, row) => {
			for (const key of ['max', 'below'] as const) {
				const value = entry[key];
				if (mayBeThousands(value, mark)) {
					faults.push({ code: 'thousands_mark', plan, row, key, value });
				}
			}
		});
		return faults;
	});
}

/**
 * The text of `selection.json`. What cannot be read as a number stands in it as it was typed, so
 * that the reader of rankings names the fault.
 * @param form tidied
 * @param from the document that the form was made from: returned itself where nothing differs
 */
export function documentOf(form: RulesForm, selectionId: string, from?: string): string {
	const before = from === undefined ? undefined : formOf(from);
	if (from !== undefined && before !== undefined && isSame(tidied(before), form)) return from;
	const [first, ...named] = form.plans;
	const own = form.rounds === 'own' ? parse(form.ownRounds) : [];
	const document = {
		id: selectionId,
		pack: form.pack,
		...(form.stage === '' ? {} : { stage: form.stage }),
		...(first === undefined || first.rows.length === 0 ? {} : { skb: first.rows.map(component) }),
		...(named.length === 0
			? {}
			: {
					skb_plans: Object.fromEntries(named.map(({ name, rows }) => [name, rows.map(component)])),
				}),
		...(form.rounds === 'pack' ? {} : { fill_rounds: own }),
	};
	return `${JSON.stringify(document, null, 2)}\n`;
}

function isSame(one: RulesForm, other: RulesForm): boolean {
	return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

/** Fields in one order, whatever made them. */
function inOrder({ pack, stage, plans, rounds, ownRounds }: RulesForm) {
	const cells = plans.map(({ name, rows }) => [
		name,
		rows.map((row) => {
			const { code, max, weight, below } = rowWithMark(row, ',');
			return [code, max, weight, below];
		}),
	]);
	return [pack, stage === '' ? 'final' : stage, cells, rounds, rounds === 'own' ? ownRounds : ''];
}

function component({ code, max, weight, below }: ComponentRow) {
	const most = decimal(max);
	return {
		...(code === '' ? {} : { code }),
		...(max === '' ? {} : { max: most === undefined ? max : numberOr(most) }),
		...(weight === '' ? {} : { weight: shareOf(weight) ?? `${weight} %` }),
		...(below === '' ? {} : { eliminate_below: decimal(below) ?? below }),
	};
}

/** A number where that says the same; the reader takes a decimal string as well. */
function numberOr(text: string): number | string {
	return String(Number(text)) === text ? Number(text) : text;
}

/** `33,3` percent as `0.333`: digits are moved, nothing is computed. */
function shareOf(percent: string): string | undefined {
	const text = decimal(percent.replace(/\s*%$/u, ''));
	if (text === undefined) return undefined;
	const [whole = '', fraction = ''] = text.split('.');
	const digits = whole.padStart(3, '0');
	return trimmed(digits.slice(0, -2), digits.slice(-2) + fraction, '.');
}

/** `0.333` as `33,3`. */
function percentOf(share: string): string {
	const [whole = '', fraction = ''] = share.split('.');
	const digits = fraction.padEnd(2, '0');
	return trimmed(whole + digits.slice(0, 2), digits.slice(2), ',');
}

function trimmed(whole: string, fraction: string, mark: string): string {
	const left = whole.replace(/^0+(?=\d)/u, '');
	const right = fraction.replace(/0+$/u, '');
	return right === '' ? left : `${left}${mark}${right}`;
}

/**
 * The sum of the weights in percent, exactly; undefined where one of them is no number.
 * @returns with a decimal comma
 */
export function weightSum(rows: readonly ComponentRow[]): string | undefined {
	const shares = rows.map(({ weight }) => shareOf(weight));
	const known = shares.filter((share) => share !== undefined);
	if (known.length < shares.length) return undefined;
	const decimals = Math.max(0, ...known.map((share) => share.split('.')[1]?.length ?? 0));
	const sum = known.reduce((total, share) => {
		const [whole = '', fraction = ''] = share.split('.');
		return total + BigInt(whole + fraction.padEnd(decimals, '0'));
	}, 0n);
	const digits = sum.toString().padStart(decimals + 1, '0');
	const cut = digits.length - decimals;
	return percentOf(`${digits.slice(0, cut)}.${digits.slice(cut)}`);
}

type Json = Readonly<Record<string, unknown>>;

/** Undefined where the document says something that the form has no field for; decimal commas. */
export function formOf(document: string): RulesForm | undefined {
	const read = parse(document);
	const keys = ['id', 'pack', 'stage', 'skb', 'skb_plans', 'fill_rounds'];
	if (!isObject(read) || !hasOnly(read, keys)) return undefined;
	const { pack, stage = 'final', skb = [], skb_plans: named = {}, fill_rounds: own } = read;
	if (!isText(pack) || (stage !== 'final' && stage !== 'skd') || !isObject(named)) return undefined;
	const plans = [['', skb] as const, ...Object.entries(named)].map(([name, plan]) => ({
		name,
		rows: rowsOf(plan),
	}));
	if (!plans.every(isShown)) return undefined;
	if (own !== undefined && !Array.isArray(own)) return undefined;
	const rounds = own === undefined ? 'pack' : own.length === 0 ? 'none' : 'own';
	const ownRounds = rounds === 'own' ? JSON.stringify(own) : '';
	return { pack, stage, plans, rounds, ownRounds, mark: ',' };
}

function isShown(
	plan: { readonly name: string; readonly rows: PlanForm['rows'] | undefined },
	at: number,
): plan is PlanForm {
	return plan.rows !== undefined && (at === 0 || isText(plan.name));
}

function rowsOf(plan: unknown): readonly ComponentRow[] | undefined {
	if (!Array.isArray(plan)) return undefined;
	const rows = plan.map(rowOf).filter((row) => row !== undefined);
	return rows.length === plan.length ? rows : undefined;
}

function rowOf(value: unknown): ComponentRow | undefined {
	if (!isObject(value) || !hasOnly(value, ['code', 'max', 'weight', 'eliminate_below'])) {
		return undefined;
	}
	const { code, weight } = value;
	const max = typed(value['max']);
	const below = value['eliminate_below'] === undefined ? '' : typed(value['eliminate_below']);
	if (!isText(code) || max === undefined || below === undefined) return undefined;
	if (typeof weight !== 'string' || !/^\d+(?:\.\d+)?$/u.test(weight)) return undefined;
	return { code, max, weight: percentOf(weight), below };
}

/** A mark as it is typed; the document may have it as a number or as a decimal string. */
function typed(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value);
	return /^\d+(?:\.\d+)?$/u.test(text) ? text.replace('.', ',') : undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const hasOnly = (object: Json, keys: readonly string[]) =>
	Object.keys(object).every((key) => keys.includes(key));

/** A field gives back what stood in it without the space around it. */
const isText = (value: unknown): value is string =>
	typeof value === 'string' && value !== '' && value === value.trim();
