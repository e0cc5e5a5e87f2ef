import { type Kysely, sql } from 'kysely';
import {
	type Actor,
	type IdentityApi,
	type InvitationDraft,
	type InvitationOutcome,
	leavesReading,
	type Permission,
	type ReadingPage,
	type RoleChangeView,
	type RoleOutcome,
} from '../contract.ts';
import { decideReset, listResets, requestReset } from './access-resets.server.ts';
import { findHolder, personByNumber } from './accounts.store.server.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import {
	findInvitation,
	forgot,
	invitationPath,
	type Invitations,
	join,
	openInvitation,
} from './invitations.server.ts';
import {
	decideRole,
	isConcerned,
	requestRole,
	type RoleDeps,
	settleAll,
} from './role-changes.server.ts';
import { namesOf } from './names.store.server.ts';
import { listPeople } from './people-list.server.ts';
import { refusing } from './role-log.server.ts';
import { heldRole } from './roles.store.server.ts';
import { type IdentityKeys, newId } from './secrets.server.ts';

type Db = Kysely<IdentityTables>;

export interface PeopleDeps extends RoleDeps {
	readonly keys: IdentityKeys;
	readonly invitations: Invitations;
	readonly signIn: IdentityApi['signIn'];
}

type PeopleApi = Pick<
	IdentityApi,
	| 'people'
	| 'roleChanges'
	| 'findRoleChange'
	| 'invite'
	| 'requestRole'
	| 'decideRole'
	| 'accessResets'
	| 'findAccessReset'
	| 'requestReset'
	| 'decideReset'
	| 'forgot'
	| 'findInvitation'
	| 'join'
	| 'recordReading'
	| 'readings'
>;

/** The administrator's side: people, their roles, and who read what. */
export function createPeople(deps: PeopleDeps): PeopleApi {
	const { db, clock } = deps;
	return {
		people: (permission, wanted = {}) => listPeople(db, scopeOf(permission), wanted),
		roleChanges: (permission) => listRoleChanges(db, { scope: scopeOf(permission) }),
		findRoleChange: async (id) => (await listRoleChanges(db, { id }))[0],
		invite: (permission, draft) => refusing(deps.log, () => invite(deps, permission, draft)),
		requestRole: (permission, change) =>
			refusing(deps.log, () => requestAllowed(deps, permission, change)),
		decideRole: (permission, id, decision) =>
			refusing(deps.log, () => decideRole(deps, permission, id, decision)),
		accessResets: (permission) => listResets(db, { scope: scopeOf(permission) }),
		findAccessReset: async (id) => (await listResets(db, { id }))[0],
		requestReset: (permission, personId) =>
			refusing(deps.log, () => requestReset(deps, permission, personId)),
		decideReset: (permission, id, decision) =>
			refusing(deps.log, () => decideReset(deps, permission, id, decision)),
		forgot: (email) => forgot(deps, email),
		findInvitation: (token) => findInvitation(db, clock, token),
		join: async (visitor, token, form) => {
			const joined = await refusing(deps.log, () => join(deps, token, form));
			if ('kind' in joined) return joined;
			if (!joined.ok) return { kind: 'refused', code: joined.code };
			await settleAll(deps, 5_000);
			const signedIn = await deps.signIn(visitor, joined.email, form.password);
			return {
				kind: 'joined',
				codeNeeded: signedIn.kind === 'code_needed',
				cookies: 'cookies' in signedIn ? signedIn.cookies : [],
			};
		},
		recordReading: (actor, what, institutionId) => recordReading(deps, actor, what, institutionId),
		readings: (permission, page) => listReadings(db, scopeOf(permission), page ?? 1),
	};
}

/** Only of people who work there or were asked to. */
async function requestAllowed(
	deps: PeopleDeps,
	permission: Permission<'role.request'>,
	change: Parameters<IdentityApi['requestRole']>[1],
): Promise<RoleOutcome> {
	const role = { ...change.role, ...permission.resource };
	return deps.db.transaction().execute(async (trx) => {
		if (!(await isConcerned(trx, change.personId, permission.by.institutionId))) {
			return { kind: 'refused', code: 'identity.person_unknown' };
		}
		return requestRole(trx, deps, { ...change, role }, permission.actor.personId);
	});
}

/** Of the institution that the permission is about; undefined reaches over all. */
function scopeOf({ resource, by }: Permission): string | undefined {
	return resource.institutionId ?? by.institutionId;
}

async function listRoleChanges(
	db: Db,
	wanted: { readonly scope?: string | undefined; readonly id?: string },
): Promise<readonly RoleChangeView[]> {
	const rows = await db
		.selectFrom('identity.role_change')
		.selectAll()
		.$if(wanted.scope !== undefined, (query) =>
			query.where('institution_id', '=', wanted.scope ?? ''),
		)
		.$if(wanted.id !== undefined, (query) => query.where('id', '=', wanted.id ?? ''))
		.orderBy(sql`decision is not null`)
		.orderBy('requested_at', 'desc')
		.limit(200)
		.execute();
	const names = await namesOf(
		db,
		rows.flatMap((row) => [row.person_id, row.requested_by ?? '', row.decided_by ?? '']),
	);
	return rows.map((row): RoleChangeView => {
		const { decision, entry_index: index } = row;
		const state =
			decision === null
				? 'open'
				: decision === 'refused'
					? 'refused'
					: index === null
						? 'waiting'
						: 'in_force';
		return {
			...heldRole(row),
			id: row.id,
			personId: row.person_id,
			personName: names.get(row.person_id) ?? row.person_id,
			change: row.change,
			requestedAt: row.requested_at.toISOString(),
			state,
			...(row.requested_by === null
				? {}
				: {
						requestedBy: row.requested_by,
						requestedByName: names.get(row.requested_by) ?? row.requested_by,
					}),
			...(row.decided_by === null
				? {}
				: { decidedByName: names.get(row.decided_by) ?? row.decided_by }),
			...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
			...(index === null ? {} : { entryIndex: index }),
		};
	});
}

/**
 * A colleague is invited and a role is asked for in one step; the link works at once, the role waits
 * for the second administrator.
 */
async function invite(
	deps: PeopleDeps,
	permission: Permission<'people.invite'>,
	draft: InvitationDraft,
): Promise<InvitationOutcome> {
	const email = draft.email.trim().toLowerCase();
	const now = deps.clock.now();
	const refused = new Error('refused');
	let outcome: InvitationOutcome | undefined;
	const act = deps.db.transaction().execute(async (trx) => {
		if ((await findHolder(trx, email)) !== undefined) {
			outcome = { kind: 'refused', code: 'identity.email_in_use' };
			throw refused;
		}
		const key = deps.keys.employeeNumberKey(draft.employeeNumber);
		const personId = await personByNumber(trx, key, now);
		const role = { role: draft.role, ...permission.resource };
		const asked = await requestRole(
			trx,
			deps,
			{ personId, change: 'granted', role },
			permission.actor.personId,
		);
		if (asked.kind === 'refused') {
			outcome = asked;
			throw refused;
		}
		const invitedBy = permission.actor.personId;
		const token = await openInvitation(
			trx,
			{ email, personId, name: draft.name.trim(), invitedBy },
			now,
		);
		await deps.invitations.send(trx, {
			key: `invitation:${newId()}`,
			kind: 'invitation',
			email,
			path: invitationPath(token),
		});
		return { kind: 'invited' as const, changeId: asked.id };
	});
	return act.catch((error: unknown) => {
		if (error === refused && outcome !== undefined) return outcome;
		throw error;
	});
}

/** The role by which a person reads: one that may read everything, else one of that institution. */
async function recordReading(
	{ db, clock }: PeopleDeps,
	actor: Actor,
	what: string,
	institutionId: string | undefined,
): Promise<void> {
	const by =
		actor.roles.find(leavesReading) ??
		actor.roles.find((role) => role.institutionId === institutionId) ??
		actor.roles[0];
	if (by === undefined) return;
	await db
		.insertInto('identity.reading')
		.values({
			at: clock.now(),
			person_id: actor.personId,
			role: by.role,
			institution_id: institutionId ?? by.institutionId ?? null,
			what,
		})
		.execute();
}

const readingsOnPage = 100;

async function listReadings(
	db: Db,
	institutionId: string | undefined,
	wanted: number,
): Promise<ReadingPage> {
	const found = db
		.selectFrom('identity.reading')
		.$if(institutionId !== undefined, (query) =>
			query.where('institution_id', '=', institutionId ?? ''),
		);
	const { total } = await found
		.select((count) => count.fn.countAll<number>().as('total'))
		.executeTakeFirstOrThrow();
	const pages = Math.max(1, Math.ceil(total / readingsOnPage));
	const page = Math.min(Math.max(1, wanted), pages);
	const rows = await found
		.selectAll()
		.orderBy('id', 'desc')
		.limit(readingsOnPage)
		.offset((page - 1) * readingsOnPage)
		.execute();
	const names = await namesOf(
		db,
		rows.map((row) => row.person_id),
	);
	const readings = rows.map((row) => ({
		at: row.at.toISOString(),
		personName: names.get(row.person_id) ?? row.person_id,
		role: row.role,
		...(row.institution_id === null ? {} : { institutionId: row.institution_id }),
		what: row.what,
	}));
	return { readings, total, page, pages };
}
