import { describe, expect, test } from 'vitest';
import { faultCodes, fromBytes, rank, type Fault, type FaultCode } from '../src/index.ts';
import { ports, run, sources, type Texts } from './selection-files.ts';

const cat = { code: 'cat', max: 500, weight: '1' };
const base = {
	selection: { id: 's', pack: 'cpns-2024', skb: [cat] } as Record<string, unknown>,
	vacancies: [
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats,special_job,skb_plan',
		'v1,kota,guru,s1,sd,umum,1,,',
	],
	participants: [
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb,skb_cat,gpa,birth_date,preferences',
		'p1,v1,MS,hadir,80,120,200,hadir,,300,3.5,1995-01-01,',
	],
	decisions: ['vacancy_id,participant_id,decision,authority,reason'],
};
const pppk = {
	selection: { id: 's', pack: 'pppk-2024' },
	participants: [
		'participant_id,vacancy_id,admin_status,kompetensi_status,teknis,manajerial,sosiokultural,wawancara,priority',
		'p1,v1,MS,hadir,300,80,60,30,R1',
	],
};

function texts(change: Partial<typeof base>): Texts {
	const all = { ...base, ...change };
	const lines = (rows: readonly string[]) => (rows.length === 0 ? '' : `${rows.join('\n')}\n`);
	return {
		selection: JSON.stringify(all.selection),
		vacancies: lines(all.vacancies),
		participants: lines(all.participants),
		decisions: lines(all.decisions),
	};
}

function faultsOf(given: Texts): Fault[] {
	const ranking = run(given);
	return ranking.kind === 'refused' ? ranking.faults : [];
}

const [vacancyHeader = ''] = base.vacancies;
const [header = ''] = base.participants;
const select = (change: object) => ({ selection: { ...base.selection, ...change } });
const seekers = (...rows: string[]) => ({ participants: [header, ...rows] });
const openings = (...rows: string[]) => ({ vacancies: [vacancyHeader, ...rows] });
const decided = (...rows: string[]) => ({ decisions: [...base.decisions, ...rows] });
const round = (change: object) =>
	select({
		fill_rounds: [{ code: 'U1', to: ['umum'], from: ['umum'], same: ['agency_id'], ...change }],
	});

type Case = [
	change: Partial<typeof base>,
	file: string,
	at: string,
	code: FaultCode,
	value: string,
];

const cases: Case[] = [
	[{ vacancies: [] }, 'vacancies.csv', '1:', 'empty_file', ''],
	[{ participants: [] }, 'participants.csv', '1:', 'empty_file', ''],
	[{ decisions: [] }, 'decisions.csv', '1:', 'empty_file', ''],
	[seekers('"p1,v1,MS'), 'participants.csv', '2:participant_id', 'malformed_quotes', '"p1,v1,MS\n'],
	[seekers('p"1,v1,TMS,,,,,,,,,,'), 'participants.csv', '2:participant_id', 'malformed_quotes', 'p"1'],
	[seekers('p1\r,v1,TMS,,,,,,,,,,'), 'participants.csv', '2:participant_id', 'malformed_line_end', 'p1\r'],
	[{ participants: [`${header},nik`] }, 'participants.csv', '1:nik', 'unknown_column', 'nik'],
	[{ participants: [`${header},skb_lisan`] }, 'participants.csv', '1:skb_lisan', 'unknown_column', 'skb_lisan'],
	[{ participants: [header.replace('twk,', '')] }, 'participants.csv', '1:twk', 'missing_column', ''],
	[{ participants: [header.replace('skb_status,', '')] }, 'participants.csv', '1:skb_status', 'missing_column', ''],
	[{ participants: [`${header},twk`] }, 'participants.csv', '1:twk', 'duplicate_column', 'twk'],
	[{ participants: [`${header},age_order`] }, 'participants.csv', '1:age_order', 'mixed_forms', 'age_order'],
	[seekers('p1,v1,TMS,,,,,,,,,,,'), 'participants.csv', '2:', 'too_many_fields', '14'],
	[seekers('p1,v1,TMS'), 'participants.csv', '2:', 'too_few_fields', '3'],
	[seekers(',v1,TMS,,,,,,,,,,'), 'participants.csv', '2:participant_id', 'value_missing', ''],
	[seekers('p1,v1,TMS,,,,,,,,,,', 'p1,v1,TMS,,,,,,,,,,'), 'participants.csv', '3:participant_id', 'duplicate_id', 'p1'],
	[openings('v1,k,p,e,u,umum,1,,', 'v1,k,p,e,u,umum,1,,'), 'vacancies.csv', '3:vacancy_id', 'duplicate_id', 'v1'],
	[seekers('p1,v9,TMS,,,,,,,,,,'), 'participants.csv', '2:vacancy_id', 'unknown_vacancy', 'v9'],
	[decided('v9,p1,L,a,r'), 'decisions.csv', '2:vacancy_id', 'unknown_vacancy', 'v9'],
	[decided('v1,p9,L,a,r'), 'decisions.csv', '2:participant_id', 'unknown_participant', 'p9'],
	[decided('v1,p1,l,a,r'), 'decisions.csv', '2:decision', 'unknown_decision', 'l'],
	[decided('v1,p1,L,a,r', 'v1,p1,P/TL,a,r'), 'decisions.csv', '3:participant_id', 'duplicate_decision', 'p1'],
	[openings('v1,k,p,e,u,umum,1,,guru'), 'vacancies.csv', '2:skb_plan', 'unknown_plan', 'guru'],
	[openings('v1,k,p,e,u,khusus,1,,'), 'vacancies.csv', '2:formation_type', 'unknown_formation_type', 'khusus'],
	[{ ...select({ pack: 'cpns-2023' }), ...openings('v1,k,p,e,u,kalimantan,1,,') }, 'vacancies.csv', '2:formation_type', 'unknown_formation_type', 'kalimantan'],
	[openings('v1,k,p,e,u,umum,1,pilot,'), 'vacancies.csv', '2:special_job', 'unknown_special_job', 'pilot'],
	[openings('v1,k,p,e,u,umum,,,'), 'vacancies.csv', '2:seats', 'value_missing', ''],
	[openings('v1,k,p,e,u,umum,-1,,'), 'vacancies.csv', '2:seats', 'negative', '-1'],
	[openings('v1,k,p,e,u,umum,1.5,,'), 'vacancies.csv', '2:seats', 'not_an_integer', '1.5'],
	[seekers('p1,v1,ms,,,,,,,,,,'), 'participants.csv', '2:admin_status', 'unknown_status', 'ms'],
	[seekers('p1,v1,MS,,,,,,,,,,'), 'participants.csv', '2:skd_status', 'status_missing', ''],
	[seekers('p1,v1,MS,hadir,80,120,200,,,300,,,'), 'participants.csv', '2:skb_status', 'status_missing', ''],
	[seekers('p1,v1,MS,hadir,80,,200,hadir,,300,,,'), 'participants.csv', '2:tiu', 'mark_missing', ''],
	[seekers('p1,v1,MS,hadir,80,120,200,hadir,,,,,'), 'participants.csv', '2:skb_cat', 'mark_missing', ''],
	[seekers('p1,v1,MS,hadir,-5,120,200,TH,,,,,'), 'participants.csv', '2:twk', 'negative', '-5'],
	[seekers('p1,v1,TMS,,151,,,,,,,,'), 'participants.csv', '2:twk', 'out_of_range', '151'],
	[seekers('p1,v1,TMS,,,,,,100.001,,,,'), 'participants.csv', '2:skb', 'out_of_range', '100.001'],
	[seekers('p1,v1,TMS,,,,,,,500.001,,,'), 'participants.csv', '2:skb_cat', 'out_of_range', '500.001'],
	[seekers('p1,v1,TMS,,,,,,,,100.01,,'), 'participants.csv', '2:gpa', 'out_of_range', '100.01'],
	[seekers('p1,v1,TMS,,80.0,,,,,,,,'), 'participants.csv', '2:twk', 'not_an_integer', '80.0'],
	[seekers('p1,v1,TMS,,,,,,,1.0001,,,'), 'participants.csv', '2:skb_cat', 'too_many_decimals', '1.0001'],
	[seekers('p1,v1,TMS,,,,,,,,3.501,,'), 'participants.csv', '2:gpa', 'too_many_decimals', '3.501'],
	[seekers('p1,v1,TMS,, 80,,,,,,,,'), 'participants.csv', '2:twk', 'not_a_number', ' 80'],
	[seekers('p1,v1,TMS,,,,,,,,,1995-02-29,'), 'participants.csv', '2:birth_date', 'impossible_date', '1995-02-29'],
	[select({ skb: [{ ...cat, weight: '0.9' }] }), 'selection.json', '1:skb', 'weights_not_one', '0.9'],
	[select({ pack: 'cpns-1999' }), 'selection.json', '1:pack', 'unknown_pack', 'cpns-1999'],
	[select({ title: 'x' }), 'selection.json', '1:title', 'unknown_key', 'x'],
	[{ selection: { pack: 'cpns-2024', skb: [cat] } }, 'selection.json', '1:id', 'missing_key', ''],
	[select({ stage: 'akhir' }), 'selection.json', '1:stage', 'invalid_value', 'akhir'],
	[select({ skb: [{ ...cat, weight: 1 }] }), 'selection.json', '1:skb[0].weight', 'invalid_value', '1'],
	[select({ skb: [{ ...cat, code: 'status' }] }), 'selection.json', '1:skb[0].code', 'reserved_code', 'status'],
	[select({ skb: [{ ...cat, weight: '0.5' }, { ...cat, weight: '0.5' }] }), 'selection.json', '1:skb', 'duplicate_code', 'cat'],
	[select({ skb: [{ ...cat, max: '1.0001' }] }), 'selection.json', '1:skb[0].max', 'too_many_decimals', '1.0001'],
	[round({ same: ['unit_id'] }), 'selection.json', '1:fill_rounds[0].same', 'round_without_agency', 'unit_id'],
	[round({ same: ['agency_id', 'seats'] }), 'selection.json', '1:fill_rounds[0].same', 'unknown_column', 'seats'],
	[round({ to: ['khusus'] }), 'selection.json', '1:fill_rounds[0].to', 'unknown_formation_type', 'khusus'],
	[{ ...pppk, selection: { ...pppk.selection, stage: 'skd' } }, 'selection.json', '1:stage', 'stage_not_supported', 'skd'],
	[{ ...pppk, participants: [pppk.participants[0]!, 'p1,v1,MS,hadir,300,80,60,30,R6'] }, 'participants.csv', '2:priority', 'unknown_priority', 'R6'],
	[{ ...pppk, participants: [pppk.participants[0]!, 'p1,v1,MS,hadir,451,80,60,30,R1'] }, 'participants.csv', '2:teknis', 'out_of_range', '451'],
	[{ ...pppk, participants: [`${pppk.participants[0]!},gpa_order`] }, 'participants.csv', '1:gpa_order', 'unknown_column', 'gpa_order'],
]; // prettier-ignore

const elsewhere: FaultCode[] = ['not_utf8', 'not_json', 'record_too_long', 'pack_differs'];

test('the files the cases start from have no fault', () => {
	expect(faultsOf(texts({}))).toEqual([]);
	expect(faultsOf(texts(pppk))).toEqual([]);
});

test.each(cases)('%o is refused at %s:%s as %s', (change, file, at, code, value) => {
	const [line = '', column = ''] = at.split(/:(.*)/);
	const faults = faultsOf(texts(change));
	const own = faults.filter((fault) => fault.file === file || file !== 'selection.json');
	expect(own).toEqual([{ file, line: Number(line), column, code, value }]);
});

test('every fault code has a case', () => {
	const covered = [...cases.map(([, , , code]) => code), ...elsewhere];
	expect(faultCodes.filter((code) => !covered.includes(code))).toEqual([]);
});

test('bytes that are not UTF-8 are refused where they stand', () => {
	const files = sources(texts({}));
	const participants = Buffer.concat([
		Buffer.from(`${header}\n"p\n1",v1,TMS,,,,,,,,,,\np2,v1,TMS,,,,,,,,,,`),
		Buffer.from([0xc0, 0xaf]),
	]);
	const ranking = rank({ ...files, participants: fromBytes('p.csv', participants) }, ports);
	expect(ranking).toMatchObject({
		kind: 'refused',
		faults: [{ file: 'p.csv', line: 4, column: 'preferences', code: 'not_utf8' }],
	});
});

test('a selection that is no JSON is refused', () => {
	expect(faultsOf({ ...texts({}), selection: '{' })[0]?.code).toBe('not_json');
});

test('a quote never closed over more than a record may hold is refused, not swallowed', () => {
	const long = `"${'x'.repeat(1_100_000)}`;
	const files = sources({ ...texts({}), participants: `${header}\n${long}` });
	const pieces = [...files.participants.chunks()].flatMap((bytes) =>
		Array.from({ length: 22 }, (_, i) => bytes.subarray(i * 50_000, (i + 1) * 50_000)),
	);
	const participants = { name: 'p.csv', chunks: () => pieces };
	const ranking = rank({ ...files, participants }, ports);
	expect(ranking).toMatchObject({
		kind: 'refused',
		faults: [{ code: 'record_too_long', line: 2 }],
	});
});

test('a pack that is not the built-in one is refused', () => {
	const pack = fromBytes('pack.json', Buffer.from('{}'));
	expect(rank({ ...sources(texts({})), pack }, ports)).toMatchObject({
		kind: 'refused',
		faults: [{ file: 'pack.json', code: 'pack_differs', value: 'cpns-2024' }],
	});
});

describe('many faults', () => {
	test('all files are read and every fault is listed in the order of the files', () => {
		const faults = faultsOf(
			texts({
				...select({ skb: [{ ...cat, weight: '0.5' }] }),
				...openings('v1,k,p,e,u,umum,x,,', 'v2,k,p,e,u,umum,1,,'),
				...seekers('p1,v1,MS,hadir,a,b,999,,,,,,', 'p2,v2,MS,hadir,80,120,200,,,,,,'),
				...decided('v1,px,Q,,'),
			}),
		);
		expect(faults.map(({ file, line, column, code }) => [file, line, column, code])).toEqual([
			['selection.json', 1, 'skb', 'weights_not_one'],
			['vacancies.csv', 2, 'seats', 'not_a_number'],
			['participants.csv', 2, 'twk', 'not_a_number'],
			['participants.csv', 2, 'tiu', 'not_a_number'],
			['participants.csv', 2, 'tkp', 'out_of_range'],
			['participants.csv', 3, 'skb_status', 'status_missing'],
			['decisions.csv', 2, 'participant_id', 'unknown_participant'],
			['decisions.csv', 2, 'decision', 'unknown_decision'],
		]);
	});

	test('a fault of another row hides nobody who is shortlisted whatever that row says', () => {
		const missing = (id: string, tkp: number) => `${id},v1,MS,hadir,80,120,${tkp},,,,,,`;
		const bad = 'p0,v1,MS,hadir,-5,120,200,,,,,,';
		const faults = faultsOf(
			texts(seekers(bad, missing('p1', 210), missing('p2', 209), missing('p3', 208))),
		);
		expect(faults.map(({ line, code }) => [line, code])).toEqual([
			[2, 'negative'],
			[3, 'status_missing'],
			[4, 'status_missing'],
		]);
	});

	test('a faulty GPA or SKB mark hides nobody, and its own row is not called incomplete', () => {
		const rows = seekers(
			'p1,v1,MS,hadir,80,120,200,,,,9999,,',
			'p2,v1,MS,hadir,80,120,200,hadir,,x,,,',
			'p3,v1,MS,hadir,80,120,200,apa,,,,,',
		);
		expect(faultsOf(texts(rows)).map(({ line, column }) => [line, column])).toEqual([
			[2, 'skb_status'],
			[2, 'gpa'],
			[3, 'skb_cat'],
			[4, 'skb_status'],
		]);
	});

	test('the first 1,000 are kept and all are counted', () => {
		const rows = Array.from({ length: 5000 }, (_, i) => `p${String(i)},v9,TMS,,,,,,,,,,`);
		const ranking = run(texts(seekers(...rows)));
		if (ranking.kind !== 'refused') throw new Error(ranking.kind);
		expect(ranking.total).toBe(5000);
		expect(ranking.faults).toHaveLength(1000);
		expect(ranking.faults.at(-1)?.line).toBe(1001);
	});
});

describe('what is no fault', () => {
	test('header-only files', () => {
		expect(faultsOf(texts({ vacancies: [vacancyHeader], participants: [header] }))).toEqual([]);
	});

	test('marks of people who did not reach the stage', () => {
		const rows = ['p1,v1,TMS,hadir,80,,,,,,,,', 'p2,v1,MS,TH,1,,,hadir,,,,,'];
		expect(faultsOf(texts(seekers(...rows)))).toEqual([]);
	});

	test('missing marks of somebody a present component eliminates', () => {
		const skb = [
			{ ...cat, weight: '0.5' },
			{ code: 'lisan', max: 100, weight: '0.5', eliminate_below: '60' },
		];
		const participants = [`${header},skb_lisan`, 'p1,v1,MS,hadir,80,120,200,hadir,,,,,,59.9'];
		expect(faultsOf(texts({ ...select({ skb }), participants }))).toEqual([]);
	});

	test('anything in the SKB columns with stage skd', () => {
		const rows = seekers('p1,v1,MS,hadir,80,120,200,apa,-1,x,,,');
		expect(faultsOf(texts({ ...select({ stage: 'skd' }), ...rows }))).toEqual([]);
	});

	test('a mark beyond the maximum in a component outside the plan of the vacancy', () => {
		const skb_plans = { guru: [{ code: 'lisan', max: 100, weight: '1' }] };
		const participants = [`${header},skb_lisan`, 'p1,v1,MS,hadir,80,120,200,hadir,,300,,,,9999'];
		expect(faultsOf(texts({ ...select({ skb_plans }), participants }))).toEqual([]);
	});
});
