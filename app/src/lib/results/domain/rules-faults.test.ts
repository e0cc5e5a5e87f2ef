import { packBytes, packIds } from '@terang/rules';
import { describe, expect, it } from 'vitest';
import { packFacts } from './pack-facts.ts';
import { judgeRules } from './rules-faults.ts';
import type { RulesForm } from './rules-form.ts';

const id = 'cpns-2026-kota-palu';
const cat = { code: 'cat', max: '500', weight: '60', below: '' };
const praktik = { code: 'praktik', max: '100', weight: '30', below: '101' };
const blank = { code: '', max: '', weight: '', below: '' };
const form: RulesForm = {
	pack: 'cpns-2024',
	stage: 'final',
	plans: [
		{ name: '', rows: [{ ...cat, weight: '100' }] },
		{ name: 'guru', rows: [{ ...cat, weight: '100' }] },
	],
	rounds: 'pack',
	ownRounds: '',
	mark: ',',
};

describe('rules are judged before they are saved', () => {
	it('and saved where the run would take them', () => {
		expect(judgeRules({ form }, id, { '': 3, guru: 2 }).faults).toEqual([]);
	});

	it('each fault at its field, counted without the rows that were left empty', () => {
		const plans = [
			{ name: '', rows: [cat, blank, { ...praktik, below: '' }] },
			{ name: 'guru', rows: [blank, praktik] },
		];
		const { faults } = judgeRules({ form: { ...form, pack: 'x', plans } }, id, {});
		expect(faults.map(({ code, field }) => [code, field])).toEqual([
			['unknown_pack', 'paket'],
			['weights_not_one', 'rencana-0'],
			['out_of_range', 'rencana-1-0-batas'],
		]);
	});

	it('not for vacancies that name a plan which is not there', () => {
		const { faults } = judgeRules({ form }, id, { guru: 1, bidan: 4 });
		expect(faults).toEqual([
			{
				code: 'plan_missing',
				path: 'bidan',
				value: 'bidan',
				vacancies: 4,
				field: 'rencana-2-nama',
			},
		]);
	});

	it('not where the document is of another selection, or none', () => {
		const other = JSON.stringify({ id: 'cpns-2026-kota-lain', pack: 'cpns-2024' });
		expect(judgeRules({ document: other }, id, {}).faults).toMatchObject([
			{ code: 'selection_differs', value: 'cpns-2026-kota-lain' },
		]);
		expect(judgeRules({ document: 'x' }, id, {}).faults).toMatchObject([{ code: 'not_json' }]);
	});
});

it('a pack says where its numbers are from and which of them are in doubt', () => {
	const facts = (pack: string) => packFacts(new TextDecoder().decode(packBytes(pack)));
	for (const pack of packIds) expect(facts(pack).sources).not.toEqual([]);
	expect(facts('pppk-2024').doubts).toEqual([]);
	const { doubts, rounds } = facts('cpns-2024');
	expect(doubts.map(({ part }) => part)).toEqual(['special_jobs', 'fill_rounds']);
	expect(doubts[0]?.names).toContain('dokter');
	expect(doubts[1]?.names).toEqual(['U2']);
	expect(rounds.find(({ code }) => code === 'U2')?.doubtful).toBe(true);
});
