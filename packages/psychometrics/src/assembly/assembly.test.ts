import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../../test/chance.ts';
import {
	assembleForms,
	verifyForms,
	type Assembly,
	type BankItem,
	type Blueprint,
	type IntegerProgram,
	type Solve,
} from './index.ts';

/**
 * A solver small enough to read: rows are repaired one change at a time, from many starts. It finds
 * solutions of easy programs and proves nothing; where it finds none it says so.
 */
const searching: Solve = (program) => {
	const next = uniform(5);
	for (let start = 0; start < 60; start++) {
		const values = repair(program, next);
		if (values !== undefined) return Promise.resolve({ kind: 'solved', values });
	}
	return Promise.resolve({ kind: 'infeasible' });
};

function repair(
	{ rows, upper, lower }: IntegerProgram,
	next: () => number,
): Float64Array | undefined {
	const values = Float64Array.from(upper, (limit) => (next() < 0.3 ? limit : 0));
	const missing = () =>
		rows.reduce((total, row) => {
			const sum = row.columns.reduce((s, column, at) => s + row.values[at]! * values[column]!, 0);
			return total + Math.max(0, row.lower - sum, sum - row.upper);
		}, 0);
	let left = missing();
	for (let step = 0; step < 4000 && left > 1e-9; step++) {
		const changed = [Math.floor(next() * values.length)];
		if (next() < 0.6) changed.push(Math.floor(next() * values.length));
		const before = changed.map((at) => values[at]!);
		for (const at of changed) values[at] = values[at]! > 0 ? lower[at]! : upper[at]!;
		const now = missing();
		if (now < left || (now === left && next() < 0.5)) left = now;
		else for (const [i, at] of changed.entries()) values[at] = before[i]!;
	}
	return left <= 1e-9 ? values : undefined;
}

function bankOf(count: number, seed = 3): BankItem[] {
	const z = normal(uniform(seed));
	return Array.from({ length: count }, (_, at) => ({
		id: `S${at}`,
		section: 'TIU',
		topic: at % 2 === 0 ? 'angka' : 'kata',
		seconds: 40 + (at % 5),
		parameters: { model: 'logistic', slope: 1 + 0.1 * z(), intercept: z(), guessing: 0 },
	}));
}

const blueprint: Blueprint = {
	forms: 3,
	sections: [
		{
			id: 'TIU',
			count: 8,
			topics: { angka: { min: 3, max: 5 } },
			informationAt: [0],
			scoreAt: [-1, 1],
		},
	],
	enemies: [['S0', 'S2', 'S4']],
	maxUses: 2,
	maxOverlap: 3,
	maxSeconds: 8 * 43,
	informationTolerance: 0.2,
};

async function assembled(
	bank: readonly BankItem[],
	wanted: Blueprint,
	solve: Solve = searching,
): Promise<Assembly> {
	const found = await assembleForms(bank, wanted, solve);
	if (!found.ok) throw new Error(JSON.stringify(found));
	return found;
}

describe('assembly', () => {
	it('meets every demand, as the checker counts it', async () => {
		const bank = bankOf(40);
		const found = await assembled(bank, blueprint);
		expect(found.forms.map((form) => form.length)).toEqual([8, 8, 8]);
		expect(found.check).toMatchObject({ holds: true, violations: [] });
		expect(found.check.largestOverlap).toBeLessThanOrEqual(3);
		expect(verifyForms(bank, blueprint, found.forms)).toMatchObject({ ok: true, holds: true });
	});

	it('comes closer to the targets by swaps than the solver did', async () => {
		const bank = bankOf(40);
		let given: readonly string[] = [];
		const one = { ...blueprint, forms: 1 };
		const found = await assembled(bank, one, async (program, settings) => {
			const answer = await searching(program, settings);
			if (answer.kind === 'solved') {
				given = bank.flatMap(({ id }, at) => (answer.values[at]! > 0.5 ? [id] : []));
			}
			return answer;
		});
		const distance = (forms: readonly (readonly string[])[]) => {
			const checked = verifyForms(bank, one, forms);
			if (!checked.ok) throw new Error(checked.code);
			return checked.points[0]!.reduce((sum, { value, target, kind }) => {
				const tolerance = kind === 'score' ? 0.5 : 0.2 * target;
				return sum + ((value - target) / tolerance) ** 2;
			}, 0);
		};
		expect(distance(found.forms)).toBeLessThanOrEqual(distance([given]));
		expect(found.check.holds).toBe(true);
	});

	it('reports each form as it is done', async () => {
		const seen: number[] = [];
		await assembleForms(bankOf(40), blueprint, searching, {
			onProgress: (done) => seen.push(done),
		});
		expect(seen).toEqual([1, 2, 3]);
	});

	it('names the demands that conflict, and no others', async () => {
		const impossible: Blueprint = {
			...blueprint,
			forms: 1,
			maxSeconds: 8 * 60,
			sections: [
				{
					...blueprint.sections[0]!,
					count: 6,
					topics: { angka: { min: 5, max: 9 }, kata: { min: 3, max: 9 } },
					informationAt: [],
					scoreAt: [],
				},
			],
		};
		const found = await assembleForms(bankOf(30), impossible, searching);
		expect(found).toMatchObject({
			ok: false,
			code: 'psychometrics.assembly_infeasible',
			form: 0,
			demands: [
				{ kind: 'count', section: 'TIU' },
				{ kind: 'topic', section: 'TIU', topic: 'angka' },
				{ kind: 'topic', section: 'TIU', topic: 'kata' },
			],
		});
	});

	it('says which form could not be made when exposure runs out', async () => {
		const found = await assembleForms(
			bankOf(20),
			{ ...blueprint, forms: 4, maxUses: 1, maxOverlap: 8, enemies: [], informationTolerance: 9 },
			searching,
		);
		expect(found).toMatchObject({ ok: false, form: 2 });
		if (found.ok || found.code !== 'psychometrics.assembly_infeasible') throw new Error();
		expect(found.demands).toContainEqual({ kind: 'uses' });
	});

	it('stops when the solver does', async () => {
		const found = await assembleForms(bankOf(40), blueprint, () =>
			Promise.resolve({ kind: 'stopped' }),
		);
		expect(found).toMatchObject({ code: 'psychometrics.assembly_stopped', form: 0 });
	});
});

describe('the checker', () => {
	const bank = bankOf(40);
	const good: Promise<Assembly> = assembled(bank, blueprint);

	it.each([
		['a lost item', (forms: string[][]) => forms[0]!.pop(), 'count'],
		['a stranger', (forms: string[][]) => forms[1]!.splice(0, 1, 'X9'), 'unknown'],
		['an item twice', (forms: string[][]) => forms[1]!.splice(1, 1, forms[1]![0]!), 'repeated'],
		['a form copied', (forms: string[][]) => forms.splice(2, 1, [...forms[0]!]), 'overlap'],
		['a form missing', (forms: string[][]) => forms.pop(), 'forms'],
	] as const)('finds %s', async (_, plant, kind) => {
		const forms = (await good).forms.map((form) => [...form]);
		plant(forms);
		const found = verifyForms(bank, blueprint, forms);
		if (!found.ok) throw new Error(found.code);
		expect(found.holds).toBe(false);
		expect(found.violations.map(({ demand }) => demand.kind)).toContain(kind);
	});

	it('finds enemies, too much time, worn items, topics and curves out of tolerance', () => {
		const kinds = (forms: readonly (readonly string[])[], change: Partial<Blueprint> = {}) => {
			const found = verifyForms(bank, { ...blueprint, forms: forms.length, ...change }, forms);
			if (!found.ok) throw new Error(found.code);
			return found.violations.map(({ demand }) => demand.kind);
		};
		const even = Array.from({ length: 8 }, (_, at) => `S${2 * at}`);
		expect(kinds([even])).toEqual(expect.arrayContaining(['enemies', 'topic']));
		expect(kinds([even], { maxSeconds: 100 })).toContain('time');
		expect(kinds([even, even, even])).toContain('uses');
		const easy = [...bank]
			.sort((a, b) => interceptOf(b) - interceptOf(a))
			.slice(0, 8)
			.map(({ id }) => id);
		expect(kinds([easy])).toContain('score');
	});

	it('gives the same curve values as the sums of the items', async () => {
		const { forms, check } = await good;
		const point = check.points[0]!.find(({ kind, ability }) => kind === 'score' && ability === 1)!;
		const sum = bank
			.filter(({ id }) => forms[0]!.includes(id))
			.reduce((total, item) => {
				const logit = item.parameters.slope + interceptOf(item);
				return total + 1 / (1 + Math.exp(-logit));
			}, 0);
		expect(point.value).toBeCloseTo(sum, 10);
	});
});

describe('bank and blueprint that cannot be', () => {
	const bank = bankOf(10);
	const [section] = blueprint.sections;
	const fields = (change: Partial<Blueprint>) => verifyForms(bank, { ...blueprint, ...change }, []);

	it.each([
		['forms', { forms: 0 }],
		['maxUses', { maxUses: 0 }],
		['maxOverlap', { maxOverlap: -1 }],
		['maxSeconds', { maxSeconds: NaN }],
		['sections', { sections: [] }],
		['sections', { sections: [section!, section!] }],
		['sections.TIU.count', { sections: [{ ...section!, count: 1.5 }] }],
		[
			'sections.TIU.topics.angka',
			{ sections: [{ ...section!, topics: { angka: { min: 4, max: 3 } } }] },
		],
		['sections.TIU.scoreAt', { sections: [{ ...section!, scoreAt: [NaN] }] }],
		['sections.TIU.scoreTargets', { sections: [{ ...section!, scoreTargets: [1] }] }],
	] as const)('%s is named', (field, change) => {
		expect(fields(change)).toMatchObject({ code: 'psychometrics.bad_blueprint', field });
	});

	it('names items that are twice in the bank, strange to it, or have no usable parameters', () => {
		const twice = verifyForms([...bank, bank[0]!], blueprint, []);
		expect(twice).toMatchObject({ code: 'psychometrics.duplicate_item', item: 'S0' });
		expect(fields({ enemies: [['S0', 'T1']] })).toMatchObject({ item: 'T1' });
		const flat = { ...bank[0]!, parameters: { ...bank[0]!.parameters, slope: 0 } };
		expect(verifyForms([flat], blueprint, [])).toMatchObject({ item: 'S0', field: 'slope' });
		const late = { ...bank[0]!, seconds: Infinity };
		expect(verifyForms([late], blueprint, [])).toMatchObject({ field: 'seconds' });
	});
});

function interceptOf({ parameters }: BankItem): number {
	return parameters.model === 'logistic' ? parameters.intercept : NaN;
}
