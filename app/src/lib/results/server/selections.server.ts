import type { Kysely } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import {
	type Bilingual,
	showCount,
	type ShownCount,
	type VacanciesApi,
	type VacancyCommands,
} from '../../vacancies/contract.ts';
import type { PublishedVersion, SelectionSummary } from '../contract.ts';
import { resultKind } from '../domain/result-kind.ts';
import { countsOf, type ShownCounts } from '../domain/shown-counts.ts';
import { listPublished, type Publication } from './publications.store.server.ts';
import { toPublishedVersion } from './published-index.server.ts';
import type { PublicationSummary, ResultsTables } from './results.tables.server.ts';
import { readShownCounts } from './shown-counts.store.server.ts';

export interface ReadDeps {
	readonly db: Kysely<ResultsTables>;
	readonly sealing: Sealing;
	readonly vacancies: VacanciesApi & VacancyCommands;
}

/** A selection with its visible versions, newest first. */
export interface PublishedSelection {
	readonly id: string;
	readonly seasonId: string;
	readonly title: Bilingual;
	readonly publications: readonly Publication[];
	readonly versions: readonly PublishedVersion[];
}

/** Selections with a visible version, the most recently published first. */
export async function listPublishedSelections(
	{ db }: ReadDeps,
	only?: string,
): Promise<readonly PublishedSelection[]> {
	let query = db.selectFrom('results.selection').selectAll();
	if (only !== undefined) query = query.where('id', '=', only);
	const [published, selections] = await Promise.all([listPublished(db), query.execute()]);
	const order = [...new Set(published.map((publication) => publication.selection_id))];
	return order.flatMap((id) => {
		const selection = selections.find((candidate) => candidate.id === id);
		if (selection === undefined) return [];
		const publications = published.filter((publication) => publication.selection_id === id);
		const versions = publications.map((publication) => toPublishedVersion(publication, published));
		const { season_id: seasonId, title } = selection;
		return [{ id, seasonId, title, publications, versions }];
	});
}

export async function summarise(
	deps: ReadDeps,
	selection: PublishedSelection,
	page = 1,
): Promise<SelectionSummary> {
	const [current] = selection.versions;
	const summary = selection.publications[0]?.summary;
	if (current === undefined || summary === null || summary === undefined) {
		throw new Error('a published version has no summary');
	}
	const key = { selectionId: selection.id, version: current.version };
	const [season, shown] = await Promise.all([
		getSeason(deps, selection.seasonId),
		readShownCounts(deps.db, key),
	]);
	return {
		id: selection.id,
		title: selection.title,
		institution: season.institution,
		seasonId: selection.seasonId,
		kind: resultKind(summary),
		current,
		versions: selection.versions,
		participants: shown.applicants,
		seats: summary.seats,
		filled: summary.filled,
		shortlisted: summary.shortlisted,
		funnel: funnelOf(summary, shown),
		...(await listVacancies(deps, selection, current.version, shown, page)),
	};
}

/** A selection always belongs to an announced season. */
export async function getSeason({ vacancies }: ReadDeps, id: string) {
	const season = await vacancies.findSeason(id);
	if (season === undefined) throw new Error(`no season ${id}`);
	return season;
}

function funnelOf(summary: PublicationSummary, shown: ShownCounts): SelectionSummary['funnel'] {
	const step = (key: string, id: string, en: string, count: ShownCount) => ({
		key,
		name: { id, en },
		count,
	});
	const applied = [
		step('applicants', 'Pelamar', 'Applicants', shown.applicants),
		step('eligible', 'Memenuhi syarat (MS)', 'Eligible (MS)', shown.eligible),
	];
	const seated = step('seated', 'Mendapat kursi', 'Have a seat', summary.filled);
	const kind = resultKind(summary);
	if (kind === 'pppk') {
		const name = ['Mengikuti seleksi kompetensi', 'Took the competence tests'] as const;
		return [...applied, step('attended', ...name, shown.passed), seated];
	}
	return [
		...applied,
		step('attended', 'Hadir di SKD', 'Sat the SKD', showCount(summary.attended)),
		step('passed', 'Lulus ambang batas', 'Passed the threshold', shown.passed),
		step('shortlisted', 'Maju ke SKB', 'Went on to the SKB', summary.shortlisted),
		...(kind === 'skd' ? [] : [seated]),
	];
}

async function listVacancies(
	{ db, vacancies }: ReadDeps,
	selection: PublishedSelection,
	version: number,
	shown: ShownCounts,
	wanted: number,
): Promise<Pick<SelectionSummary, 'vacancies' | 'vacancyPages'>> {
	const all = db
		.selectFrom('results.vacancy')
		.where('selection_id', '=', selection.id)
		.where('version', '=', version);
	const { count } = await all
		.select(({ fn }) => fn.countAll<number>().as('count'))
		.executeTakeFirstOrThrow();
	// A list that is read whole is sorted as people read it; a longer one is never in memory whole.
	const whole = count <= readWhole;
	const pages = whole ? 1 : Math.ceil(count / pageSize);
	const page = Math.min(Math.max(1, wanted), pages);
	const rows = await all
		.selectAll()
		.orderBy('vacancy_id')
		.limit(whole ? readWhole : pageSize)
		.offset((page - 1) * pageSize)
		.execute();
	const ids = rows.map((row) => row.vacancy_id);
	const labels = await vacancies.labels(selection.seasonId, ids);
	const listed = rows.map((row) => ({
		id: row.vacancy_id,
		title: labels.get(row.vacancy_id)?.title ?? row.vacancy_id,
		unit: labels.get(row.vacancy_id)?.unit ?? '',
		seats: row.seats,
		filled: row.filled,
		participants: countsOf(shown, { ...row, vacancyId: row.vacancy_id }).applicants,
	}));
	if (whole) {
		listed.sort((a, b) => byText(a.title, b.title) || byText(a.unit, b.unit) || byText(a.id, b.id));
	}
	return { vacancies: listed, vacancyPages: { page, pages } };
}

const readWhole = 200;
const pageSize = 50;

function byText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
