import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../test/selection-files.ts';
import { explainReason, explanationLines, parseReason, reasonCodes, sumSteps } from './index.ts';

const samples: Readonly<Record<(typeof reasonCodes)[number], string>> = {
	tms: 'tms',
	absent: 'absent;stage=skd',
	disqualified: 'disqualified;stage=skb',
	withdrew: 'withdrew;stage=kompetensi',
	skd_below: 'skd_below;got=60/75;need=65/80;part=twk/tiu',
	kompetensi_below: 'kompetensi_below;got=20;need=24;part=wawancara',
	not_in_cut: 'not_in_cut;cut=398/188/125/85;place=3',
	no_seats_offered: 'no_seats_offered',
	in_cut: 'in_cut',
	eliminated: 'eliminated;component=praktik;got=59.5;need=60',
	seat: 'seat',
	seat_decided: 'seat_decided',
	no_seat: 'no_seat;key=gpa;last=73.791',
	no_seat_decided: 'no_seat_decided;last=73.791',
	tie_open: 'tie_open',
	round: 'round;code=U1',
	round_decided: 'round_decided;code=U1',
	round_tie_open: 'round_tie_open;code=U1',
};

test('a reason is read as code and data', () => {
	expect(parseReason('skd_below;got=75;need=80;part=tiu')).toEqual({
		code: 'skd_below',
		data: { got: '75', need: '80', part: 'tiu' },
	});
});

describe.each(reasonCodes)('%s', (code) => {
	test.each(['id', 'en'] as const)('has sentences in %s', (lang) => {
		const sentences = explainReason(samples[code], { seats: 2, rankFinal: '3' }, lang);
		expect(sentences.length).toBeGreaterThan(0);
		for (const sentence of sentences) {
			expect(sentence).toMatch(/^[A-Z].*\.$/);
			expect(sentence).not.toMatch(/undefined|NaN|=/);
		}
	});
});

test('every part below its threshold is named with both numbers, a decimal by its language', () => {
	expect(explainReason(samples.skd_below, {}, 'id')).toEqual([
		'Nilai TWK Anda 60, sedangkan nilai ambang batasnya 65.',
		'Nilai TIU Anda 75, sedangkan nilai ambang batasnya 80.',
		'Karena itu Anda tidak melewati nilai ambang batas.',
	]);
	expect(explainReason(samples.eliminated, {}, 'id')[0]).toContain('59,5');
	expect(explainReason(samples.eliminated, {}, 'en')[0]).toContain('59.5');
});

test('a reason of an unknown engine has no sentence, not a wrong one', () => {
	expect(explainReason('toString', {}, 'id')).toEqual([]);
});

const folder = new URL('../../vectors/worked-sum/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

function explained(id: string) {
	const ranking = run({
		selection: read('selection.json'),
		vacancies: read('vacancies.csv'),
		participants: read('participants.csv'),
	});
	return ranking.kind === 'ranked' ? ranking.explain(id) : undefined;
}

test('the worked sum is shown step by step, each step as the engine rounded it', () => {
	const steps = sumSteps(explained('atas')!.sum!, 'id');
	expect(steps.map(({ working, value }) => `${working} = ${value}`)).toEqual([
		'TWK 85 + TIU 125 + TKP 190 = 400',
		'400 ÷ 550 × 100 = 72,727',
		'0,60 × cat 350 ÷ 500 × 100 + 0,30 × praktik 80 ÷ 100 × 100 + 0,10 × wawancara 85 ÷ 100 × 100 = 74,500',
		'72,727 × 0,4 = 29,091',
		'74,500 × 0,6 = 44,700',
		'29,091 + 44,700 = 73,791',
	]);
	expect(steps.at(-1)?.total).toBe(true);
});

test('the lines of an explanation hold marks, thresholds, sums and the reason', () => {
	const lines = explanationLines(explained('bawah')!, 'en');
	expect(lines[0]).toBe('Participant bawah · vacancy v1 (umum) · TL');
	expect(lines).toContain('  TIU (general intelligence): 75 / 175 · threshold 80');
	expect(lines.at(-1)).toBe('So you did not pass the threshold.');
});

test('somebody who did not sit the test has no sum, and a stranger no explanation', () => {
	expect(explained('tms')?.sum).toBeUndefined();
	expect(explained('siapa')).toBeUndefined();
});
