import { type Kysely, sql } from 'kysely';

/**
 * What is announced: governments, seasons, vacancies. Nothing here is about a person. Schedules and
 * texts are documents that are always read whole, so they stay JSON; what is searched has a column.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema vacancies`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table vacancies.institution (
		id text collate "C" primary key,
		name text not null,
		short_name text not null,
		zone text not null check (zone in ('WIB', 'WITA', 'WIT'))
	)`,

	`create table vacancies.season (
		id text collate "C" primary key,
		institution_id text collate "C" not null references vacancies.institution,
		title jsonb not null,
		schedule jsonb not null,
		document text not null,
		selection_ids text[] not null default '{}',
		stage_counts jsonb not null default '{}',
		announced_at timestamptz not null
	)`,
	`comment on column vacancies.season.document is 'Canonical JSON of the announcement; its SHA-256 stands in the log entry vacancy.published'`,
	`comment on column vacancies.season.stage_counts is 'Schedule step -> people who reached it; known once results are published'`,

	`create table vacancies.vacancy (
		id text collate "C" primary key,
		season_id text collate "C" not null references vacancies.season,
		title text not null,
		unit text not null,
		location text not null,
		formation_type text not null,
		education text not null,
		education_level text not null,
		seats integer not null check (seats >= 0),
		applicants integer check (applicants >= 0),
		opens_at timestamptz not null,
		closes_at timestamptz not null check (closes_at > opens_at),
		open_to_disability boolean not null,
		salary_min bigint not null,
		salary_max bigint not null check (salary_max >= salary_min),
		detail jsonb not null,
		search_text text not null
	)`,
	`create index vacancy_season on vacancies.vacancy (season_id)`,
	`comment on column vacancies.vacancy.search_text is 'Lower case title, unit, location, education and government: what a search looks through'`,

	`create table vacancies.change (
		id bigint generated always as identity primary key,
		season_id text collate "C" not null references vacancies.season,
		at timestamptz not null,
		text jsonb not null,
		entry jsonb not null,
		entry_index bigint check (entry_index >= 0)
	)`,
	`create index change_season on vacancies.change (season_id, id)`,
	`comment on column vacancies.change.entry is 'Reference to the log entry, written in the same transaction; entry_index follows when it has its place'`,
];
