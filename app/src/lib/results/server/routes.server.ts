import { z } from 'zod';
import { apiRoute, type ApiRoute } from '../../platform/api-route.server.ts';
import type { ResultsApi } from '../contract.ts';

const bilingual = z.object({ id: z.string(), en: z.string() });
const selectionParams = z.object({ selection: z.string().max(100) });
const nothing = z.object({});

const publishedVersion = z.object({
	selectionId: z.string(),
	version: z.int(),
	publishedAt: z.string(),
	url: z.string(),
	zip: z.string(),
	manifestSha256: z.string(),
	entryIndex: z.int(),
	supersededBy: z.int().optional(),
	correction: z.object({ authority: z.string(), reason: z.string() }).optional(),
	approval: z.object({ at: z.string(), entryIndex: z.int() }).optional(),
});

const selectionAnswer = z.object({
	id: z.string(),
	title: bilingual,
	seasonId: z.string(),
	/** One to nine people, and what would give away such a number, are not shown. */
	participants: z.union([z.int(), z.enum(['under_10', 'withheld'])]),
	seats: z.int(),
	filled: z.int(),
	versions: z.array(publishedVersion),
});

/** Texts exactly as in `results.csv`. */
const resultRow = z.object({
	participantId: z.string(),
	vacancyId: z.string(),
	outcome: z.string(),
	skdTotal: z.string(),
	skd100: z.string(),
	skb100: z.string(),
	final: z.string(),
	rankSkd: z.string(),
	rankFinal: z.string(),
	placedVacancyId: z.string(),
	placement: z.string(),
	reason: z.string(),
});

const largestPage = 5_000;

/** Addresses about results under `/api/v1`; nothing here names a person. */
export function resultRoutes(results: ResultsApi): readonly ApiRoute[] {
	return [
		apiRoute({
			path: '/selections',
			summary: 'Selections with a published result, the newest first',
			params: nothing,
			query: nothing,
			answer: z.object({ selections: z.array(selectionAnswer) }),
			faults: {},
			handle: async () => ({
				ok: true,
				body: { selections: (await results.selections()).map(toAnswer) },
			}),
		}),
		apiRoute({
			path: '/selections/{selection}',
			summary: 'One selection and its published versions',
			params: selectionParams,
			query: nothing,
			answer: selectionAnswer,
			faults: { 'results.selection_unknown': 404 },
			handle: async ({ params }) => {
				const selection = await results.findSelection(params.selection);
				if (selection === undefined) return { ok: false, code: 'results.selection_unknown' };
				return { ok: true, body: toAnswer(selection) };
			},
		}),
		apiRoute({
			path: '/selections/{selection}/results',
			summary: 'Rows of results.csv in its order; `next` is the `after` of the following page',
			params: selectionParams,
			query: z.object({
				version: z.coerce.number().int().min(1).optional(),
				after: z.coerce.number().int().min(0).default(0),
				limit: z.coerce.number().int().min(1).max(largestPage).default(largestPage),
			}),
			answer: z.object({ rows: z.array(resultRow), next: z.int().optional() }),
			faults: { 'results.version_unknown': 404 },
			handle: async ({ params, query: { version, after, limit } }) => {
				const page = await results.rows(params.selection, {
					after,
					limit,
					...(version === undefined ? {} : { version }),
				});
				if (page === undefined) return { ok: false, code: 'results.version_unknown' };
				return { ok: true, body: { ...page, rows: [...page.rows] } };
			},
		}),
	];
}

type Selection = Awaited<ReturnType<ResultsApi['selections']>>[number];

function toAnswer({ id, title, seasonId, participants, seats, filled, versions }: Selection) {
	return { id, title, seasonId, participants, seats, filled, versions: [...versions] };
}
