import { type Kysely, type Selectable, sql } from 'kysely';
import type { AccessResetView, Permission, ResetDecision, ResetOutcome } from '../contract.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { invitationPath, type Invitations, openInvitation } from './invitations.server.ts';
import { namesOf } from './names.store.server.ts';
import { roleStream } from './role-log.server.ts';
import type { RoleDeps } from './role-changes.server.ts';
import { newId } from './secrets.server.ts';

/**
 * Help for whoever lost the telephone and the recovery codes: one administrator asks, another one
 * confirms. What opened the account before opens it no more: authenticator, password and sessions
 * end together, and the way back leads through the mailbox of the account.
 */

type Db = Kysely<IdentityTables>;
type ResetRow = Selectable<IdentityTables['identity.access_reset']>;

export interface ResetDeps extends RoleDeps {
	readonly invitations: Invitations;
}

const sequencedMs = 5_000;

export async function requestReset(
	deps: ResetDeps,
	{ actor, resource, by }: Permission<'access.request_reset'>,
	personId: string,
): Promise<ResetOutcome> {
	if (personId === actor.personId) return { kind: 'refused', code: 'identity.own_access' };
	const institution = resource.institutionId ?? null;
	return deps.db.transaction().execute(async (trx): Promise<ResetOutcome> => {
		if (!(await worksWithin(trx, personId, by.institutionId ?? institution))) {
			return { kind: 'refused', code: 'identity.person_unknown' };
		}
		const id = newId();
		const inserted = await trx
			.insertInto('identity.access_reset')
			.values({
				id,
				person_id: personId,
				institution_id: institution,
				requested_by: actor.personId,
				requested_at: deps.clock.now(),
				decision: null,
				decided_by: null,
				decided_at: null,
				entry_index: null,
			})
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		if (inserted.numInsertedOrUpdatedRows === 0n) {
			return { kind: 'refused', code: 'identity.reset_already_asked' };
		}
		const payload = { request: id, person: personId, ...placeOf(institution) };
		await deps.log.append(trx, [
			{
				stream: roleStream(institution),
				type: 'access.reset_requested',
				payload: { ...payload, requester: actor.personId },
			},
		]);
		return { kind: 'requested', id };
	});
}

/** Whoever has an account and holds a role there now; without an institution, whoever has one. */
async function worksWithin(db: Db, personId: string, institution: string | null): Promise<boolean> {
	const row = await db
		.selectFrom('identity.account as account')
		.select('account.id')
		.where('account.person_id', '=', personId)
		.$if(institution !== null, (query) =>
			query.where((eb) =>
				eb.exists(
					eb
						.selectFrom('identity.role_held as held')
						.select('held.role')
						.whereRef('held.person_id', '=', 'account.person_id')
						.where('held.institution_id', '=', institution),
				),
			),
		)
		.executeTakeFirst();
	return row !== undefined;
}

/** The entry, the end of everything that opened the account, and the letter are one transaction. */
export async function decideReset(
	deps: ResetDeps,
	permission: Permission<'access.decide_reset'>,
	id: string,
	decision: 'approved' | 'refused',
): Promise<ResetDecision> {
	const { actor } = permission;
	const code = await deps.db.transaction().execute(async (trx) => {
		const row = await trx
			.selectFrom('identity.access_reset')
			.selectAll()
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirst();
		const against = whyNot(row, permission);
		if (row === undefined || against !== undefined) return against ?? 'identity.change_unknown';
		const decided = { decision, decided_by: actor.personId, decided_at: deps.clock.now() };
		const entry = decision === 'approved' ? await shut(trx, deps, row, actor.personId) : undefined;
		await trx
			.updateTable('identity.access_reset')
			.set({ ...decided, ...(entry === undefined ? {} : { entry: JSON.stringify(entry) }) })
			.where('id', '=', id)
			.execute();
		return undefined;
	});
	if (code !== undefined) return { kind: 'refused', code };
	if (decision === 'refused') return { kind: 'declined' };
	const index = await place(deps, id, sequencedMs);
	return index === undefined ? { kind: 'approved' } : { kind: 'approved', entryIndex: index };
}

function whyNot(row: ResetRow | undefined, { actor, resource }: Permission<'access.decide_reset'>) {
	const same = (resource.institutionId ?? null) === row?.institution_id;
	if (row === undefined || !same || row.decision !== null) return 'identity.change_unknown';
	if (row.requested_by === actor.personId) return 'identity.second_administrator_needed';
	return row.person_id === actor.personId ? 'identity.own_access' : undefined;
}

async function shut(trx: Db, deps: ResetDeps, row: ResetRow, approver: string) {
	const accounts = await trx
		.selectFrom('identity.account')
		.select(['id', 'email', 'name'])
		.where('person_id', '=', row.person_id)
		.execute();
	for (const { id, email, name } of accounts) {
		await trx.deleteFrom('identity.authenticator').where('user_id', '=', id).execute();
		await trx.deleteFrom('identity.session').where('user_id', '=', id).execute();
		await trx
			.updateTable('identity.credential')
			.set({ password: null })
			.where('user_id', '=', id)
			.execute();
		await trx
			.updateTable('identity.account')
			.set({ two_factor_enabled: false })
			.where('id', '=', id)
			.execute();
		const invitation = { email, personId: row.person_id, name, invitedBy: approver };
		const token = await openInvitation(trx, invitation, deps.clock.now());
		const path = invitationPath(token);
		await deps.invitations.send(trx, { key: `reset:${row.id}:${id}`, kind: 'reset', email, path });
	}
	const [entry] = await deps.log.append(trx, [
		{
			stream: roleStream(row.institution_id),
			type: 'access.reset',
			payload: {
				request: row.id,
				person: row.person_id,
				...placeOf(row.institution_id),
				requester: row.requested_by,
				approver,
			},
		},
	]);
	return entry;
}

function placeOf(institution: string | null) {
	return institution === null ? {} : { institution };
}

/** Notes where the entry stands; undefined while the log has not given it a place. */
async function place(deps: ResetDeps, id: string, timeoutMs: number): Promise<number | undefined> {
	const { entry } = await deps.db
		.selectFrom('identity.access_reset')
		.select('entry')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	if (entry === null) return undefined;
	const found = await deps.log
		.whenSequenced(entry, { timeoutMs })
		.catch((error: unknown) => deps.onError?.(error));
	if (found === undefined) return undefined;
	await deps.db
		.updateTable('identity.access_reset')
		.set({ entry_index: found.index })
		.where('id', '=', id)
		.execute();
	return found.index;
}

/** Resets whose entry had no place yet when they were decided. */
export async function placeResets(deps: ResetDeps, timeoutMs: number): Promise<void> {
	const rows = await deps.db
		.selectFrom('identity.access_reset')
		.select('id')
		.where('decision', '=', 'approved')
		.where('entry_index', 'is', null)
		.execute();
	for (const { id } of rows) await place(deps, id, timeoutMs);
}

export async function listResets(
	db: Db,
	wanted: { readonly scope?: string | undefined; readonly id?: string },
): Promise<readonly AccessResetView[]> {
	const rows = await db
		.selectFrom('identity.access_reset')
		.selectAll()
		.$if(wanted.scope !== undefined, (query) =>
			query.where('institution_id', '=', wanted.scope ?? ''),
		)
		.$if(wanted.id !== undefined, (query) => query.where('id', '=', wanted.id ?? ''))
		.orderBy(sql`decision is not null`)
		.orderBy('requested_at', 'desc')
		.limit(200)
		.execute();
	const people = rows.flatMap((row) => [row.person_id, row.requested_by, row.decided_by ?? '']);
	const names = await namesOf(db, people);
	const nameOf = (id: string) => names.get(id) ?? id;
	return rows.map((row) => ({
		id: row.id,
		personId: row.person_id,
		personName: nameOf(row.person_id),
		...(row.institution_id === null ? {} : { institutionId: row.institution_id }),
		requestedBy: row.requested_by,
		requestedByName: nameOf(row.requested_by),
		requestedAt: row.requested_at.toISOString(),
		state: stateOf(row),
		...(row.decided_by === null ? {} : { decidedByName: nameOf(row.decided_by) }),
		...(row.entry_index === null ? {} : { entryIndex: row.entry_index }),
	}));
}

function stateOf({ decision }: Pick<ResetRow, 'decision'>): AccessResetView['state'] {
	if (decision === null) return 'open';
	return decision === 'approved' ? 'done' : 'refused';
}
