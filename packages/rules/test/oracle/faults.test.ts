/** Planted faults: a run refuses the whole input and names the place of each. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromBytes, rank } from '@terang/rules';

type Cells = Record<string, string>;

interface Plant {
	selection?: Record<string, unknown>;
	vacancy?: Cells;
	participant?: Cells;
	decision?: Cells;
}

const plan = [
	{ code: 'cat', max: 500, weight: '0.60' },
	{ code: 'praktik', max: 100, weight: '0.40', eliminate_below: '60' },
];

const vacancy = {
	vacancy_id: 'v1',
	agency_id: 'kota-palu',
	position_code: 'perawat',
	education_group: 's1',
	unit_id: 'puskesmas',
	formation_type: 'umum',
	seats: '1',
};

const participant = {
	participant_id: 'p1',
	vacancy_id: 'v1',
	admin_status: 'MS',
	skd_status: 'hadir',
	twk: '85',
	tiu: '125',
	tkp: '188',
	skb_status: 'hadir',
	skb_cat: '350',
	skb_praktik: '80',
	gpa: '3.50',
	birth_date: '1996-02-29',
};

const decision = {
	vacancy_id: 'v1',
	participant_id: 'p1',
	decision: 'L',
	authority: 'Panselnas',
	reason: 'undian',
};

function csv(rows: Cells[]): Uint8Array {
	const names = Object.keys(rows[0] ?? {});
	const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
	return new TextEncoder().encode(lines.map((line) => `${line.join(',')}\n`).join(''));
}

/** The second row carries the plant: physical line 3, where the first is a sound neighbour. */
function faultsOf({ selection, ...plant }: Plant): string[] {
	const base = { id: 'uji', pack: 'cpns-2024', skb: plan, fill_rounds: [], ...selection };
	const vacancies = [vacancy, { ...vacancy, vacancy_id: 'v2', ...plant.vacancy }];
	const participants = [
		participant,
		{ ...participant, participant_id: 'p2', ...plant.participant },
	];
	const headed = <Row extends Cells>(rows: Row[], extra: Cells | undefined) =>
		rows.map((row) => ({
			...Object.fromEntries(Object.keys(extra ?? {}).map((k) => [k, ''])),
			...row,
		}));
	const ranking = rank(
		{
			selection: fromBytes('selection.json', new TextEncoder().encode(JSON.stringify(base))),
			vacancies: fromBytes('v.csv', csv(headed(vacancies, plant.vacancy))),
			participants: fromBytes('p.csv', csv(headed(participants, plant.participant))),
			decisions: fromBytes('d.csv', csv([{ ...decision, ...plant.decision }])),
		},
		{ createSha256: () => createHash('sha256') },
	);
	if (ranking.kind !== 'refused') return [];
	return ranking.faults.map(({ file, line, column, code, value }) =>
		[file, line, column, code, value].join(':'),
	);
}

describe('one planted fault is the only one reported, at its file, line and column', () => {
	const cases: [string, Plant][] = [
		['p.csv:3:twk:negative:-5', { participant: { twk: '-5' } }],
		['p.csv:3:twk:out_of_range:151', { participant: { twk: '151' } }],
		['p.csv:3:tiu:out_of_range:176', { participant: { tiu: '176' } }],
		['p.csv:3:tkp:out_of_range:226', { participant: { tkp: '226' } }],
		['p.csv:3:tiu:not_an_integer:80.5', { participant: { tiu: '80.5' } }],
		['p.csv:3:skb_cat:out_of_range:500.001', { participant: { skb_cat: '500.001' } }],
		['p.csv:3:skb_cat:too_many_decimals:350.0001', { participant: { skb_cat: '350.0001' } }],
		['p.csv:3:skb_praktik:mark_missing:', { participant: { skb_praktik: '' } }],
		['p.csv:3:skb:out_of_range:100.001', { participant: { skb: '100.001' } }],
		['p.csv:3:gpa:too_many_decimals:3.505', { participant: { gpa: '3.505' } }],
		['p.csv:3:gpa:out_of_range:100.01', { participant: { gpa: '100.01' } }],
		[
			'p.csv:3:birth_date:impossible_date:1995-02-29',
			{ participant: { birth_date: '1995-02-29' } },
		],
		['p.csv:3:skd_status:status_missing:', { participant: { skd_status: '' } }],
		['p.csv:3:skb_status:status_missing:', { participant: { skb_status: '' } }],
		['p.csv:3:tkp:mark_missing:', { participant: { tkp: '' } }],
		['p.csv:3:participant_id:duplicate_id:p1', { participant: { participant_id: 'p1' } }],
		['p.csv:3:vacancy_id:unknown_vacancy:v9', { participant: { vacancy_id: 'v9' } }],
		['v.csv:3:vacancy_id:duplicate_id:v1', { vacancy: { vacancy_id: 'v1' } }],
		['v.csv:3:skb_plan:unknown_plan:guru', { vacancy: { skb_plan: 'guru' } }],
		[
			'v.csv:3:formation_type:unknown_formation_type:olahraga',
			{ vacancy: { formation_type: 'olahraga' } },
		],
		['v.csv:3:special_job:unknown_special_job:pilot', { vacancy: { special_job: 'pilot' } }],
		['v.csv:3:seats:negative:-1', { vacancy: { seats: '-1' } }],
		['d.csv:2:vacancy_id:unknown_vacancy:v9', { decision: { vacancy_id: 'v9' } }],
		['d.csv:2:participant_id:unknown_participant:p9', { decision: { participant_id: 'p9' } }],
		['d.csv:2:decision:unknown_decision:TL', { decision: { decision: 'TL' } }],
	];
	test.each(cases)('%s', (expected, plant) => {
		expect(faultsOf(plant)).toEqual([expected]);
	});
});

describe('a fault of the header or the selection refuses the run', () => {
	const cases: [string, Plant][] = [
		['unknown_column', { participant: { skb_wawancara: '' } }],
		['unknown_column', { vacancy: { kota: 'Palu' } }],
		['unknown_pack', { selection: { pack: 'cpns-1999' } }],
		[
			'weights_not_one',
			{ selection: { skb: plan.map((component) => ({ ...component, weight: '0.5001' })) } },
		],
	];
	test.each(cases)('%s', (code, plant) => {
		expect(faultsOf(plant).map((fault) => fault.split(':')[3])).toContain(code);
	});
});

test.each<[string, Plant]>([
	[
		'marks of an absent person are not missed',
		{ participant: { skd_status: 'TH', twk: '', tiu: '' } },
	],
	[
		'an eliminated person needs no further marks',
		{ participant: { skb_praktik: '59', skb_cat: '' } },
	],
	[
		'a given final mark needs no components',
		{ participant: { skb: '80', skb_cat: '', skb_praktik: '' } },
	],
	[
		'who fails the threshold needs no SKB status',
		{ participant: { tiu: '75', skb_status: '', skb_cat: '' } },
	],
	[
		'marks exactly at the maximum are in range',
		{ participant: { twk: '150', tiu: '175', tkp: '225' } },
	],
	['a leap day of a leap year is a date', { participant: { birth_date: '2000-02-29' } }],
])('no fault: %s', (_name, plant) => {
	expect(faultsOf(plant)).toEqual([]);
});
