import type { FaultCode, FaultList } from '../faults.ts';
import { findRules } from '../packs/registry.ts';
import { sameColumns, type FillRound, type Rules, type SameColumn } from '../packs/rules.ts';
import { makePlan, parseDecimalText, withMaxima, type Component, type Plan } from './plan.ts';

export interface Selection {
	readonly id: string;
	readonly rules: Rules;
	readonly stage: 'skd' | 'final';
	/** `plans[0]` is the default; empty components where the selection names none. */
	readonly plans: readonly Plan[];
	readonly planNames: ReadonlyMap<string, number>;
	/** False where a component was faulty: then nobody's SKB marks are called missing. */
	readonly plansReadable: boolean;
	/** Every component code of every plan, in order of first appearance. */
	readonly codes: readonly string[];
	readonly rounds: readonly FillRound[];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string =>
	typeof value === 'string' ? value : JSON.stringify(value);

const codePattern = /^[A-Za-z0-9_-]+$/;

/** Reads one `selection.json`, noting each fault with the path of its key as the column. */
class SelectionReader {
	private readonly file: string;
	private readonly faults: FaultList;
	private readonly codes: string[] = [];
	private order = 0;
	private plansReadable = true;

	constructor(file: string, faults: FaultList) {
		this.file = file;
		this.faults = faults;
	}

	read(json: unknown): Selection | null {
		if (!isObject(json)) return this.fault('invalid_value', '', json);
		this.refuseStrangers(json, '', ['id', 'pack', 'stage', 'skb', 'skb_plans', 'fill_rounds']);
		const id = this.text(json, 'id', '');
		const packId = this.text(json, 'pack', '');
		const rules = packId === null ? undefined : findRules(packId);
		if (packId !== null && rules === undefined) this.fault('unknown_pack', 'pack', packId);
		const stage = json['stage'] ?? 'final';
		if (stage !== 'skd' && stage !== 'final') this.fault('invalid_value', 'stage', stage);
		if (rules?.kind === 'pppk' && stage === 'skd')
			this.fault('stage_not_supported', 'stage', stage);
		const { plans, planNames } = this.readPlans(json);
		const given = json['fill_rounds'];
		const rounds = given === undefined ? rules?.rounds : this.readRounds(given, rules);
		if (rules === undefined || rounds === undefined) return null;
		return {
			id: id ?? '',
			rules,
			stage: stage === 'skd' ? 'skd' : 'final',
			plans: plans.map((plan) => withMaxima(plan, this.codes.length)),
			planNames,
			plansReadable: this.plansReadable,
			codes: this.codes,
			rounds,
		};
	}

	private readPlans(json: Json): { plans: Plan[]; planNames: Map<string, number> } {
		const plans = [
			json['skb'] === undefined ? makePlan('', []) : this.readPlan('', json['skb'], 'skb'),
		];
		const planNames = new Map<string, number>();
		const named = json['skb_plans'] ?? {};
		if (!isObject(named)) this.fault('invalid_value', 'skb_plans', named);
		else
			for (const [name, value] of Object.entries(named)) {
				planNames.set(name, plans.length);
				plans.push(this.readPlan(name, value, `skb_plans.${name}`));
			}
		return { plans, planNames };
	}

	private readPlan(name: string, value: unknown, path: string): Plan {
		if (!Array.isArray(value)) {
			this.plansReadable = false;
			this.fault('invalid_value', path, value);
			return makePlan(name, []);
		}
		const components = value.map((entry, i) => this.readComponent(entry, `${path}[${String(i)}]`));
		const sound = components.filter((component) => component !== null);
		const twice = sound.find((one, i) => sound.findIndex((two) => two.code === one.code) < i);
		if (twice !== undefined) this.fault('duplicate_code', path, twice.code);
		if (sound.length < value.length) this.plansReadable = false;
		const plan = makePlan(name, sound);
		if (sound.length === value.length && !plan.weightsAreOne)
			this.fault('weights_not_one', path, sound.map((one) => one.weightText).join(' + '));
		return plan;
	}

	private readComponent(value: unknown, path: string): Component | null {
		if (!isObject(value)) return this.fault('invalid_value', path, value);
		this.refuseStrangers(value, `${path}.`, ['code', 'max', 'weight', 'eliminate_below']);
		const code = this.readCode(value, path);
		const max = this.thousandths(value, 'max', path);
		const below =
			value['eliminate_below'] === undefined ? 0 : this.thousandths(value, 'eliminate_below', path);
		const weightText = this.text(value, 'weight', `${path}.`);
		const weight = weightText === null ? undefined : parseDecimalText(weightText);
		if (weightText !== null && weight === undefined)
			this.fault('invalid_value', `${path}.weight`, weightText);
		if (max === null || below === null || weightText === null || weight === undefined) return null;
		if (max === 0) return this.fault('out_of_range', `${path}.max`, value['max']);
		if (below > max)
			return this.fault('out_of_range', `${path}.eliminate_below`, value['eliminate_below']);
		if (code === null) return null;
		const index = this.codes.indexOf(code);
		return { code, index, max, weight, weightText, eliminateBelow: below };
	}

	private readCode(component: Json, path: string): string | null {
		const code = this.text(component, 'code', `${path}.`);
		if (code === 'status') return this.fault('reserved_code', `${path}.code`, code);
		if (code !== null && !codePattern.test(code))
			return this.fault('invalid_value', `${path}.code`, code);
		if (code !== null && !this.codes.includes(code)) this.codes.push(code);
		return code;
	}

	/** A number or decimal string of at most three decimals, up to a million, in thousandths. */
	private thousandths(json: Json, key: string, path: string): number | null {
		const value = json[key];
		const column = `${path}.${key}`;
		if (value === undefined) return this.fault('missing_key', column, '');
		if (typeof value !== 'string' && typeof value !== 'number')
			return this.fault('invalid_value', column, value);
		const decimal = parseDecimalText(String(value));
		if (decimal === undefined)
			return this.fault(/^-\d/.test(String(value)) ? 'negative' : 'not_a_number', column, value);
		if (decimal.decimals > 3) return this.fault('too_many_decimals', column, value);
		const scaled = Number(`${decimal.digits.toString()}${'0'.repeat(3 - decimal.decimals)}`);
		return scaled > 1_000_000_000 ? this.fault('out_of_range', column, value) : scaled;
	}

	private readRounds(value: unknown, rules: Rules | undefined): FillRound[] {
		if (!Array.isArray(value)) {
			this.fault('invalid_value', 'fill_rounds', value);
			return [];
		}
		const rounds = value.map((entry, i) =>
			this.readRound(entry, `fill_rounds[${String(i)}]`, rules),
		);
		return rounds.filter((round) => round !== null);
	}

	private readRound(value: unknown, path: string, rules: Rules | undefined): FillRound | null {
		if (!isObject(value)) return this.fault('invalid_value', path, value);
		const known = ['code', 'to', 'from', 'same', 'threshold', 'other_unit'];
		this.refuseStrangers(value, `${path}.`, known);
		const code = this.text(value, 'code', `${path}.`);
		if (code !== null && !codePattern.test(code)) this.fault('invalid_value', `${path}.code`, code);
		const to = this.types(value, 'to', path, rules);
		const from = this.types(value, 'from', path, rules);
		const same = this.list(value, 'same', path);
		const strange = same?.find((column) => !sameColumns.some((known) => known === column));
		if (strange !== undefined) this.fault('unknown_column', `${path}.same`, strange);
		if (same !== null && !same.includes('agency_id'))
			this.fault('round_without_agency', `${path}.same`, same.join(','));
		const threshold = value['threshold'] ?? 'receiving';
		if (threshold !== 'receiving' && threshold !== 'own')
			this.fault('invalid_value', `${path}.threshold`, threshold);
		const otherUnit = value['other_unit'] ?? false;
		if (typeof otherUnit !== 'boolean')
			this.fault('invalid_value', `${path}.other_unit`, otherUnit);
		if (code === null || to === null || from === null || same === null) return null;
		return {
			code,
			to,
			from,
			same: same as SameColumn[],
			threshold: threshold === 'own' ? 'own' : 'receiving',
			otherUnit: otherUnit === true,
		};
	}

	private types(json: Json, key: string, path: string, rules: Rules | undefined): string[] | null {
		const types = this.list(json, key, path);
		if (rules?.kind !== 'cpns') return types;
		const strange = types?.find((type) => type !== '*' && !rules.formations.has(type));
		if (strange !== undefined) this.fault('unknown_formation_type', `${path}.${key}`, strange);
		return types;
	}

	private list(json: Json, key: string, path: string): string[] | null {
		const value = json[key];
		if (value === undefined) return this.fault('missing_key', `${path}.${key}`, '');
		if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
			return this.fault('invalid_value', `${path}.${key}`, value);
		return value;
	}

	private text(json: Json, key: string, prefix: string): string | null {
		const value = json[key];
		if (value === undefined) return this.fault('missing_key', prefix + key, '');
		if (typeof value !== 'string' || value === '')
			return this.fault('invalid_value', prefix + key, value);
		return value;
	}

	private refuseStrangers(json: Json, prefix: string, known: readonly string[]): void {
		for (const key of Object.keys(json))
			if (!known.includes(key)) this.fault('unknown_key', prefix + key, json[key]);
	}

	private fault(code: FaultCode, column: string, value: unknown): null {
		this.faults.add({ file: this.file, line: 1, column, code, value: show(value) }, this.order++);
		return null;
	}
}

/** `null` where so much is wrong that the other files cannot be read by it. */
export function readSelection(
	file: string,
	bytes: Uint8Array,
	faults: FaultList,
): Selection | null {
	const refuse = (code: FaultCode): null => {
		faults.add({ file, line: 1, column: '', code, value: '' });
		return null;
	};
	if (bytes.length === 0) return refuse('empty_file');
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return refuse('not_utf8');
	}
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return refuse('not_json');
	}
	return new SelectionReader(file, faults).read(json);
}
