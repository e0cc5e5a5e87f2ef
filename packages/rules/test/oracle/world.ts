/** Random valid selections, small in every value so that equals, cuts and contests are common. */
import fc from 'fast-check';
import type { Component, Files, Round } from './input.ts';
import { cpnsThresholds, specialJobs } from './numbers.ts';
import { writeTable, type Row } from './table.ts';

export interface World {
	selection: Record<string, unknown>;
	vacancies: Record<string, string>[];
	participants: Record<string, string>[];
	decisions: Record<string, string>[];
}

type Arb<T> = fc.Arbitrary<T>;
const oneOf = (...values: string[]): Arb<string> => fc.constantFrom(...values);
const sometimes = (weight: number, value: string, other: Arb<string>): Arb<string> =>
	fc.oneof({ weight, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

/** UTF-8 orders the second and third prefix otherwise than JavaScript's own comparison does. */
const prefixes = ['p', '\uff61', '\u{10000}'];
const participantId = (index: number) => `${prefixes[index % 3] ?? ''}${index}`;
const vacancyId = (index: number) => `${prefixes[index % 3] ?? ''}v${index}`;

const agencies = ['kota-palu', 'kab-bungo'];
const units = ['puskesmas', 'dinas', 'sekolah,1'];

const plans: Component[][] = [
	[{ code: 'cat', max: 500, weight: '1' }],
	[
		{ code: 'cat', max: 500, weight: '0.60' },
		{ code: 'praktik', max: 100, weight: '0.40', eliminate_below: '60' },
	],
	[
		{ code: 'cat', max: 450, weight: '0.333' },
		{ code: 'praktik', max: 70, weight: '0.667', eliminate_below: '59.5' },
	],
];

function roundOf(types: readonly string[], index: number): Arb<Round> {
	const some = fc.subarray([...types], { minLength: 1 });
	const rest = ['position_code', 'education_group', 'unit_id', 'filling_group', 'formation_type'];
	return fc.record({
		code: fc.constant(`R${index}`),
		to: some,
		from: some,
		same: fc.subarray(rest, { maxLength: 2 }).map((names) => ['agency_id', ...names]),
		threshold: fc.constantFrom<'receiving' | 'own'>('receiving', 'own'),
		other_unit: fc.boolean(),
	});
}

function roundsOf(types: readonly string[]): Arb<Round[]> {
	return fc
		.tuple(roundOf(types, 1), roundOf(types, 2), roundOf(types, 3), fc.integer({ max: 3, min: 0 }))
		.map(([a, b, c, count]) => [a, b, c].slice(0, count));
}

function vacancyOf(types: readonly string[], jobs: readonly string[], index: number) {
	return fc.record({
		vacancy_id: fc.constant(vacancyId(index)),
		agency_id: sometimes(4, agencies[0] ?? '', oneOf(...agencies)),
		position_code: sometimes(3, 'perawat', oneOf('guru')),
		education_group: sometimes(5, 's1', oneOf('d3')),
		unit_id: oneOf(...units),
		formation_type: oneOf(...types),
		seats: oneOf('0', '1', '1', '2', '3'),
		special_job: sometimes(3, '', oneOf(...jobs)),
		skb_plan: sometimes(2, '', oneOf('lain')),
		filling_group: sometimes(2, '', oneOf('a')),
	});
}

const preferences = fc
	.tuple(fc.uniqueArray(oneOf(...units, '*'), { maxLength: 4 }), fc.boolean())
	.map(([wishes, asks]) => (asks ? wishes.join('|') : '*'));

const cpnsMarks = {
	twk: oneOf('65', '65', '70', '60'),
	tiu: oneOf('80', '80', '85', '75', '60'),
	tkp: oneOf('166', '166', '171', '160', '151'),
	skb: sometimes(3, '', oneOf('70', '70.125', '100')),
	skb_cat: oneOf('300', '300', '350', '333.333'),
	skb_praktik: oneOf('60', '60', '60.5', '70', '59.499', '59'),
	gpa: oneOf('', '3.5', '3.50', '3.25'),
};

function participantOf(vacancies: number, statusName: string) {
	return {
		vacancy_id: fc.integer({ min: 0, max: vacancies - 1 }).map((index) => vacancyId(index)),
		admin_status: sometimes(9, 'MS', oneOf('TMS')),
		[statusName]: sometimes(9, 'hadir', oneOf('TH', 'DIS', 'APS')),
		birth_date: oneOf('', '1990-02-28', '1990-02-28', '1996-02-29'),
		preferences,
	};
}

/** A missing SKB mark is lawful beside an eliminating one, a given final mark, or an absence. */
function dropNeedless(row: Record<string, string>, plan: Component[]): Record<string, string> {
	const { drop, ...kept } = row;
	if (drop === '') return kept;
	if (row['admin_status'] === 'TMS') {
		return { ...kept, skd_status: '', skb_status: '', twk: '', tiu: '', tkp: '' };
	}
	const eliminated = plan.some(
		({ code, eliminate_below: need }) =>
			need !== undefined && Number(row[`skb_${code}`]) < Number(need),
	);
	const needless = row['skb'] !== '' || row['skb_status'] !== 'hadir' || eliminated;
	return needless ? { ...kept, skb_cat: '' } : kept;
}

function cpnsParticipants(vacancies: number): Arb<Record<string, string>[]> {
	return numbered(
		fc.record({
			...participantOf(vacancies, 'skd_status'),
			...cpnsMarks,
			skb_status: sometimes(9, 'hadir', oneOf('TH', 'DIS', 'APS')),
			drop: oneOf('', 'yes'),
		}),
	);
}

function pppkParticipants(vacancies: number): Arb<Record<string, string>[]> {
	return numbered(
		fc.record({
			...participantOf(vacancies, 'kompetensi_status'),
			teknis: oneOf('200', '205', '210'),
			manajerial: oneOf('60', '65'),
			sosiokultural: oneOf('40', '35'),
			wawancara: oneOf('30', '25'),
			priority: oneOf('', 'R1', 'R2', 'R5'),
		}),
	);
}

function numbered(person: Arb<Record<string, string>>): Arb<Record<string, string>[]> {
	return fc
		.array(person, { minLength: 1, maxLength: 24 })
		.map((rows) => rows.map((row, i) => ({ participant_id: participantId(i), ...row })));
}

function decisionsOf(participants: number, vacancies: number): Arb<Record<string, string>[]> {
	const decision = fc.record({
		vacancy_id: fc.integer({ min: 0, max: vacancies - 1 }).map((i) => vacancyId(i)),
		participant_id: fc.integer({ min: 0, max: participants - 1 }).map((i) => participantId(i)),
		decision: sometimes(3, 'L', oneOf('P/TL')),
		authority: fc.constant('Panselnas'),
		reason: fc.constant('"undian", terbuka'),
	});
	const key = (row: Record<string, string>) => `${row['vacancy_id']} ${row['participant_id']}`;
	return fc.uniqueArray(decision, { maxLength: 12, selector: key });
}

interface Frame {
	types: readonly string[];
	jobs: readonly string[];
	people: (vacancies: number) => Arb<Record<string, string>[]>;
	head: Arb<Record<string, unknown>>;
}

function worldOf({ types, jobs, people, head }: Frame): Arb<World> {
	return fc.integer({ min: 1, max: 6 }).chain((count) =>
		fc
			.record({
				head,
				rounds: roundsOf(types),
				vacancies: fc.tuple(...Array.from({ length: count }, (_, i) => vacancyOf(types, jobs, i))),
				participants: people(count),
			})
			.chain(({ head: top, rounds, vacancies, participants }) =>
				decisionsOf(participants.length, count).map((decisions) => ({
					selection: { ...top, fill_rounds: rounds },
					vacancies,
					participants,
					decisions,
				})),
			),
	);
}

function cpnsWorld(pack: string): Arb<World> {
	return fc
		.tuple(fc.constantFrom(...plans.slice(1)), fc.constantFrom(...plans))
		.chain(([skb, lain]) =>
			worldOf({
				types: [...(cpnsThresholds.get(pack)?.keys() ?? [])],
				jobs: [...specialJobs.keys()],
				people: cpnsParticipants,
				head: fc
					.constantFrom('final', 'final', 'final', 'skd')
					.map((stage) => ({ id: 'uji', pack, stage, skb, skb_plans: { lain } })),
			}).map((world) => {
				const planOf = new Map(
					world.vacancies.map((row) => [row['vacancy_id'], row['skb_plan'] === '' ? skb : lain]),
				);
				const participants = world.participants.map((row) =>
					dropNeedless(row, planOf.get(row['vacancy_id']) ?? []),
				);
				return { ...world, participants };
			}),
		);
}

const pppkWorld = worldOf({
	types: ['umum', 'disabilitas', 'papua'],
	jobs: ['pengelola_umum_operasional'],
	people: pppkParticipants,
	head: fc.constant({ id: 'uji', pack: 'pppk-2024' }),
}).map((world) => ({
	...world,
	vacancies: world.vacancies.map((row) => ({ ...row, skb_plan: '' })),
}));

/**
 * Few seats at one home, nobody asking elsewhere, hardly two different marks: equals who wish for
 * the same empty seats, with decisions about exactly these seats.
 */
const contestWorld: Arb<World> = fc
	.record({
		rounds: fc
			.constantFrom(1, 2)
			.chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => contestRound(i)))),
		homes: fc.constantFrom(1, 2),
		seats: fc.array(oneOf('1', '1', '2'), { minLength: 2, maxLength: 4 }),
		units: fc.array(oneOf(...units), { minLength: 6, maxLength: 6 }),
		people: fc.array(
			fc.record({
				home: fc.constantFrom(0, 0, 1),
				tkp: sometimes(5, '180', oneOf('181')),
				preferences,
				favoured: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 2 }),
			}),
			{ minLength: 3, maxLength: 8 },
		),
	})
	.map(({ rounds, homes, seats, units: places, people }) => {
		const vacancies = [...Array.from({ length: homes }, () => '3'), ...seats].map((count, i) => ({
			vacancy_id: vacancyId(i),
			agency_id: 'kota-palu',
			position_code: 'perawat',
			education_group: 's1',
			unit_id: places[i] ?? '',
			formation_type: 'umum',
			seats: count,
		}));
		const winners = Array.from({ length: 3 * homes }, (_, i) => person(i, i % homes, '220', ''));
		const equals = people.map(({ home, tkp, preferences: wishes }, i) =>
			person(i + winners.length, home % homes, tkp, wishes),
		);
		const decisions = people.flatMap(({ favoured }, i) =>
			favoured
				.filter((index) => index < vacancies.length)
				.map((index) => ({
					vacancy_id: vacancyId(index),
					participant_id: participantId(i + winners.length),
					decision: 'L',
					authority: 'Panselnas',
					reason: 'undian',
				})),
		);
		const selection = { id: 'uji', pack: 'cpns-2024', skb: plans[0], fill_rounds: rounds };
		return { selection, vacancies, participants: [...winners, ...equals], decisions };
	});

function contestRound(index: number): Arb<Round> {
	return fc.boolean().map((other_unit) => ({
		code: `R${index}`,
		to: ['umum'],
		from: ['umum'],
		same: ['agency_id'],
		other_unit,
	}));
}

function person(index: number, home: number, tkp: string, wishes: string): Record<string, string> {
	return {
		participant_id: participantId(index),
		vacancy_id: vacancyId(home),
		admin_status: 'MS',
		skd_status: 'hadir',
		twk: '100',
		tiu: '100',
		tkp,
		skb_status: 'hadir',
		skb_cat: '300',
		birth_date: '1995-01-01',
		preferences: wishes,
	};
}

export const worlds: Arb<World> = fc.oneof(
	{ weight: 3, arbitrary: cpnsWorld('cpns-2024') },
	{ weight: 1, arbitrary: cpnsWorld('cpns-2023') },
	{ weight: 1, arbitrary: cpnsWorld('cpns-2021') },
	{ weight: 2, arbitrary: pppkWorld },
	{ weight: 3, arbitrary: contestWorld },
);

function table(rows: Record<string, string>[], fallback: string[]): Uint8Array {
	const names = Object.keys(rows[0] ?? {});
	const asRows = rows.map((row): Row => new Map(Object.entries(row)));
	return writeTable(names.length === 0 ? fallback : names, asRows);
}

export function filesOf(world: World): Files & { decisions: Uint8Array } {
	return {
		selection: new TextEncoder().encode(JSON.stringify(world.selection)),
		vacancies: table(world.vacancies, []),
		participants: table(world.participants, []),
		decisions: table(world.decisions, [
			'vacancy_id',
			'participant_id',
			'decision',
			'authority',
			'reason',
		]),
	};
}
