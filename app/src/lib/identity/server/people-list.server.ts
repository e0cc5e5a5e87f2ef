import { type Kysely, sql } from 'kysely';
import type { PeoplePage, PeopleSearch, PersonView } from '../contract.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { heldRole } from './roles.store.server.ts';

type Db = Kysely<IdentityTables>;

const onPage = 25;

interface Found {
	readonly person_id: string;
	readonly name: string;
	readonly email: string;
	readonly joined: boolean;
	readonly authenticator: boolean;
}

/** Whoever holds a role there, or is about to; a person without an account by the last invitation. */
const concerned = (institutionId: string | undefined) => sql`
	select person.person_id, coalesce(account.name, invited.name, person.person_id) as name,
		coalesce(account.email, invited.email, '') as email,
		account.person_id is not null as joined,
		coalesce(account.two_factor_enabled, false) as authenticator
	from (
		select distinct person_id from identity.role_change
		where ${institutionId ?? null}::text is null or institution_id = ${institutionId ?? null}
	) person
	left join lateral (
		select * from identity.account where person_id = person.person_id
		order by created_at limit 1
	) account on true
	left join lateral (
		select * from identity.invitation where person_id = person.person_id and used_at is null
		order by created_at desc limit 1
	) invited on true`;

/** By name; @param institutionId absent reaches over all */
export async function listPeople(
	db: Db,
	institutionId: string | undefined,
	{ text = '', role, page: wanted = 1 }: PeopleSearch,
): Promise<PeoplePage> {
	const matching = sql`
		from (${concerned(institutionId)}) shown
		where (position(lower(${text}) in lower(name)) > 0 or position(lower(${text}) in lower(email)) > 0)
			and (${role ?? null}::text is null or exists (
				select from identity.role_held held
				where held.person_id = shown.person_id and held.role = ${role ?? null}
					and (${institutionId ?? null}::text is null
						or held.institution_id = ${institutionId ?? null})))`;
	const counted = await sql<{ total: number; found: number }>`
		select (select count(*) from (${concerned(institutionId)}) everybody) as total,
			(select count(*) ${matching}) as found`.execute(db);
	const { total, found } = counted.rows[0] ?? { total: 0, found: 0 };
	const pages = Math.max(1, Math.ceil(found / onPage));
	const page = Math.min(Math.max(1, wanted), pages);
	const { rows } = await sql<Found>`
		select * ${matching} order by name collate "C", person_id
		limit ${onPage} offset ${(page - 1) * onPage}`.execute(db);
	return { people: await withRoles(db, institutionId, rows), total, found, page, pages };
}

async function withRoles(
	db: Db,
	institutionId: string | undefined,
	rows: readonly Found[],
): Promise<readonly PersonView[]> {
	if (rows.length === 0) return [];
	const held = await db
		.selectFrom('identity.role_held')
		.select(['person_id', 'role', 'institution_id'])
		.where(
			'person_id',
			'in',
			rows.map((row) => row.person_id),
		)
		.$if(institutionId !== undefined, (query) =>
			query.where('institution_id', '=', institutionId ?? ''),
		)
		.execute();
	return rows.map(({ person_id: personId, ...known }) => ({
		personId,
		...known,
		roles: held.filter((row) => row.person_id === personId).map(heldRole),
	}));
}
