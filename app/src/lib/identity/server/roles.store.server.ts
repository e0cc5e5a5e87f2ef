import type { Kysely, Selectable } from 'kysely';
import { dutyKindOf, type HeldRole } from '../domain/roles.ts';
import type { IdentityTables } from './identity.tables.server.ts';

type Db = Kysely<IdentityTables>;

/** Empty stands for "the whole installation" in no table: there it is null, in code it is absent. */
export function heldRole(row: {
	readonly role: HeldRole['role'];
	readonly institution_id: string | null;
}): HeldRole {
	return row.institution_id === null
		? { role: row.role }
		: { role: row.role, institutionId: row.institution_id };
}

export async function rolesOf(db: Db, personId: string): Promise<readonly HeldRole[]> {
	const rows = await db
		.selectFrom('identity.role_held')
		.select(['role', 'institution_id'])
		.where('person_id', '=', personId)
		.orderBy('since')
		.execute();
	return rows.map(heldRole);
}

/** Brings a change into force: the last role of a person that ends takes the kind of duty with it. */
export async function bringIntoForce(
	trx: Db,
	change: Pick<
		Selectable<IdentityTables['identity.role_change']>,
		'person_id' | 'change' | 'role' | 'institution_id'
	>,
	now: Date,
): Promise<void> {
	const { person_id, role, institution_id } = change;
	if (change.change === 'granted') {
		await trx
			.insertInto('identity.duty')
			.values({ person_id, kind: dutyKindOf(role) })
			.onConflict((on) => on.column('person_id').doNothing())
			.execute();
		await trx
			.insertInto('identity.role_held')
			.values({ person_id, role, institution_id, since: now })
			.onConflict((on) => on.columns(['person_id', 'role', 'institution_id']).doNothing())
			.execute();
		return;
	}
	await trx
		.deleteFrom('identity.role_held')
		.where('person_id', '=', person_id)
		.where('role', '=', role)
		.where('institution_id', 'is not distinct from', institution_id)
		.execute();
	if ((await rolesOf(trx, person_id)).length > 0) return;
	await trx.deleteFrom('identity.duty').where('person_id', '=', person_id).execute();
}
