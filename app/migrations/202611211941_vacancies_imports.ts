import { type Kysely, sql } from 'kysely';

/**
 * Vacancies as files brought them, each list whole under the number of its file. The newest list of
 * a season that was not withdrawn is the one in effect; older ones stay until it is used.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table vacancies.list (
		import_id bigint primary key,
		season_id text collate "C" not null,
		institution_id text collate "C" not null,
		rows bigint not null,
		used_at timestamptz,
		undone_at timestamptz,
		check (used_at is null or undone_at is null)
	)`,
	`create index list_season on vacancies.list (season_id, import_id) where undone_at is null`,

	`create table vacancies.listed (
		import_id bigint not null,
		line integer not null,
		vacancy_id text collate "C" not null,
		agency_id text not null,
		position_code text not null,
		education_group text not null,
		unit_id text not null,
		formation_type text not null,
		seats integer not null check (seats >= 0),
		special_job text not null,
		skb_plan text not null,
		filling_group text not null,
		title text not null,
		location text not null,
		region_code text not null,
		requirements text not null,
		salary_min bigint,
		salary_max bigint,
		open_to_disability boolean not null,
		primary key (import_id, line)
	)`,

	`create table vacancies.listed_education (
		import_id bigint not null,
		line integer not null,
		education_code text not null
	)`,
	`create index listed_education_line on vacancies.listed_education (import_id, line)`,
	`comment on table vacancies.listed_education is 'Educations that a listed vacancy admits'`,
];
