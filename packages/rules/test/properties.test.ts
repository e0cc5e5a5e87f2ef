import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { publicForm } from '../src/index.ts';
import {
	ports,
	resultsOf,
	rowsOf,
	sources,
	textOf,
	type Row,
	type Texts,
} from './selection-files.ts';

/** Hundreds of selections on a busy machine: a bound on a hang, not on speed. */
vi.setConfig({ testTimeout: 120_000 });

/** Few distinct marks, units and wishes, so that ties, full seats and contested wishes abound. */
const person = fc.record({
	vacancy: fc.nat({ max: 5 }),
	admin: fc.constantFrom('MS', 'MS', 'MS', 'MS', 'MS', 'TMS'),
	skd: fc.constantFrom('hadir', 'hadir', 'hadir', 'hadir', 'TH'),
	tkp: fc.constantFrom(160, 190, 190, 200, 210),
	tiu: fc.constantFrom(100, 120),
	skb: fc.constantFrom('hadir', 'hadir', 'hadir', 'APS'),
	cat: fc.constantFrom<number>(250, 300, 300, 350),
	lisan: fc.constantFrom('55', '60', '70.5'),
	gpa: fc.constantFrom('', '3', '3.5', '3.50'),
	birth: fc.constantFrom('', '1990-01-01', '1995-05-05'),
	wishes: fc.constantFrom('', '*', 'u0', 'u1|u0', 'u2|*', '*|u1'),
	decision: fc.constantFrom('', '', 'L', 'P/TL'),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const world = fc.record({
	seats: fc.array(fc.nat({ max: 3 }), { minLength: 6, maxLength: 6 }),
	people: fc.array(person, { maxLength: 40 }),
	own: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const types = ['umum', 'umum', 'umum', 'disabilitas', 'papua', 'umum'];

function textsOf({ seats, people, own }: World): Texts {
	const vacancies = seats.map((count, i) => `v${i},kota,guru,s1,u${i % 3},${types[i]!},${count}`);
	const participants = people.map((one, i) => {
		const skd = one.admin === 'MS' ? `${one.skd},80,${one.tiu},${one.tkp}` : ',,,';
		const skb = `${one.skb},${one.cat},${one.lisan}`;
		return `p${i},v${one.vacancy},${one.admin},${skd},${skb},${one.gpa},${one.birth},${one.wishes}`;
	});
	const decisions = people.flatMap(({ decision, vacancy }, i) =>
		decision === '' ? [] : [`v${vacancy},p${i},${decision},Panselnas,undian`],
	);
	const table = (header: string, rows: string[]) => `${[header, ...rows].join('\n')}\n`;
	return {
		selection: JSON.stringify({
			id: 'acak',
			pack: 'cpns-2024',
			skb: [
				{ code: 'cat', max: 500, weight: '0.6' },
				{ code: 'lisan', max: 100, weight: '0.4', eliminate_below: 60 },
			],
			fill_rounds: ['U1', 'U2'].map((code) => ({
				code,
				to: ['*'],
				from: ['*'],
				same: ['agency_id', 'position_code'],
				threshold: own ? 'own' : 'receiving',
				other_unit: code === 'U2',
			})),
		}),
		vacancies: table(
			'vacancy_id,agency_id,position_code,education_group,unit_id,formation_type,seats',
			vacancies,
		),
		participants: table(
			'participant_id,vacancy_id,admin_status,skd_status,twk,tiu,tkp,skb_status,skb_cat,skb_lisan,gpa,birth_date,preferences',
			participants,
		),
		decisions: table('vacancy_id,participant_id,decision,authority,reason', decisions),
	};
}

function shuffled(csv: string, seed: number): string {
	const [header = '', ...rows] = csv.trimEnd().split('\n');
	const keyed = rows.map((row, i) => ({ row, key: Math.imul(i + 1, seed | 1) >>> 0 }));
	return `${[header, ...keyed.sort((a, b) => a.key - b.key).map(({ row }) => row)].join('\n')}\n`;
}

const withRounds = (texts: Texts, rounds: unknown): Texts => ({
	...texts,
	selection: JSON.stringify({
		...(JSON.parse(texts.selection) as object),
		fill_rounds: rounds,
	}),
});

const always = (check: (world: World) => void): void => {
	fc.assert(fc.property(world, check), { numRuns: 150 });
};

test('the order of rows changes nothing', () => {
	fc.assert(
		fc.property(world, fc.integer(), (given, seed) => {
			const texts = textsOf(given);
			const turned = {
				...texts,
				vacancies: shuffled(texts.vacancies, seed),
				participants: shuffled(texts.participants, seed),
			};
			expect(resultsOf(turned)).toBe(resultsOf(texts));
		}),
		{ numRuns: 150 },
	);
});

test('the public form gives the bytes of the full form', () => {
	always((given) => {
		const texts = textsOf(given);
		const form = publicForm(sources(texts), ports);
		if (form.kind !== 'public') throw new Error(form.kind);
		const participants = textOf(form.participants());
		expect(resultsOf({ ...texts, participants })).toBe(resultsOf(texts));
	});
});

test('no vacancy seats more people than it has seats', () => {
	always((given) => {
		const rows = rowsOf(resultsOf(textsOf(given)));
		given.seats.forEach((seats, i) => {
			expect(rows.filter((row) => row.placed === `v${i}`).length).toBeLessThanOrEqual(seats);
		});
	});
});

test('nobody without a seat stands before somebody seated in their own vacancy', () => {
	always((given) => {
		const rows = rowsOf(resultsOf(textsOf(given)));
		const place = (row: Row) => Number(row.rankFinal);
		for (const seated of rows.filter((row) => row.placement === 'L')) {
			const passedOver = rows.filter(
				(row) =>
					row.vacancy === seated.vacancy && row.outcome === 'P/TL' && place(row) < place(seated),
			);
			expect(passedOver).toEqual([]);
		}
	});
});

test('a fill round unseats nobody and changes no place', () => {
	always((given) => {
		const texts = textsOf(given);
		const before = rowsOf(resultsOf(withRounds(texts, [])));
		const after = new Map(rowsOf(resultsOf(texts)).map((row) => [row.id, row]));
		for (const row of before) {
			expect(after.get(row.id)?.rankFinal).toBe(row.rankFinal);
			if (row.placement === 'L') expect(after.get(row.id)).toEqual(row);
		}
	});
});

test('nobody is moved to a unit without consent', () => {
	always((given) => {
		for (const row of rowsOf(resultsOf(textsOf(given)))) {
			if (!row.placement.startsWith('L-')) continue;
			const { wishes, vacancy } = given.people[Number(row.id.slice(1))]!;
			const unit = `u${Number(row.placed.slice(1)) % 3}`;
			const named = wishes.split('|');
			expect(unit === `u${vacancy % 3}` || named.includes('*') || named.includes(unit)).toBe(true);
		}
	});
});

test('a higher SKB mark never costs a finisher their place', () => {
	fc.assert(
		fc.property(world, fc.nat(), (given, pick) => {
			const texts = withRounds(textsOf({ ...given }), []);
			const rows = rowsOf(resultsOf(texts));
			const finishers = rows.filter((row) => row.rankFinal !== '');
			const chosen = finishers[pick % Math.max(finishers.length, 1)];
			if (chosen === undefined) return;
			const index = Number(chosen.id.slice(1));
			const people = given.people.map((one, i): Person =>
				i === index ? { ...one, cat: one.cat + 50 } : one,
			);
			const better = rowsOf(resultsOf(withRounds(textsOf({ ...given, people }), [])));
			const now = better.find((row) => row.id === chosen.id)!;
			expect(Number(now.rankFinal)).toBeLessThanOrEqual(Number(chosen.rankFinal));
			if (chosen.outcome === 'L' && chosen.reason === 'seat') expect(now.outcome).toBe('L');
		}),
		{ numRuns: 150 },
	);
});

test('everybody has an outcome and a reason', () => {
	always((given) => {
		const rows = rowsOf(resultsOf(textsOf(given)));
		expect(rows).toHaveLength(given.people.length);
		for (const row of rows) expect(row.reason).toMatch(/^[a-z_]+(;[a-z_]+=[^;]+)*$/);
	});
});
