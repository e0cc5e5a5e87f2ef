import { packBytes } from '@terang/rules';
import { describe, expect, it } from 'vitest';
import type { Outcome, ResultRow } from '../contract.ts';
import { headlineOf } from './headline.ts';
import { stagesOf } from './my-stages.ts';
import { ownSum } from './own-sum.ts';
import { packNumbers } from './pack-numbers.ts';

const packText = (id: string) => new TextDecoder().decode(packBytes(id));
const numbers = packNumbers(packText('cpns-2024'), { formationType: 'umum', specialJob: '' });

const row: ResultRow = {
	participantId: 'PLU-1',
	vacancyId: 'v',
	outcome: 'P/TL',
	skdTotal: '423',
	skd100: '76.909',
	skb100: '76.000',
	final: '76.364',
	rankSkd: '2',
	rankFinal: '4',
	placedVacancyId: '',
	placement: '',
	reason: 'no_seat;last=76.626',
};
const record = {
	skd_status: 'hadir',
	twk: '90',
	tiu: '135',
	tkp: '198',
	skb_status: 'hadir',
	skb: '',
	skb_cat: '360',
	skb_praktik: '82',
};
const plan = [
	{ code: 'cat', max: 500, weight: '0.60' },
	{ code: 'praktik', max: 100, weight: '0.40', eliminate_below: '60' },
];
const story = { row, record, thresholds: numbers.thresholds, plan, context: { seats: 3 } };
const standing = { row, seats: 3, finishers: 7, passed: 58, shortlisted: 9 };

describe('numbers of a rule pack', () => {
	it('give a special job its threshold in the general formation only', () => {
		const total = (formationType: string) =>
			packNumbers(packText('cpns-2024'), { formationType, specialJob: 'dokter' }).thresholds.map(
				({ part }) => part,
			);
		expect(total('umum')).toEqual(['total', 'tiu']);
		expect(total('cumlaude')).toEqual(['total', 'tiu']);
		expect(numbers.thresholds.map(({ part }) => part)).toEqual(['twk', 'tiu', 'tkp']);
		expect(numbers.integration).toEqual({ totalMax: '550', skdWeight: '0.4', skbWeight: '0.6' });
	});

	it('know no integration for PPPK', () => {
		const pppk = packNumbers(packText('pppk-2024'), { formationType: 'umum', specialJob: '' });
		expect(pppk).toEqual({ thresholds: [] });
	});
});

describe('the stages of a person', () => {
	const codes = (more: Partial<ResultRow>, marks: Partial<typeof record> = {}) =>
		stagesOf({ ...story, row: { ...row, ...more }, record: { ...record, ...marks } }).map(
			({ key, code }) => `${key} ${code}`,
		);

	it('end where the person stands', () => {
		const none = { rankSkd: '', rankFinal: '' };
		expect(codes({})).toEqual(['admin MS', 'skd P/L', 'skb P', 'final P/TL']);
		expect(codes({ outcome: 'TMS', ...none }, { skd_status: '' })).toEqual(['admin TMS']);
		expect(codes({ outcome: 'TH', ...none }, { skd_status: 'TH' })).toEqual(['admin MS', 'skd TH']);
		expect(codes({ outcome: 'TL', ...none })).toEqual(['admin MS', 'skd TL']);
		expect(codes({ outcome: 'P', rankFinal: '' })).toEqual(['admin MS', 'skd P']);
		expect(codes({ outcome: 'TMS1', rankFinal: '' })).toEqual(['admin MS', 'skd P/L', 'skb TMS1']);
		expect(codes({ outcome: 'P/L', rankFinal: '' })).toEqual(['admin MS', 'skd P/L']);
	});

	it('are those of PPPK where there is neither SKD nor SKB', () => {
		const marks = { teknis: '300', manajerial: '90', sosiokultural: '40', wawancara: '30' };
		const pppk = { kompetensi_status: 'hadir', ...marks, priority: 'R2' };
		const of = (more: Partial<ResultRow>, own: Readonly<Record<string, string>>) =>
			stagesOf({ ...story, row: { ...row, ...more }, record: own });
		const finished = { outcome: 'L', skdTotal: '', rankSkd: '', rankFinal: '1' } as const;
		const [admin, competence, final] = of(finished, pppk);
		expect([admin?.code, competence?.code, final?.code]).toEqual(['MS', 'P', 'L']);
		expect(competence?.parts.map(({ name, got }) => `${name} ${got}`)).toEqual([
			'Teknis 300',
			'Manajerial 90',
			'Sosiokultural 40',
			'Wawancara 30',
			'Prioritas R2',
		]);
		const absent = of(
			{ outcome: 'TH', rankSkd: '', rankFinal: '' },
			{ ...pppk, kompetensi_status: 'TH' },
		);
		expect(absent.map(({ key, code }) => `${key} ${code}`)).toEqual(['admin MS', 'competence TH']);
	});

	it('put each mark beside its threshold', () => {
		const [, skd, skb] = stagesOf(story);
		expect(skd?.parts[1]).toEqual({ name: 'TIU', got: '135', threshold: '80', difference: '+55' });
		expect(skd?.parts[3]).toEqual({ name: 'SKD', got: '423' });
		expect(skb?.parts[1]).toMatchObject({ name: 'praktik', got: '82', difference: '+22' });
	});

	it('subtract marks with decimals exactly', () => {
		const near = { ...record, skb_praktik: '59.9' };
		const [, , skb] = stagesOf({ ...story, record: near });
		expect(skb?.parts[1]).toMatchObject({ got: '59,9', threshold: '60', difference: '−0,1' });
	});

	it('say why only at the last one', () => {
		const stages = stagesOf(story);
		expect(stages.slice(0, -1).every(({ sentences }) => sentences.length === 0)).toBe(true);
		expect(stages.at(-1)?.sentences.at(-1)).toEqual({
			id: 'Anda tidak mendapat formasi.',
			en: 'You have no seat.',
		});
	});
});

describe('a sum', () => {
	it('ends in the final score', () => {
		const steps = ownSum({ row, record, plan, numbers });
		expect(steps.at(-1)).toMatchObject({
			working: { id: '30,764 + 45,600', en: '30.764 + 45.600' },
			value: '76,364',
			total: true,
		});
	});

	it('ends at the SKD for who went no further, and is empty for who never sat', () => {
		const skdOnly = { ...row, skb100: '', final: '' };
		expect(ownSum({ row: skdOnly, record, plan, numbers }).at(-1)?.value).toBe('76,909');
		const nothing = { ...skdOnly, skdTotal: '', skd100: '' };
		expect(ownSum({ row: nothing, record, plan, numbers })).toEqual([]);
	});

	it('takes a given SKB mark as it is', () => {
		const given = ownSum({ row, record: { ...record, skb: '76' }, plan, numbers });
		expect(given.find((step) => step.value === '76,000')?.working.id).toBe('76,000');
	});
});

describe('the headline', () => {
	const english = (outcome: Outcome, more: Partial<ResultRow> = {}, unit?: string) =>
		headlineOf({
			...standing,
			row: { ...row, outcome, ...more },
			...(unit === undefined ? {} : { placedUnit: unit }),
		}).en;

	it('is the outcome with its numbers', () => {
		expect(english('L', { rankFinal: '2' })).toBe('You have a seat: ranked 2 of 7, for 3 seats');
		expect(english('L', {}, 'Puskesmas Tipo')).toContain('Puskesmas Tipo');
		expect(english('P/TL')).toBe('You are ranked 4 of 7, for 3 seats');
		expect(english('P', { rankSkd: '12' })).toContain('ranked 12 of 58 in the SKD; 9 people');
		expect(english('TMS1', { reason: 'eliminated;component=praktik;got=51;need=60' })).toContain(
			'mark 51, at least 60',
		);
		expect(english('TH', { reason: 'absent;stage=skb' })).toContain('absent from the SKB');
		expect(english('tie_unresolved')).toContain('not yet decided');
	});

	it('has a decimal comma in Indonesian', () => {
		const reason = 'eliminated;component=praktik;got=59.5;need=60';
		expect(headlineOf({ ...standing, row: { ...row, outcome: 'TMS1', reason } }).id).toContain(
			'59,5',
		);
	});
});

it('adds the four marks of PPPK up, in the words and with the commas of the language', () => {
	const own = { teknis: '306', manajerial: '88', sosiokultural: '33', wawancara: '21' };
	const numbers = { thresholds: [] };
	const [step] = ownSum({ row: { ...row, final: '448.000' }, record: own, plan: [], numbers });
	expect(step).toMatchObject({ value: '448,000', total: true });
	expect(step?.working.en).toBe(
		'technical competence 306 + managerial competence 88 + socio-cultural competence 33 + interview 21',
	);
});
