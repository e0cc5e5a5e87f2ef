import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import type { DecisionOutcome, Permission } from '../contract.ts';
import { faultOfGrant, faultOfRevocation, type HeldRole, type RoleFault } from '../domain/roles.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { type RoleLog, roleStream } from './role-log.server.ts';
import { bringIntoForce, heldRole, rolesOf } from './roles.store.server.ts';
import { newId } from './secrets.server.ts';

type Db = Kysely<IdentityTables>;
export type RoleChangeRow = Selectable<IdentityTables['identity.role_change']>;

export interface RoleDeps {
	readonly db: Db;
	readonly clock: Clock;
	readonly log: RoleLog;
	readonly onError?: ((error: unknown) => void) | undefined;
}

export interface WantedChange {
	readonly personId: string;
	readonly change: 'granted' | 'revoked';
	readonly role: HeldRole;
}

/** How long the administrator's page waits for the log before it says "waiting". */
const sequencedMs = 5_000;

/** Whether a person works there or was asked to: nobody else is shown or changed from there. */
export async function isConcerned(
	trx: Db,
	personId: string,
	institutionId: string | undefined,
): Promise<boolean> {
	const row = await trx
		.selectFrom('identity.role_change')
		.select('id')
		.where('person_id', '=', personId)
		.$if(institutionId !== undefined, (query) =>
			query.where('institution_id', '=', institutionId ?? ''),
		)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

type Asked =
	| { readonly kind: 'requested'; readonly id: string }
	| { readonly kind: 'refused'; readonly code: RoleFault | 'identity.change_already_asked' };

/** Writes a request and its entry; nothing changes for the person yet. */
export async function requestRole(
	trx: Db,
	{ clock, log }: RoleDeps,
	wanted: WantedChange,
	requestedBy: string,
): Promise<Asked> {
	const { personId, change, role } = wanted;
	await holdPerson(trx, personId);
	const fault = await faultOf(trx, wanted);
	if (fault !== undefined) return { kind: 'refused', code: fault };
	const institution = role.institutionId ?? null;
	const open = await trx
		.selectFrom('identity.role_change')
		.select('id')
		.where('person_id', '=', personId)
		.where('role', '=', role.role)
		.where('institution_id', 'is not distinct from', institution)
		.where((eb) => eb.or([eb('decision', 'is', null), waiting(eb.ref('decision'))]))
		.executeTakeFirst();
	if (open !== undefined) return { kind: 'refused', code: 'identity.change_already_asked' };
	const id = newId();
	await trx
		.insertInto('identity.role_change')
		.values({
			id,
			person_id: personId,
			change,
			role: role.role,
			institution_id: institution,
			basis: 'two_administrators',
			requested_by: requestedBy,
			requested_at: clock.now(),
			decision: null,
			decided_by: null,
			decided_at: null,
			entry_index: null,
		})
		.execute();
	await log.append(trx, [
		{
			stream: roleStream(institution),
			type: 'role.requested',
			payload: {
				request: id,
				person: personId,
				change,
				role: role.role,
				...(institution === null ? {} : { institution }),
				requester: requestedBy,
			},
		},
	]);
	return { kind: 'requested', id };
}

function waiting(decision: unknown) {
	return sql<boolean>`(${decision} = 'approved' and entry_index is null)`;
}

/** Requests and decisions about one person happen one after the other. */
async function holdPerson(trx: Db, personId: string): Promise<void> {
	await trx
		.selectFrom('identity.person')
		.select('id')
		.where('id', '=', personId)
		.forUpdate()
		.executeTakeFirstOrThrow();
}

async function faultOf(trx: Db, { personId, change, role }: WantedChange) {
	const held = await rolesOf(trx, personId);
	const rule = change === 'granted' ? faultOfGrant : faultOfRevocation;
	return rule(held, role);
}

/**
 * The second administrator's word. The decision and its entry are one transaction; the role is held
 * once the entry has its place in the log.
 */
export async function decideRole(
	deps: RoleDeps,
	permission: Permission<'role.decide'>,
	id: string,
	decision: 'approved' | 'refused',
): Promise<DecisionOutcome> {
	const decidedBy = permission.actor.personId;
	const decided = await deps.db.transaction().execute(async (trx) => {
		const row = await trx
			.selectFrom('identity.role_change')
			.selectAll()
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		const code = row === undefined ? 'identity.change_unknown' : whyNot(row, permission);
		if (row === undefined || code !== undefined) return code ?? 'identity.change_unknown';
		await holdPerson(trx, row.person_id);
		if (decision === 'refused') {
			await trx
				.updateTable('identity.role_change')
				.set({ decision, decided_by: decidedBy, decided_at: deps.clock.now() })
				.where('id', '=', id)
				.execute();
			return undefined;
		}
		const wanted = { personId: row.person_id, change: row.change, role: heldRole(row) };
		const fault = await faultOf(trx, wanted);
		if (fault !== undefined) return fault;
		await approve(trx, deps, row, decidedBy);
		return undefined;
	});
	if (decided !== undefined) return { kind: 'refused', code: decided };
	if (decision === 'refused') return { kind: 'declined' };
	const index = await settle(deps, id, sequencedMs);
	return index === undefined ? { kind: 'approved' } : { kind: 'approved', entryIndex: index };
}

/** The row must be the thing that the permission is about, and the decider a second person. */
function whyNot(
	row: RoleChangeRow,
	{ actor, resource }: Permission<'role.decide'>,
):
	| 'identity.change_unknown'
	| 'identity.second_administrator_needed'
	| 'identity.own_role'
	| undefined {
	const same = (resource.institutionId ?? null) === row.institution_id;
	if (!same || row.decision !== null) return 'identity.change_unknown';
	if (row.requested_by === actor.personId) return 'identity.second_administrator_needed';
	return row.person_id === actor.personId ? 'identity.own_role' : undefined;
}

async function approve(
	trx: Db,
	{ clock, log }: RoleDeps,
	row: Omit<RoleChangeRow, 'entry' | 'entry_index'>,
	decidedBy: string | null,
): Promise<void> {
	const { id, person_id, change, role, institution_id, requested_by, basis } = row;
	const [entry] = await log.append(trx, [
		{
			stream: roleStream(institution_id),
			type: 'role.changed',
			payload: {
				request: id,
				person: person_id,
				change,
				role,
				basis,
				...(institution_id === null ? {} : { institution: institution_id }),
				...(requested_by === null ? {} : { requester: requested_by }),
				...(decidedBy === null ? {} : { approver: decidedBy }),
			},
		},
	]);
	await trx
		.updateTable('identity.role_change')
		.set({
			decision: 'approved',
			decided_by: decidedBy,
			decided_at: clock.now(),
			entry: JSON.stringify(entry),
		})
		.where('id', '=', id)
		.execute();
}

/**
 * A role without a second administrator: for the first of an installation, whom nobody can confirm,
 * and for the people of a demo.
 */
export async function grantAlone(
	trx: Db,
	deps: RoleDeps,
	personId: string,
	role: HeldRole,
	basis: 'first_invitation' | 'demo',
): Promise<{ readonly ok: true; readonly id: string } | { readonly ok: false; code: RoleFault }> {
	await holdPerson(trx, personId);
	const fault = faultOfGrant(await rolesOf(trx, personId), role);
	if (fault !== undefined) return { ok: false, code: fault };
	const row = {
		id: newId(),
		person_id: personId,
		change: 'granted' as const,
		role: role.role,
		institution_id: role.institutionId ?? null,
		basis,
		requested_by: null,
		requested_at: deps.clock.now(),
		decision: null,
		decided_by: null,
		decided_at: null,
	};
	await trx
		.insertInto('identity.role_change')
		.values({ ...row, entry_index: null })
		.execute();
	await approve(trx, deps, row, null);
	return { ok: true, id: row.id };
}

/**
 * Brings an approved change into force once the log has it. Safe to call again: after a crash, by
 * the next start and by the job.
 * @returns the place of its entry, or undefined while the log has not signed it
 */
async function settle(deps: RoleDeps, id: string, timeoutMs: number): Promise<number | undefined> {
	const row = await deps.db
		.selectFrom('identity.role_change')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirst();
	if (row === undefined || row.entry === null) return undefined;
	if (row.entry_index !== null) return row.entry_index;
	const place = await deps.log
		.whenSequenced(row.entry, { timeoutMs })
		.catch((error: unknown) => deps.onError?.(error));
	if (place === undefined) return undefined;
	await deps.db.transaction().execute(async (trx) => {
		await holdPerson(trx, row.person_id);
		const settled = await trx
			.updateTable('identity.role_change')
			.set({ entry_index: place.index })
			.where('id', '=', id)
			.where('entry_index', 'is', null)
			.executeTakeFirst();
		if (settled.numUpdatedRows > 0n) await bringIntoForce(trx, row, deps.clock.now());
	});
	return place.index;
}

/** Changes that were approved and not yet in force, oldest first. */
export async function settleAll(deps: RoleDeps, timeoutMs: number): Promise<void> {
	const rows = await deps.db
		.selectFrom('identity.role_change')
		.select('id')
		.where('decision', '=', 'approved')
		.where('entry_index', 'is', null)
		.orderBy('decided_at')
		.execute();
	for (const { id } of rows) await settle(deps, id, timeoutMs);
}
