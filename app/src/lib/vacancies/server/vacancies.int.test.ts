import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoSeasons } from '../../../../demo/seasons.ts';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { up } from '../../../../migrations/202611211840_vacancies_seasons.ts';
import { up as hideSmall } from '../../../../migrations/202611212203_vacancies_small_groups.ts';
import { openDatabase, type OpenDatabase } from '../../platform/database.server.ts';
import { showColumn, type VacancySearch } from '../contract.ts';
import {
	type AnnouncementLog,
	createVacancies,
	type Vacancies,
	vacancyRoutes,
} from './api.server.ts';

const anchor = new Date('2026-11-21T03:00:00.000Z');

/** Remembers what was appended; each entry has its place at once. */
function recordingLog() {
	const entries: { type: string; payload: Readonly<Record<string, unknown>> }[] = [];
	const log: AnnouncementLog = {
		append: (_trx, added) => {
			const refs = added.map(({ stream }, place) => ({
				id: String(entries.length + place),
				stream,
				sequence: entries.length + place,
			}));
			entries.push(...added);
			return Promise.resolve(refs);
		},
		whenSequenced: (ref) => Promise.resolve({ index: Number(ref.id) }),
	};
	return { log, entries };
}

const anything: VacancySearch = {
	q: '',
	institutions: [],
	educationLevels: [],
	formationTypes: [],
	openOnly: false,
	sort: 'fewest_applicants',
	page: 1,
};

let server: TestDatabase;
let opened: OpenDatabase;
let vacancies: Vacancies;
const { log, entries } = recordingLog();

beforeAll(async () => {
	server = await startTestDatabase();
	opened = openDatabase((await server.freshDatabase()).connection);
	await up(opened.database);
	await hideSmall(opened.database);
	vacancies = createVacancies({ database: opened.database, clock: { now: () => anchor }, log });
	for (const season of demoSeasons(anchor)) await vacancies.announceSeason(season);
});

afterAll(async () => {
	await opened.close();
	await server.stop();
});

describe('announcing', () => {
	it('writes one entry for a season, however often it is announced', async () => {
		const again = demoSeasons(anchor).map((season) => vacancies.announceSeason(season));
		expect(await Promise.all(again)).toEqual(Array(5).fill({ kind: 'already_announced' }));
		expect(entries.map((entry) => entry.type)).toEqual(Array(5).fill('vacancy.published'));
	});

	it('logs the digest of the announcement that anyone can fetch', async () => {
		for (const { payload } of entries) {
			const document = await vacancies.findAnnouncement(String(payload['season']));
			const digest = createHash('sha256')
				.update(document ?? '')
				.digest('base64url');
			expect(payload['digest']).toBe(digest);
		}
	});

	it('shows a change with the entry it left, once', async () => {
		const text = { id: 'Batas ukuran ijazah naik.', en: 'The diploma may be larger.' };
		await vacancies.announceChange('cpns-2026-kabupaten-bungo', text);
		await vacancies.announceChange('cpns-2026-kabupaten-bungo', text);
		const vacancy = await vacancies.findVacancy('bgo-perawat-terampil-tanah-tumbuh');
		expect(vacancy?.changes.map((change) => [change.text.en, change.entryIndex])).toEqual([
			[text.en, 5],
			['First announcement.', 1],
		]);
	});
});

describe('searching', () => {
	it('finds words in any order and treats pattern characters as letters', async () => {
		const found = await vacancies.search({ ...anything, q: 'tanah PERAWAT' });
		expect(found.items.map((item) => item.id)).toEqual(['bgo-perawat-terampil-tanah-tumbuh']);
		expect((await vacancies.search({ ...anything, q: '%' })).total).toBe(0);
	});

	it('lists every vacancy exactly once over all pages, in every order', async () => {
		for (const sort of ['fewest_applicants', 'most_seats', 'closing_soon'] as const) {
			const first = await vacancies.search({ ...anything, sort });
			const ids: string[] = [];
			for (let page = 1; page <= first.pages; page += 1) {
				const { items } = await vacancies.search({ ...anything, sort, page });
				ids.push(...items.map((item) => item.id));
			}
			expect(ids).toHaveLength(first.total);
			expect(new Set(ids).size).toBe(first.total);
		}
	});

	it('counts a facet as if only its own choice changed', async () => {
		const query = { ...anything, institutions: ['kota-palu'], openOnly: true };
		const page = await vacancies.search(query);
		expect(page.total).toBe(0);
		const bungo = page.facets.institutions.find((facet) => facet.value === 'kabupaten-bungo');
		const alone = await vacancies.search({ ...query, institutions: ['kabupaten-bungo'] });
		expect(bungo?.count).toBe(alone.total);
		expect(alone.total).toBe(30);
	});

	it('shows the last page for a page beyond it', async () => {
		const page = await vacancies.search({ ...anything, page: 999 });
		expect(page.page).toBe(page.pages);
		expect(page.items.length).toBeGreaterThan(0);
	});
});

describe('numbers of applicants', () => {
	const allPages = async (sort: VacancySearch['sort']) => {
		const { pages } = await vacancies.search(anything);
		const found = await Promise.all(
			Array.from({ length: pages }, (_, at) =>
				vacancies.search({ ...anything, sort, page: at + 1 }),
			),
		);
		return found.flatMap(({ items }) => items);
	};
	/** As they are announced, by vacancy. */
	const announced = new Map(
		demoSeasons(anchor).flatMap((season) =>
			season.vacancies.map((one) => [one.id, one.applicants] as const),
		),
	);

	it('are shown from ten on, and never as one that a total would give away', async () => {
		for (const { id, applicants } of await allPages('most_seats')) {
			const count = announced.get(id);
			if (count !== undefined && count > 0 && count < 10) expect(applicants).toBe('under_10');
			else expect([count, 'withheld']).toContain(applicants);
			expect(await vacancies.findVacancy(id)).toMatchObject({
				id,
				...(applicants && { applicants }),
			});
		}
		const bungo = await vacancies.search({ ...anything, institutions: ['kabupaten-bungo'] });
		expect(bungo.items.map(({ applicants }) => applicants)).toContain('under_10');
	});

	it('that are not shown stand together in the order', async () => {
		const rows = await allPages('fewest_applicants');
		const places = rows.map((row, place) => ({ ...row, place }));
		const few = places.filter((row) => row.applicants === 'under_10' && row.seats === 2);
		const counts = few.map(({ id }) => announced.get(id) ?? 0);
		expect(counts.length).toBeGreaterThan(3);
		expect(counts).not.toEqual([...counts].sort((a, b) => a - b));
	});

	it('that an older release announced are judged as new ones are', async () => {
		const older = openDatabase((await server.freshDatabase()).connection);
		await up(older.database);
		const counts = [72, 3, 11, 8, 15, 90, 0, 40];
		await sql`insert into vacancies.institution values ('g', 'G', 'G', 'WIB')`.execute(
			older.database,
		);
		await sql`insert into vacancies.season (id, institution_id, title, schedule, document, announced_at)
			values ('s', 'g', '{}', '[]', '', now())`.execute(older.database);
		for (const [at, count] of counts.entries()) {
			await sql`insert into vacancies.vacancy select ${`v-${at}`}, 's', '', '', '', 'umum', '', 'sma',
				1, ${count}, now(), now() + interval '1 day', false, 0, 0, '{}', ''`.execute(older.database);
		}
		await hideSmall(older.database);
		const { rows } = await sql<{ id: string; hidden: string }>`
			select id, applicants_hidden as hidden from vacancies.vacancy
			where applicants_hidden is not null`.execute(older.database);
		const cells = counts.map((count, at) => ({ key: `v-${at}`, count }));
		expect(new Map(rows.map(({ id, hidden }) => [id, hidden]))).toEqual(showColumn(cells).hidden);
		await older.close();
	});
});

describe('seasons', () => {
	it('puts the most urgent deadline first and says where each stands', async () => {
		const seasons = await vacancies.seasons();
		expect(seasons.map((season) => [season.institution.shortName, season.now.stage.en])).toEqual([
			['Kota Palu', 'Final appeal period'],
			['Andir', 'Vacancies announced'],
			['Kota Sawahlunto', 'Registration'],
			['Kotalama', 'Vacancies announced'],
			['Kab. Bungo', 'Registration'],
		]);
	});

	it('names a selection once it is published, with the people of each step', async () => {
		const id = 'cpns-2026-kota-palu';
		expect((await vacancies.findVacancy('plu-perekam-medis-talise'))?.selectionId).toBeUndefined();
		await vacancies.recordSelection(id, id, { skd: 900 });
		await vacancies.recordSelection(id, id, { skd: 901 });
		const season = await vacancies.findSeason(id);
		expect(season?.selectionIds).toEqual([id]);
		expect(season?.schedule.find((step) => step.key === 'skd')?.count).toBe(901);
		expect((await vacancies.findVacancy('plu-perekam-medis-talise'))?.selectionId).toBe(id);
	});
});

describe('the addresses for programs', () => {
	async function ask(path: string, params: object, query: object) {
		const route = vacancyRoutes(vacancies).find((candidate) => candidate.path === path)!;
		const request = { params: route.params.parse(params), query: route.query.parse(query) };
		const result = await route.handle(request);
		if (!result.ok) return { code: result.code, status: route.faults[result.code] };
		return route.answer.parse(result.body);
	}

	it('take several values of a filter, repeated or between commas', async () => {
		const repeated = await ask('/vacancies', {}, { education: ['sma', 'diploma'], page: '1' });
		expect(await ask('/vacancies', {}, { education: 'sma,diploma' })).toEqual(repeated);
		expect(repeated).toMatchObject({ total: 38 });
	});

	it('refuse a word that no filter knows', async () => {
		await expect(ask('/vacancies', {}, { education: 'doktor' })).rejects.toThrow();
		await expect(ask('/vacancies', {}, { page: '0' })).rejects.toThrow();
	});

	it('answer with one vacancy, one announcement, or a code', async () => {
		const vacancy = 'bgo-dokter-limbur';
		expect(await ask('/vacancies/{vacancy}', { vacancy }, {})).toMatchObject({ id: vacancy });
		expect(await ask('/vacancies/{vacancy}', { vacancy: 'x' }, {})).toEqual({
			code: 'vacancies.vacancy_unknown',
			status: 404,
		});
		const path = '/seasons/{season}/announcement';
		const answer = await ask(path, { season: 'cpns-2026-andir' }, {});
		expect(answer).toEqual({ document: await vacancies.findAnnouncement('cpns-2026-andir') });
	});
});
