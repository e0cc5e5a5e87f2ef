import { describe, expect, it } from 'vitest';
import { rulesChanges } from './rules-changes.ts';

const cat = { code: 'cat', max: 500, weight: '0.6' };
const praktik = { code: 'praktik', max: 100, weight: '0.4' };

const rules = (more: Readonly<Record<string, unknown>>) =>
	JSON.stringify({ id: 'cpns-2026-kota-palu', pack: 'cpns-2024', skb: [cat, praktik], ...more });

describe('what somebody else saved meanwhile', () => {
	it('is told field by field, beside what one opened and what one typed', () => {
		const opened = rules({});
		const saved = rules({ pack: 'cpns-2021', skb: [{ ...cat, weight: '1' }] });
		const typed = rules({ skb: [cat, { ...praktik, eliminate_below: '60.5' }] });
		const component = { plan: '', code: 'praktik' };
		expect(rulesChanges({ opened, saved, typed })).toEqual([
			{ key: 'pack', opened: 'cpns-2024', saved: 'cpns-2021', typed: 'cpns-2024' },
			{
				key: 'weight',
				component: { plan: '', code: 'cat' },
				opened: '60',
				saved: '100',
				typed: '60',
			},
			{ key: 'weight', component, opened: '40', saved: '', typed: '40' },
			{ key: 'max', component, opened: '100', saved: '', typed: '100' },
		]);
	});

	it('tells a component of one plan from one of the same code in another', () => {
		const [opened, saved] = [rules({}), rules({ skb_plans: { guru: [{ ...cat, weight: '1' }] } })];
		expect(
			rulesChanges({ opened, saved, typed: saved })?.map(({ component }) => component),
		).toEqual([
			{ plan: 'guru', code: 'cat' },
			{ plan: 'guru', code: 'cat' },
		]);
	});

	it.each([
		['only the order differs', rules({ skb: [praktik, cat] })],
		['a document has no form', rules({ extra: 1 })],
		['a document is none', '{'],
	])('is not told by field where %s', (_, saved) => {
		const opened = rules({});
		expect(rulesChanges({ opened, saved, typed: opened })).toBeUndefined();
	});
});
