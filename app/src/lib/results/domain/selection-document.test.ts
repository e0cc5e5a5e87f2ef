import { describe, expect, it } from 'vitest';
import { parseRules, rulesOf } from './selection-document.ts';

describe('the rules of a selection', () => {
	it('bound the components of the default plan and of every named one', () => {
		const document = JSON.stringify({
			id: 's',
			pack: 'cpns-2024',
			skb: [{ code: 'cat', max: 500, weight: '1' }],
			skb_plans: { guru: [{ code: 'praktik', max: 100, weight: '1' }] },
		});
		expect(rulesOf(document)).toMatchObject({
			pack: 'cpns-2024',
			skbPlans: { '': [{ code: 'cat', max: 500 }], guru: [{ code: 'praktik', max: 100 }] },
		});
	});

	it('bound nothing where a plan is none', () => {
		const document = JSON.stringify({
			id: 's',
			pack: 'x',
			skb: 'all',
			skb_plans: { a: [null, 1] },
		});
		expect(rulesOf(document)?.skbPlans).toEqual({ '': [], a: [] });
	});

	it.each(['', 'null', '[]', '{"id":1,"pack":"x"}', '{"id":"s"}'])('are not in %j', (text) => {
		expect(parseRules(text)).toBeUndefined();
		expect(rulesOf(text)).toBeUndefined();
	});
});
