import { checkSelection } from '@terang/rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	documentOf,
	emptyRow,
	formFaults,
	formOf,
	type RulesForm,
	tidied,
	weightSum,
} from './rules-form.ts';

const id = 'cpns-2026-kota-palu';
const row = { code: 'cat', max: '500', weight: '100', below: '' };
const form: RulesForm = {
	pack: 'cpns-2024',
	stage: 'final',
	plans: [{ name: '', rows: [row] }],
	rounds: 'pack',
	ownRounds: '',
	mark: ',',
};

/** Weights that add up to exactly one, in parts of a thousandth. */
const components = fc
	.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/u), { minLength: 1, maxLength: 5 })
	.filter((codes) => !codes.includes('status'))
	.chain((codes) =>
		fc
			.array(fc.integer({ min: 0, max: 1_000 }), {
				minLength: codes.length - 1,
				maxLength: codes.length - 1,
			})
			.chain((inner) => {
				const cuts = [0, ...inner.toSorted((a, b) => a - b), 1_000];
				return fc.tuple(
					...codes.map((code, at) => {
						const part = (cuts[at + 1] ?? 0) - (cuts[at] ?? 0);
						const weight = `${part === 1_000 ? '1' : '0'}.${String(part % 1_000).padStart(3, '0')}`;
						const max = fc.integer({ min: 1, max: 1_000_000 }).map((most) => most / 8);
						const whole = fc.integer({ min: 1, max: 500 });
						return fc.record(
							{
								code: fc.constant(code),
								max: fc.oneof(
									whole,
									max.map(String).filter((text) => !/\.\d{4}/u.test(text)),
								),
								weight: fc.constant(weight),
								eliminate_below: fc.constantFrom('0', '0.5', '0.125'),
							},
							{ requiredKeys: ['code', 'max', 'weight'] },
						);
					}),
				);
			}),
	);
const round = fc.constant({ code: 'X1', to: ['umum'], from: ['papua'], same: ['agency_id'] });
const documents = fc.record(
	{
		id: fc.constant(id),
		pack: fc.constantFrom('cpns-2024', 'cpns-2021'),
		stage: fc.constantFrom('skd', 'final'),
		skb: components,
		skb_plans: fc.dictionary(
			fc.stringMatching(/^[a-z.[\]"_ ]{0,8}[a-z]$/u).map((name) => name.trim()),
			components,
		),
		fill_rounds: fc.array(round, { maxLength: 2 }),
	},
	{ requiredKeys: ['id', 'pack'] },
);

/** What a reader of rankings makes of it, whatever way a number is written. */
const meaning = (text: string): unknown => {
	const read = formOf(text);
	return (
		read && {
			...tidied(read),
			plans: tidied(read).plans.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
		}
	);
};

describe('the rules as a form', () => {
	it('come back byte for byte where nobody touched them', () => {
		fc.assert(
			fc.property(documents, fc.integer({ min: 0, max: 4 }), (document, indent) => {
				const text = JSON.stringify(document, null, indent);
				const read = formOf(text);
				expect(read).toBeDefined();
				if (read !== undefined) expect(documentOf(tidied(read), id, text)).toBe(text);
			}),
		);
	});

	it('say the same where they are written anew, and the reader of rankings takes them', () => {
		fc.assert(
			fc.property(documents, (document) => {
				const text = JSON.stringify(document);
				const read = formOf(text);
				const anew = read === undefined ? '' : documentOf(tidied(read), id);
				expect(meaning(anew)).toEqual(meaning(text));
				const bytes = (one: string) => new TextEncoder().encode(one);
				expect(checkSelection('', bytes(anew))).toEqual(checkSelection('', bytes(text)));
			}),
		);
	});

	it.each([
		['60', '0.6'],
		['60,5', '0.605'],
		['60.5 %', '0.605'],
		['100', '1'],
		['0,25', '0.0025'],
		['33,333333333333333333', '0.33333333333333333333'],
		['a half', 'a half %'],
	])('take %s percent as %s', (weight, share) => {
		const text = documentOf({ ...form, plans: [{ name: '', rows: [{ ...row, weight }] }] }, id);
		expect(JSON.parse(text)).toMatchObject({ skb: [{ weight: share }] });
	});

	it('add weights up exactly', () => {
		const rows = ['0,1', '0,2', '99,7'].map((weight) => ({ ...row, weight }));
		expect(weightSum(rows)).toBe('100');
		expect(weightSum(rows.slice(0, 2))).toBe('0,3');
		expect(weightSum([{ ...row, weight: 'x' }])).toBeUndefined();
		expect(weightSum([])).toBe('0');
	});

	it('leave out what nobody filled in', () => {
		const plans = [
			{ name: '', rows: [emptyRow, row, emptyRow] },
			{ name: '', rows: [emptyRow] },
		];
		expect(tidied({ ...form, plans })).toEqual(form);
	});

	it('are not shown where the document says what no field holds', () => {
		for (const more of [
			{ name: 'x' },
			{ stage: 'skb' },
			{ skb: [{ code: 'cat', max: 500, weight: 0.5 }] },
			{ skb: [{ code: 'cat', max: 500, weight: '1', title: 'CAT' }] },
			{ skb_plans: { '': [] } },
			{ skb_plans: { ' guru': [] } },
			{ fill_rounds: {} },
		]) {
			expect(formOf(JSON.stringify({ id, pack: 'cpns-2024', ...more }))).toBeUndefined();
		}
		expect(formOf('{')).toBeUndefined();
	});

	it('have a fault where a plan is without a name, named twice, or a point may mean thousands', () => {
		const plans = [
			{ name: '', rows: [{ ...row, max: '1.000' }] },
			{ name: '', rows: [row] },
			{ name: 'guru', rows: [row] },
			{ name: 'guru', rows: [row] },
		];
		expect(formFaults({ ...form, plans }).map(({ code, plan }) => [code, plan])).toEqual([
			['thousands_mark', 0],
			['plan_name_missing', 1],
			['plan_name_twice', 3],
		]);
	});
});
