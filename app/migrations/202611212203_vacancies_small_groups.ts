import { type Kysely, sql } from 'kysely';

/**
 * Which numbers of applicants are not shown (see `vacancies/domain/shown-counts.ts`), decided when a
 * season is announced, so that a search needs no other vacancy than those it finds.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table vacancies.vacancy add column applicants_hidden text
		check (applicants_hidden in ('under_10', 'withheld'))`,
	`update vacancies.vacancy set applicants_hidden = 'under_10' where applicants between 1 and 9`,
	// What the others have above ten, before each of them and altogether.
	`with large as (
		select id,
			coalesce(sum(applicants - 10) over (partition by season_id order by id
				rows between unbounded preceding and 1 preceding), 0) as room_before,
			sum(applicants - 10) over (partition by season_id) as room
		from vacancies.vacancy where applicants >= 10)
	update vacancies.vacancy one set applicants_hidden = 'withheld'
	from large where large.id = one.id and room >= 8 and room_before < 8 and exists (
		select from vacancies.vacancy small
		where small.season_id = one.season_id and small.applicants_hidden = 'under_10')`,
];
