import { describe, expect, it } from 'vitest';
import { checkSelection } from './check-selection.ts';

const check = (document: unknown) =>
	checkSelection('selection.json', new TextEncoder().encode(JSON.stringify(document)));

describe('a selection.json alone', () => {
	it('is without fault where a run could read it, and says which plans it has', () => {
		const skb = [{ code: 'cat', max: 500, weight: '1' }];
		const { faults, plans } = check({ id: 's', pack: 'cpns-2024', skb, skb_plans: { guru: skb } });
		expect(faults).toEqual([]);
		expect([...plans]).toEqual(['guru']);
	});

	it('has each fault at the path of its key', () => {
		const skb = [
			{ code: 'cat', max: 0, weight: '0.5' },
			{ code: 'praktik', max: 100, weight: '50%' },
			{ code: 'prak tik', max: 'x', weight: '' },
		];
		const { faults } = check({ id: 's', pack: 'cpns-1945', stage: 'x', skb, nama: 1 });
		expect(faults.map(({ column, code }) => [column, code])).toEqual([
			['nama', 'unknown_key'],
			['pack', 'unknown_pack'],
			['stage', 'invalid_value'],
			['skb[0].max', 'out_of_range'],
			['skb[1].weight', 'invalid_value'],
			['skb[2].code', 'invalid_value'],
			['skb[2].max', 'not_a_number'],
			['skb[2].weight', 'invalid_value'],
		]);
	});

	it('is a fault where it is no JSON', () => {
		const { faults } = checkSelection('selection.json', new TextEncoder().encode('{'));
		expect(faults.map(({ code }) => code)).toEqual(['not_json']);
	});
});
