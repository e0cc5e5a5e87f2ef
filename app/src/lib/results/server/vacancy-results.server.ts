import type { PublicResultRow, ResultKind, ResultRow, VacancyResult } from '../contract.ts';
import { compareVersions } from '../domain/comparison.ts';
import { placeDecisions, tiesDecided } from '../domain/decisions.ts';
import { maskName, showsName } from '../domain/masked-name.ts';
import { competenceOf, rankedIn, resultKind } from '../domain/result-kind.ts';
import { countsOf } from '../domain/shown-counts.ts';
import { isShortlisted } from '../domain/tally.ts';
import { nameOf } from './personal.server.ts';
import type { PublicationKey } from './publications.store.server.ts';
import type { PublicationSummary } from './results.tables.server.ts';
import { toResultRow } from './rows.store.server.ts';
import { getSeason, type PublishedSelection, type ReadDeps } from './selections.server.ts';
import { readShownCounts } from './shown-counts.store.server.ts';

/** The page of one vacancy in one visible version; undefined where there is none. */
export async function findVacancyResult(
	deps: ReadDeps,
	selection: PublishedSelection,
	vacancyId: string,
	wanted?: number,
): Promise<VacancyResult | undefined> {
	const version = selection.versions.find((one) => wanted === undefined || one.version === wanted);
	const summary = selection.publications.find((one) => one.version === version?.version)?.summary;
	if (version === undefined || summary === null || summary === undefined) return undefined;
	const key = { selectionId: selection.id, version: version.version };
	const tally = await deps.db
		.selectFrom('results.vacancy')
		.selectAll()
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.where('vacancy_id', '=', vacancyId)
		.executeTakeFirst();
	if (tally === undefined) return undefined;
	const kind = resultKind(summary);
	const [season, labels, counts, rows, before] = await Promise.all([
		getSeason(deps, selection.seasonId),
		deps.vacancies.labels(selection.seasonId, [vacancyId]),
		readShownCounts(deps.db, key),
		listRows(deps, key, vacancyId, kind),
		key.version === 1 ? [] : listRows(deps, { ...key, version: key.version - 1 }, vacancyId, kind),
	]);
	const named = showsName(tally.formation_type, tally.applicants);
	const shortlisted = rankedIn(kind, rows.filter(isShortlisted));
	const { notShortlisted, ...reached } = countsOf(counts, { ...tally, vacancyId });
	return {
		selection: {
			id: selection.id,
			title: selection.title,
			institution: season.institution,
			seasonId: selection.seasonId,
		},
		kind,
		vacancy: {
			id: vacancyId,
			title: labels.get(vacancyId)?.title ?? vacancyId,
			unit: labels.get(vacancyId)?.unit ?? '',
			formationType: tally.formation_type,
			seats: tally.seats,
		},
		version,
		versions: selection.versions,
		counts: {
			...reached,
			shortlisted: tally.shortlisted,
			seated: tally.seated,
		},
		ranking: named ? await withMaskedNames(deps, key.selectionId, shortlisted) : shortlisted,
		notShortlisted,
		...(tally.shortlist_cut === null ? {} : { shortlistCut: tally.shortlist_cut }),
		decidedTies: tiesDecided(rows, decisionsUpTo(selection, key.version)),
		changes: key.version === 1 ? [] : compareVersions(before, rows),
		skbPlan: planOf(summary, tally.skb_plan),
	};
}

/** Of one vacancy, in the order of `results.csv`. */
export async function listRows(
	{ db }: ReadDeps,
	{ selectionId, version }: PublicationKey,
	vacancyId: string,
	kind: ResultKind,
): Promise<readonly PublicResultRow[]> {
	const rows = await db
		.selectFrom('results.row')
		.selectAll()
		.where('selection_id', '=', selectionId)
		.where('version', '=', version)
		.where('vacancy_id', '=', vacancyId)
		.orderBy('position')
		.execute();
	if (kind !== 'pppk') return rows.map(toResultRow);
	return rows.map((row) => ({ ...toResultRow(row), competence: competenceOf(row) }));
}

async function withMaskedNames(
	{ db, sealing }: ReadDeps,
	selectionId: string,
	rows: readonly PublicResultRow[],
): Promise<readonly PublicResultRow[]> {
	if (rows.length === 0) return [];
	const people = await db
		.selectFrom('results.person')
		.selectAll()
		.where('selection_id', '=', selectionId)
		.where(
			'participant_id',
			'in',
			rows.map((row) => row.participantId),
		)
		.execute();
	const names = new Map(people.map((person) => [person.participant_id, nameOf(sealing, person)]));
	return rows.map((row) => {
		const name = names.get(row.participantId);
		return name === undefined ? row : { ...row, maskedName: maskName(name) };
	});
}

function decisionsUpTo(selection: PublishedSelection, version: number) {
	const versions = selection.publications
		.filter((publication) => publication.version <= version)
		.toSorted((a, b) => a.version - b.version)
		.map(({ summary, entries }) => ({
			decisions: summary?.decisions ?? [],
			indices: (entries['tie.decided'] ?? []).map(({ index }) => index),
		}));
	return placeDecisions(versions);
}

function planOf(summary: PublicationSummary, plan: string): VacancyResult['skbPlan'] {
	return (summary.skbPlans[plan] ?? []).map(({ code, weight, eliminate_below: mark }) => ({
		code,
		weight,
		...(mark === undefined ? {} : { eliminateBelow: mark }),
	}));
}

/** One page of a version's rows in the order of `results.csv`; `after` rows come before it. */
export async function readRows(
	{ db }: ReadDeps,
	selection: PublishedSelection,
	page: { readonly version?: number; readonly after: number; readonly limit: number },
): Promise<{ readonly rows: readonly ResultRow[]; readonly next?: number } | undefined> {
	const version = selection.versions.find(
		(one) => page.version === undefined || one.version === page.version,
	);
	if (version === undefined) return undefined;
	const rows = await db
		.selectFrom('results.row')
		.selectAll()
		.where('selection_id', '=', selection.id)
		.where('version', '=', version.version)
		.where('position', '>=', page.after)
		.orderBy('position')
		.limit(page.limit + 1)
		.execute();
	const shown = rows.slice(0, page.limit).map(toResultRow);
	return rows.length > page.limit
		? { rows: shown, next: page.after + page.limit }
		: { rows: shown };
}
