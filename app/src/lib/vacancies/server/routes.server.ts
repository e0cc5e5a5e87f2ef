import { z } from 'zod';
import { apiRoute, type ApiRoute } from '../../platform/api-route.server.ts';
import type { VacanciesApi, Vacancy } from '../contract.ts';

const nothing = z.object({});
const bilingual = z.object({ id: z.string(), en: z.string() });
const level = z.enum(['sma', 'diploma', 'sarjana', 'profesi', 'magister']);
const formation = z.enum([
	'umum',
	'cumlaude',
	'diaspora',
	'disabilitas',
	'papua',
	'kalimantan',
	'daerah_tertinggal',
]);

/** A list in a query: the name once for each value, or values between commas. */
const listOf = <Word extends string>(item: z.ZodType<Word, string>) =>
	z
		.union([z.string(), z.array(z.string())])
		.default([])
		.transform((value) =>
			[value]
				.flat()
				.flatMap((text) => text.split(','))
				.filter(Boolean),
		)
		.pipe(z.array(item));

const vacancy = z.object({
	id: z.string(),
	seasonId: z.string(),
	institution: z.object({ id: z.string(), name: z.string() }),
	title: z.string(),
	unit: z.string(),
	location: z.string(),
	formationType: formation,
	education: z.string(),
	educationLevel: level,
	seats: z.int(),
	/** One to nine people, and what would give away such a number, are not shown. */
	applicants: z.union([z.int(), z.enum(['under_10', 'withheld'])]).optional(),
	registration: z.object({ opensAt: z.string(), closesAt: z.string() }),
	openToDisability: z.boolean(),
	salaryMin: z.int(),
	salaryMax: z.int(),
});

const detail = vacancy.extend({
	requirements: z.array(bilingual),
	weights: z.array(z.object({ name: bilingual, percent: z.int() })),
	selectionId: z.string().optional(),
});

const searchQuery = z.object({
	q: z.string().max(200).default(''),
	institution: listOf(z.string().max(100)),
	education: listOf(level),
	formation: listOf(formation),
	open: z.enum(['true', 'false']).default('false'),
	sort: z.enum(['fewest_applicants', 'most_seats', 'closing_soon']).default('fewest_applicants'),
	page: z.coerce.number().int().min(1).default(1),
});

export interface PublicVacancies extends VacanciesApi {
	/** Canonical JSON of a season's announcement; its SHA-256 is in the entry `vacancy.published`. */
	findAnnouncement(seasonId: string): Promise<string | undefined>;
}

/** Addresses about vacancies under `/api/v1`. */
export function vacancyRoutes(vacancies: PublicVacancies): readonly ApiRoute[] {
	return [
		apiRoute({
			path: '/vacancies',
			summary: 'Vacancies by words, government, education and formation',
			params: nothing,
			query: searchQuery,
			answer: z.object({
				items: z.array(vacancy),
				total: z.int(),
				seats: z.int(),
				page: z.int(),
				pages: z.int(),
			}),
			faults: {},
			handle: async ({ query }) => {
				const found = await vacancies.search({
					q: query.q,
					institutions: query.institution,
					educationLevels: query.education,
					formationTypes: query.formation,
					openOnly: query.open === 'true',
					sort: query.sort,
					page: query.page,
				});
				const { items, total, seats, page, pages } = found;
				return { ok: true, body: { items: items.map(toAnswer), total, seats, page, pages } };
			},
		}),
		apiRoute({
			path: '/vacancies/{vacancy}',
			summary: 'One vacancy',
			params: z.object({ vacancy: z.string().max(100) }),
			query: nothing,
			answer: detail,
			faults: { 'vacancies.vacancy_unknown': 404 },
			handle: async ({ params }) => {
				const found = await vacancies.findVacancy(params.vacancy);
				if (found === undefined) return { ok: false, code: 'vacancies.vacancy_unknown' };
				const { requirements, weights, selectionId } = found;
				return {
					ok: true,
					body: {
						...toAnswer(found),
						requirements: [...requirements],
						weights: [...weights],
						...(selectionId === undefined ? {} : { selectionId }),
					},
				};
			},
		}),
		apiRoute({
			path: '/seasons/{season}/announcement',
			summary: 'The announcement as text; its SHA-256 stands in the log entry vacancy.published',
			params: z.object({ season: z.string().max(100) }),
			query: nothing,
			answer: z.object({ document: z.string() }),
			faults: { 'vacancies.season_unknown': 404 },
			handle: async ({ params }) => {
				const document = await vacancies.findAnnouncement(params.season);
				if (document === undefined) return { ok: false, code: 'vacancies.season_unknown' };
				return { ok: true, body: { document } };
			},
		}),
	];
}

function toAnswer(found: Vacancy) {
	const { id, seasonId, title, unit, location, formationType, education, educationLevel } = found;
	const { seats, applicants, registration, openToDisability, salaryMin, salaryMax } = found;
	const { id: institutionId, name } = found.institution;
	return {
		...{ id, seasonId, title, unit, location, formationType, education, educationLevel },
		...{ seats, registration, openToDisability, salaryMin, salaryMax },
		institution: { id: institutionId, name },
		...(applicants === undefined ? {} : { applicants }),
	};
}
