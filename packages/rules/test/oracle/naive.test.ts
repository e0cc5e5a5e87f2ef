import { expect, test } from 'vitest';
import fc from 'fast-check';
import { rankNaively, resultsOf } from './naive.ts';
import { publiclyNaive } from './public.ts';
import { readTable } from './table.ts';
import { filesOf, worlds, type World } from './world.ts';

const vacancy = {
	agency_id: 'kota-palu',
	position_code: 'perawat',
	education_group: 's1',
	unit_id: 'puskesmas',
	formation_type: 'umum',
};

function outcomes(world: World): Record<string, string | undefined>[] {
	const rows = readTable(resultsOf(rankNaively(filesOf(world))));
	return rows.map((row) => Object.fromEntries(row));
}

test('82 seats call 246 and everyone equal to the last of them in all four keys', () => {
	const person = (id: number, twk: string, tiu: string, tkp: string) => ({
		participant_id: `p${id}`,
		vacancy_id: 'v',
		admin_status: 'MS',
		skd_status: 'hadir',
		twk,
		tiu,
		tkp,
	});
	const above = Array.from({ length: 245 }, (_, i) => person(i, '90', '125', '188'));
	const equals = [246, 247].map((id) => person(id, '85', '125', '188'));
	const world = {
		selection: { id: 's', pack: 'cpns-2024', stage: 'skd' },
		vacancies: [{ vacancy_id: 'v', ...vacancy, seats: '82' }],
		participants: [...above, ...equals, person(248, '90', '120', '188')],
		decisions: [],
	};
	const rows = outcomes(world);
	expect(rows.filter(({ outcome }) => outcome === 'P/L')).toHaveLength(247);
	expect(rows.find(({ outcome }) => outcome === 'P')).toMatchObject({
		participant_id: 'p248',
		rank_skd: '248',
		reason: 'not_in_cut;cut=398/188/125/85;place=246',
	});
});

test('SKD 400 with CAT 350, practical 80 and interview 85 gives 73.791', () => {
	const skb = [
		{ code: 'cat', max: 500, weight: '0.6' },
		{ code: 'praktik', max: 100, weight: '0.3' },
		{ code: 'wawancara', max: 100, weight: '0.1' },
	];
	const participant = {
		participant_id: 'p',
		vacancy_id: 'v',
		admin_status: 'MS',
		skd_status: 'hadir',
		twk: '100',
		tiu: '100',
		tkp: '200',
		skb_status: 'hadir',
		skb_cat: '350',
		skb_praktik: '80',
		skb_wawancara: '85',
	};
	const [row] = outcomes({
		selection: { id: 's', pack: 'cpns-2024', skb },
		vacancies: [{ vacancy_id: 'v', ...vacancy, seats: '1' }],
		participants: [participant],
		decisions: [],
	});
	expect(row).toMatchObject({ skd100: '72.727', skb100: '74.500', final: '73.791', outcome: 'L' });
});

test('the public form gives the same results as the full form', { timeout: 60_000 }, () => {
	fc.assert(
		fc.property(worlds, (world) => {
			const files = filesOf(world);
			const published = { ...files, participants: publiclyNaive(files) };
			expect(resultsOf(rankNaively(published))).toEqual(resultsOf(rankNaively(files)));
		}),
		{ numRuns: 100 },
	);
});

test(
	'the generated selections reach every outcome, open ties and moves by fill rounds',
	{ timeout: 60_000 },
	() => {
		const seen = new Set<string>();
		for (const world of fc.sample(worlds, { numRuns: 800, seed: 1 })) {
			for (const { outcome, placement } of outcomes(world)) {
				seen.add(placement?.startsWith('L-') === true ? 'moved' : (outcome ?? ''));
			}
		}
		expect([...seen].sort()).toEqual([
			'APS',
			'DIS',
			'L',
			'P',
			'P/L',
			'P/TL',
			'TH',
			'TL',
			'TMS',
			'TMS1',
			'moved',
			'tie_unresolved',
		]);
	},
);
