import * as m from '$lib/paraglide/messages';
import { moment, num, worked } from '$lib/ui/locale.ts';
import type {
	PackDoubt,
	PackFacts,
	PackRound,
	RulesFault,
	RulesForm,
	RulesPlace,
	SavedRules,
} from '../committee/contract.ts';
import type { TimeZoneName } from '../../vacancies/contract.ts';
import { cellField, nameField, planField, rulesFields } from '../domain/rules-fields.ts';
import { weightSum } from '../domain/rules-form.ts';

/** What the page of the rules says: of a pack, its doubts and rounds, and of each fault. */

export function packName({ kind, year }: PackFacts): string {
	return m.rules_pack_name({ kind: kind.toUpperCase(), year });
}

export function doubtText({ part, names }: PackDoubt, { year }: PackFacts): string {
	const listed = names.map((name) => name.replaceAll('_', ' ')).join(', ');
	switch (part) {
		case 'special_jobs':
			return m.rules_doubt_jobs({ names: listed, year });
		case 'fill_rounds':
			return m.rules_doubt_rounds({ names: listed });
		case 'integration':
			return m.rules_doubt_integration();
		default:
			return m.rules_doubt_other({ part, names: listed });
	}
}

export function roundText(round: PackRound, { rounds }: PackFacts): string {
	const types = new Set(rounds.flatMap(({ to, from }) => [...to, ...from]));
	const given = {
		code: round.code,
		to: formations(round.to, types),
		from: formations(round.from, types),
	};
	const text = round.otherUnit ? m.rules_round_other_unit(given) : m.rules_round_unit(given);
	return round.doubtful ? `${text} (${m.rules_round_doubtful()})` : text;
}

function formations(types: readonly string[], known: ReadonlySet<string>): string {
	if (types.includes('*') || types.length === known.size) return m.rules_formation_all();
	if (types.length === 1 && types[0] === 'umum') return m.rules_formation_general();
	const special = types.length === known.size - 1 && !types.includes('umum');
	return special ? m.rules_formation_special() : types.join(', ');
}

/** What is wrong, without where. */
export function ruleFaultText(fault: RulesFault, form: RulesForm | undefined): string {
	const { code, value, path } = fault;
	const key = /\.(\w+)$/u.exec(path)?.[1];
	switch (code) {
		case 'missing_key':
			return m.rules_fault_missing();
		case 'reserved_code':
			return m.rules_fault_reserved();
		case 'duplicate_code':
			return m.rules_fault_duplicate({ value });
		case 'weights_not_one':
			return sumText(fault, form);
		case 'not_a_number':
			return m.rules_fault_number();
		case 'negative':
			return m.rules_fault_negative();
		case 'too_many_decimals':
			return m.rules_fault_decimals();
		case 'out_of_range':
			return key === 'eliminate_below' ? m.rules_fault_below() : m.rules_fault_max();
		case 'thousands_mark':
			return m.rules_fault_thousands({ value });
		case 'unknown_pack':
			return m.rules_fault_pack({ value });
		case 'stage_not_supported':
			return m.rules_fault_stage();
		case 'plan_missing':
			return m.rules_fault_plan_missing({ value, count: num(fault.vacancies ?? 0) });
		case 'plan_name_missing':
			return m.rules_fault_plan_name();
		case 'plan_name_twice':
			return m.rules_fault_plan_twice({ value });
		case 'selection_differs':
			return m.rules_fault_differs({ value });
		case 'not_json':
		case 'not_utf8':
		case 'empty_file':
			return m.rules_fault_json();
		case 'unknown_key':
			return m.rules_fault_unknown_key();
		default:
			return otherText(fault, key);
	}
}

function otherText({ code, path, value }: RulesFault, key: string | undefined): string {
	if (path.startsWith('fill_rounds')) return m.rules_fault_round({ code, value });
	if (code === 'invalid_value' && key === 'weight') return m.rules_fault_percent();
	if (code === 'invalid_value' && key === 'code') return m.rules_fault_code();
	return m.rules_fault_other({ code, value });
}

function sumText({ field, value }: RulesFault, form: RulesForm | undefined): string {
	const plan = form?.plans.find((_, at) => planField(at) === field);
	if (plan === undefined) return m.rules_fault_sum_text({ value });
	if (plan.rows.length === 0) return m.rules_fault_no_rows();
	return m.rules_fault_sum({ sum: worked(weightSum(plan.rows) ?? value) });
}

/** Where it is, in the words of the form; the path of the key where no field holds it. */
export function ruleFaultPlace({ field, path }: RulesFault, form: RulesForm | undefined): string {
	if (field === undefined || form === undefined) return path === '' ? 'selection.json' : path;
	if (field === rulesFields.pack) return m.rules_pack();
	if (field === rulesFields.stage) return m.rules_stage();
	if (field === rulesFields.rounds) return m.rules_rounds();
	for (const [plan, { name, rows }] of form.plans.entries()) {
		if (field === planField(plan)) return planTitle(plan, name);
		if (field === nameField(plan)) return m.rules_plan_name();
		for (const row of rows.keys()) {
			for (const key of cellKeys) {
				if (field === cellField(plan, row, key)) return cellName(plan, name, row, key);
			}
		}
	}
	return m.rules_plan_name();
}

/** Who saved rules over those that were opened, and that nothing of one's own is lost or saved. */
export function overtakenText({ savedByName, savedAt }: SavedRules, zone: TimeZoneName): string {
	if (savedAt === undefined) return m.rules_overtaken_version();
	const at = moment(savedAt, zone);
	return savedByName === undefined
		? m.rules_overtaken_at({ moment: at })
		: m.rules_overtaken_by({ name: savedByName, moment: at });
}

/** A part of the rules outside the form, where no row has a number yet. */
export function placeName({ key, component }: RulesPlace): string {
	if (key === 'pack') return m.rules_pack();
	if (key === 'stage') return m.rules_stage();
	if (key === 'rounds') return m.rules_rounds();
	const given = { column: columnName(key), code: component?.code ?? '' };
	const plan = component?.plan ?? '';
	return plan === '' ? m.rules_component(given) : m.rules_component_of_plan({ ...given, plan });
}

/** What stood there, in the words of the form. */
export function placeValue({ key }: RulesPlace, value: string): string {
	if (value === '') return '–';
	if (key === 'stage') return value === 'skd' ? m.rules_stage_skd() : m.rules_stage_final();
	if (key === 'rounds') return roundsName(value);
	return key === 'pack' ? value : worked(value);
}

function roundsName(value: string): string {
	if (value === 'pack') return m.rules_rounds_pack();
	return value === 'none' ? m.rules_rounds_none() : value;
}

export const cellKeys = ['code', 'max', 'weight', 'below'] as const;
type CellKey = (typeof cellKeys)[number];

const columns: Readonly<Record<CellKey, () => string>> = {
	code: m.rules_code,
	max: m.rules_max,
	weight: m.rules_weight,
	below: m.rules_below,
};

export function columnName(key: CellKey): string {
	return columns[key]();
}

export function planTitle(plan: number, name: string): string {
	if (plan === 0) return m.rules_skb();
	return name === '' ? m.rules_plan_new() : m.rules_plan_of({ plan: name });
}

/** A field says by itself which row and plan it is of: its heading may be out of sight. */
export function cellName(plan: number, name: string, row: number, key: CellKey): string {
	const given = { column: columnName(key), row: row + 1 };
	if (plan === 0) return m.rules_cell(given);
	return m.rules_cell_of_plan({ ...given, plan: name === '' ? plan : name });
}
