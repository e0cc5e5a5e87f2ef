/** The form of the files: what a reader must accept, and what it must refuse with its place. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fromBytes, rank } from '@terang/rules';

interface Texts {
	selection: string;
	vacancies: string;
	participants: string;
	decisions: string;
}

const cpns: Texts = {
	selection:
		'{"id":"s","pack":"cpns-2024","skb":[{"code":"cat","max":500,"weight":"1"}],"fill_rounds":[]}',
	vacancies:
		'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats\n' +
		'v1,kota-palu,perawat,s1,puskesmas,umum,1\n',
	participants:
		'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,birth_date\n' +
		'p1,v1,MS,hadir,85,125,188,hadir,350,1995-05-05\n' +
		'p2,v1,TMS,,,,,,,\n',
	decisions: 'vacancy_id,participant_id,decision,authority,reason\n',
};

const pppk: Texts = {
	selection: '{"id":"s","pack":"pppk-2024","fill_rounds":[]}',
	vacancies: cpns.vacancies,
	participants:
		'participant_id,vacancy_id,admin_status,kompetensi_status,teknis,manajerial,sosiokultural,wawancara,priority,birth_date\n' +
		'p1,v1,MS,hadir,450,100,80,40,R3,1995-05-05\n',
	decisions: cpns.decisions,
};

function run(texts: Texts, given?: Uint8Array) {
	const participants = given ?? new TextEncoder().encode(texts.participants);
	const source = (name: keyof Texts) => fromBytes(name, new TextEncoder().encode(texts[name]));
	return rank(
		{
			selection: source('selection'),
			vacancies: source('vacancies'),
			participants: fromBytes('participants', participants),
			decisions: source('decisions'),
		},
		{ createSha256: () => createHash('sha256') },
	);
}

function results(texts: Texts, participants?: Uint8Array): string {
	const ranking = run(texts, participants);
	if (ranking.kind !== 'ranked') throw new Error(JSON.stringify(ranking));
	return Buffer.concat([...ranking.results()]).toString('utf8');
}

function faults(texts: Texts, participants?: Uint8Array): string[] {
	const ranking = run(texts, participants);
	return ranking.kind === 'refused'
		? ranking.faults.map(({ file, line, code }) => `${file}:${line}:${code}`)
		: [];
}

const edited = (texts: Texts, name: keyof Texts, from: string, to: string): Texts => {
	if (!texts[name].includes(from)) throw new Error(`nothing to edit: ${from}`);
	return { ...texts, [name]: texts[name].replaceAll(from, to) };
};

test('a byte order mark, CRLF and quoted fields change nothing', () => {
	const expected = results(cpns);
	expect(results({ ...cpns, participants: `\ufeff${cpns.participants}` })).toBe(expected);
	expect(results(edited(cpns, 'participants', '\n', '\r\n'))).toBe(expected);
	expect(results(edited(cpns, 'participants', 'p1', '"p1"'))).toBe(expected);
	expect(results({ ...cpns, participants: cpns.participants.trimEnd() })).toBe(expected);
});

test('an id with comma, quote or line break comes back quoted, and no other field does', () => {
	const lines = results(edited(cpns, 'participants', 'p1', '"p""1,\nx"'));
	expect(lines).toContain('\n"p""1,\nx",v1,L,398,72.364,70.000,70.946,1,1,v1,L,seat\n');
});

test('a chunk may end anywhere, inside a character and between CR and LF too', () => {
	const texts = edited(edited(cpns, 'participants', 'p1', '"pé""1"'), 'participants', '\n', '\r\n');
	const bytes = new TextEncoder().encode(texts.participants);
	const source = (name: keyof Texts) => fromBytes(name, new TextEncoder().encode(texts[name]));
	const ranking = rank(
		{
			selection: source('selection'),
			vacancies: source('vacancies'),
			participants: {
				name: 'participants',
				chunks: () => Array.from(bytes, (byte) => Uint8Array.of(byte)),
			},
		},
		{ createSha256: () => createHash('sha256') },
	);
	if (ranking.kind !== 'ranked') throw new Error(JSON.stringify(ranking));
	expect(Buffer.concat([...ranking.results()]).toString('utf8')).toBe(results(texts));
});

test('a header alone is a valid file; no byte at all is a fault', () => {
	const header = cpns.participants.slice(0, cpns.participants.indexOf('\n') + 1);
	expect(results({ ...cpns, participants: header }).split('\n')).toHaveLength(2);
	expect(faults(cpns, new Uint8Array())).toEqual(['participants:1:empty_file']);
});

test('the line of a fault is the physical line where its record starts', () => {
	const broken = edited(cpns, 'participants', 'p1,', '"p\n\n1",');
	expect(faults(edited(broken, 'participants', 'p2,v1,TMS', 'p2,v1,TSM'))).toEqual([
		'participants:5:unknown_status',
	]);
});

test.each<[string, Texts]>([
	['participants:1:missing_column', edited(cpns, 'participants', ',tkp', '')],
	['participants:1:duplicate_column', edited(cpns, 'participants', ',tkp', ',tiu')],
	['participants:1:unknown_column', edited(cpns, 'participants', 'birth_date', 'nik')],
	['participants:3:too_many_fields', edited(cpns, 'participants', 'TMS,', 'TMS,,')],
	['participants:3:too_few_fields', edited(cpns, 'participants', 'TMS,,', 'TMS,')],
	['vacancies:1:unknown_column', edited(cpns, 'vacancies', 'seats', 'kursi')],
	['participants:2:out_of_range', edited(pppk, 'participants', '450', '451')],
	['participants:2:out_of_range', edited(pppk, 'participants', ',100,', ',101,')],
	['participants:2:out_of_range', edited(pppk, 'participants', ',80,', ',81,')],
	['participants:2:out_of_range', edited(pppk, 'participants', ',40,', ',41,')],
	['participants:1:unknown_column', edited(pppk, 'participants', 'birth_date', 'gpa_order')],
	['participants:2:status_missing', edited(pppk, 'participants', 'hadir', '')],
	['participants:2:impossible_date', edited(pppk, 'participants', '05-05', '02-30')],
])('refused: %s', (expected, texts) => {
	expect(faults(texts)).toContain(expected);
});

test('columns of both forms in one file are refused', () => {
	const both = edited(cpns, 'participants', 'birth_date\n', 'birth_date,age_order,gpa_order\n');
	const filled = edited(both, 'participants', '1995-05-05', '1995-05-05,,');
	const texts = edited(filled, 'participants', 'TMS,', 'TMS,,,');
	expect(faults(texts).map((fault) => fault.split(':')[2])).toContain('mixed_forms');
});

test('bytes that are not UTF-8 are refused', () => {
	const bytes = new TextEncoder().encode(cpns.participants);
	bytes[bytes.length - 12] = 0xff;
	expect(faults(cpns, bytes).map((fault) => fault.split(':')[2])).toContain('not_utf8');
});

test('special jobs: 225 technical marks at most for general operations, and no CPNS class', () => {
	const withJob = (job: string) =>
		edited(
			edited(pppk, 'vacancies', 'seats\n', 'seats,special_job\n'),
			'vacancies',
			',1\n',
			`,1,${job}\n`,
		);
	const general = withJob('pengelola_umum_operasional');
	expect(faults(general)).toEqual(['participants:2:out_of_range']);
	expect(faults(edited(general, 'participants', '450', '225'))).toEqual([]);
	expect(faults(withJob('dokter'))).toContain('vacancies:2:unknown_special_job');
});

test('a fill round that does not name the agency is refused', () => {
	const round = '{"code":"U1","to":["umum"],"from":["umum"],"same":["unit_id"]}';
	expect(run(edited(cpns, 'selection', '"fill_rounds":[]', `"fill_rounds":[${round}]`)).kind).toBe(
		'refused',
	);
});

test('a component must not be called status', () => {
	expect(run(edited(cpns, 'selection', '"cat"', '"status"')).kind).toBe('refused');
});

test('PPPK knows only the final stage', () => {
	expect(run(edited(pppk, 'selection', '"id":"s"', '"id":"s","stage":"skd"')).kind).toBe('refused');
});

test('with stage skd no SKB column is read, whatever it holds', () => {
	const skd = edited(cpns, 'selection', '"id":"s"', '"id":"s","stage":"skd"');
	const sloppy = edited(skd, 'participants', 'hadir,350', 'entah,-1');
	expect(results(sloppy)).toBe(results(skd));
});

test('a thousand faults are listed and all are counted', () => {
	const rows = Array.from({ length: 1500 }, (_, i) => `q${i},v1,MS,TH,-1,,,,,\n`).join('');
	const ranking = run({ ...cpns, participants: cpns.participants + rows });
	if (ranking.kind !== 'refused') throw new Error(ranking.kind);
	expect(ranking.faults).toHaveLength(1000);
	expect(ranking.total).toBe(1500);
});
