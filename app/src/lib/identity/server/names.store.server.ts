import type { Kysely } from 'kysely';
import type { IdentityTables } from './identity.tables.server.ts';

type Db = Kysely<IdentityTables>;

/** A person's name as it stands with the newest account, else with the invitation. */
export async function namesOf(
	db: Db,
	personIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const ids = [...new Set(personIds)].filter((id) => id !== '');
	if (ids.length === 0) return new Map();
	const invited = await db
		.selectFrom('identity.invitation')
		.select(['person_id', 'name'])
		.where('person_id', 'in', ids)
		.execute();
	const accounts = await db
		.selectFrom('identity.account')
		.select(['person_id', 'name'])
		.where('person_id', 'in', ids)
		.orderBy('created_at')
		.execute();
	return new Map(
		[...invited, ...accounts].map((row) => [row.person_id ?? '', row.name ?? ''] as const),
	);
}
