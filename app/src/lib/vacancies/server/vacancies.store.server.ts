import { type Kysely, type Selectable, sql } from 'kysely';
import type {
	EducationLevel,
	FormationType,
	Institution,
	Vacancy,
	VacancyPage,
	VacancySearch,
} from '../contract.ts';
import { pageOf, pageSize, searchPatterns } from '../domain/search.ts';
import type { InstitutionTable, VacanciesTables, VacancyTable } from './vacancies.tables.server.ts';

type Db = Kysely<VacanciesTables>;

export function toInstitution(row: Selectable<InstitutionTable>): Institution {
	return { id: row.id, name: row.name, shortName: row.short_name, zone: row.zone };
}

export function toVacancy(row: Selectable<VacancyTable>, institution: Institution): Vacancy {
	return {
		id: row.id,
		seasonId: row.season_id,
		institution,
		title: row.title,
		unit: row.unit,
		location: row.location,
		formationType: row.formation_type,
		education: row.education,
		educationLevel: row.education_level,
		seats: row.seats,
		...(row.applicants === null ? {} : { applicants: row.applicants_hidden ?? row.applicants }),
		registration: {
			opensAt: row.opens_at.toISOString(),
			closesAt: row.closes_at.toISOString(),
		},
		openToDisability: row.open_to_disability,
		salaryMin: row.salary_min,
		salaryMax: row.salary_max,
	};
}

export async function listInstitutions(db: Db): Promise<readonly Institution[]> {
	const rows = await db
		.selectFrom('vacancies.institution')
		.selectAll()
		.orderBy(sql`short_name collate "C"`)
		.execute();
	return rows.map(toInstitution);
}

/**
 * Rows matched by the words, each with whether it satisfies every other filter. A facet counts
 * what would be left if only its own choice changed, so it leaves its own filter out.
 */
function matched(query: VacancySearch, now: Date) {
	const patterns = searchPatterns(query.q);
	const chosen = (values: readonly string[], column: string) =>
		values.length === 0 ? sql`true` : sql`${sql.ref(column)} = any(${[...values]}::text[])`;
	return sql`
		select v.*, s.institution_id,
			${chosen(query.institutions, 's.institution_id')} as by_institution,
			${chosen(query.educationLevels, 'v.education_level')} as by_level,
			${chosen(query.formationTypes, 'v.formation_type')} as by_formation,
			(v.opens_at <= ${now} and v.closes_at > ${now}) as is_open,
			(not ${query.openOnly} or (v.opens_at <= ${now} and v.closes_at > ${now})) as by_open
		from vacancies.vacancy v
		join vacancies.season s on s.id = v.season_id
		where v.search_text like all (${[...patterns]}::text[])`;
}

interface FacetRow {
	readonly kind: 'institution' | 'level' | 'formation' | 'open' | 'total';
	readonly value: string;
	readonly count: number;
	readonly seats: number;
}

async function countFacets(db: Db, query: VacancySearch, now: Date): Promise<readonly FacetRow[]> {
	const { rows } = await sql<FacetRow>`
		with matched as (${matched(query, now)})
		select 'institution' as kind, institution_id as value, count(*)::int as count, 0 as seats
			from matched where by_level and by_formation and by_open group by 2
		union all
		select 'level', education_level, count(*)::int, 0
			from matched where by_institution and by_formation and by_open group by 2
		union all
		select 'formation', formation_type, count(*)::int, 0
			from matched where by_institution and by_level and by_open group by 2
		union all
		select 'open', '', count(*)::int, 0
			from matched where by_institution and by_level and by_formation and is_open
		union all
		select 'total', '', count(*)::int, coalesce(sum(seats), 0)::int
			from matched where by_institution and by_level and by_formation and by_open
	`.execute(db);
	return rows;
}

/** Open ones first, then coming, then closed; the id settles what is left, so pages never overlap. */
const orders = {
	// A place in the order must not tell a number that the page does not show.
	fewest_applicants: sql`case when applicants_hidden is null then coalesce(applicants, 0) else 10 end::numeric
		/ greatest(seats, 1), title collate "C"`,
	most_seats: sql`seats desc, title collate "C"`,
	closing_soon: sql`closes_at, title collate "C"`,
} as const;

async function findPage(db: Db, query: VacancySearch, now: Date, page: number) {
	const { rows } = await sql<Selectable<VacancyTable> & { institution_id: string }>`
		with matched as (${matched(query, now)})
		select * from matched where by_institution and by_level and by_formation and by_open
		order by case when is_open then 0 when opens_at > ${now} then 1 else 2 end,
			${orders[query.sort]}, id
		limit ${pageSize} offset ${(page - 1) * pageSize}
	`.execute(db);
	return rows;
}

const levels: readonly EducationLevel[] = ['sma', 'diploma', 'sarjana', 'profesi', 'magister'];
const formations: readonly FormationType[] = [
	'umum',
	'cumlaude',
	'disabilitas',
	'diaspora',
	'papua',
	'kalimantan',
	'daerah_tertinggal',
];

/** One page of a search with the counts of every facet. */
export async function searchVacancies(
	db: Db,
	query: VacancySearch,
	now: Date,
): Promise<VacancyPage> {
	const [institutions, counted] = await Promise.all([
		listInstitutions(db),
		countFacets(db, query, now),
	]);
	const of = (kind: FacetRow['kind'], value = '') =>
		counted.find((row) => row.kind === kind && row.value === value);
	const totals = of('total');
	const total = totals?.count ?? 0;
	const { page, pages } = pageOf(total, query.page);
	const rows = await findPage(db, query, now, page);
	const byId = new Map(institutions.map((institution) => [institution.id, institution]));
	const facet = <T extends string>(
		kind: FacetRow['kind'],
		values: readonly T[],
		chosen: readonly T[],
	) =>
		values
			.map((value) => ({ value, count: of(kind, value)?.count ?? 0 }))
			.filter(({ value, count }) => count > 0 || chosen.includes(value));
	return {
		items: rows.flatMap((row) => {
			const institution = byId.get(row.institution_id);
			return institution === undefined ? [] : [toVacancy(row, institution)];
		}),
		total,
		seats: totals?.seats ?? 0,
		page,
		pages,
		facets: {
			institutions: institutions.map(({ id, shortName }) => ({
				value: id,
				name: shortName,
				count: of('institution', id)?.count ?? 0,
			})),
			educationLevels: facet('level', levels, query.educationLevels),
			formationTypes: facet('formation', formations, query.formationTypes),
			open: of('open')?.count ?? 0,
		},
	};
}
