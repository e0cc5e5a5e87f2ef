import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permit } from '../contract.ts';
import { nobody } from './testing/identity-bench.server.ts';
import {
	bungo,
	granted,
	type Office,
	openOffice,
	palu,
	password,
} from './testing/office.server.ts';

let bench: Office;
beforeAll(async () => {
	bench = await openOffice();
});
afterAll(() => bench.close());

describe('a change of a role', () => {
	it('needs a second administrator and is in force with its log entry', async () => {
		const { changeId = '', token = '', email } = await bench.newcomer();
		expect(bench.entries.at(-1)).toMatchObject({ type: 'role.requested', stream: `roles/${palu}` });
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		expect(await bench.rolesOf(email)).toEqual([]);
		expect(await bench.decide(await bench.one(), changeId)).toEqual({
			kind: 'refused',
			code: 'identity.second_administrator_needed',
		});
		const outcome = await bench.decide(await bench.two(), changeId);
		expect(outcome).toEqual({ kind: 'approved', entryIndex: bench.entries.length - 1 });
		expect(await bench.rolesOf(email)).toEqual([{ role: 'committee', institutionId: palu }]);
	});

	it('leaves an entry that names nobody', () => {
		const last = bench.entries.at(-1);
		expect(last).toMatchObject({
			type: 'role.changed',
			payload: { change: 'granted', role: 'committee', basis: 'two_administrators' },
		});
		const text = JSON.stringify(bench.entries);
		expect(text).not.toMatch(/Rekan|@|198601012011011/u);
	});

	it('waits for the log, and is brought into force by the next start', async () => {
		const { changeId = '', token = '', email } = await bench.newcomer();
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		bench.log.signs = false;
		expect(await bench.decide(await bench.two(), changeId)).toEqual({ kind: 'approved' });
		expect(await bench.rolesOf(email)).toEqual([]);
		bench.log.signs = true;
		await bench.restart().resume();
		expect(await bench.rolesOf(email)).toEqual([{ role: 'committee', institutionId: palu }]);
		await bench.restart().resume();
		expect(await bench.rolesOf(email)).toHaveLength(1);
	});

	it('is decided once, also by two at the same moment', async () => {
		const { changeId = '' } = await bench.newcomer();
		const decider = await bench.two();
		const outcomes = await Promise.all([
			bench.decide(decider, changeId),
			bench.decide(decider, changeId),
		]);
		expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused']);
		const entries = bench.entries.filter(
			({ type, payload }) => type === 'role.changed' && payload.request === changeId,
		);
		expect(entries).toHaveLength(1);
	});

	it('is asked for once while it is open', async () => {
		const { personId } = await bench.actor(`committee3@${palu}.example`);
		const permission = granted(permit(await bench.one(), 'role.request', { institutionId: palu }));
		const wanted = {
			personId,
			change: 'revoked' as const,
			role: { role: 'committee', institutionId: palu } as const,
		};
		const first = await bench.identity.requestRole(permission, wanted);
		expect(first.kind).toBe('requested');
		expect(await bench.identity.requestRole(permission, wanted)).toEqual({
			kind: 'refused',
			code: 'identity.change_already_asked',
		});
		if (first.kind !== 'requested') return;
		expect((await bench.decide(await bench.two(), first.id)).kind).toBe('approved');
		expect(await bench.rolesOf(`committee3@${palu}.example`)).toEqual([]);
	});

	it('of one institution is not decided by permission for another', async () => {
		const { changeId = '' } = await bench.newcomer();
		const stranger = await bench.actor(`administrator4@${bungo}.example`);
		expect(await bench.decide(stranger, changeId, bungo)).toEqual({
			kind: 'refused',
			code: 'identity.change_unknown',
		});
	});

	it('cannot be asked for another institution than the permission’s', async () => {
		const { personId } = await bench.actor(`auditor6@${palu}.example`);
		const permission = granted(permit(await bench.one(), 'role.request', { institutionId: palu }));
		const outcome = await bench.identity.requestRole(permission, {
			personId,
			change: 'granted',
			role: { role: 'auditor', institutionId: bungo },
		});
		expect(outcome).toEqual({ kind: 'refused', code: 'identity.role_already_held' });
	});
});

it('what is open stands before what was decided, however much that is', async () => {
	const { changeId = '' } = await bench.newcomer();
	await sql`insert into identity.role_change (id, person_id, change, role, institution_id, basis,
			requested_by, requested_at, decision, decided_by, decided_at)
		select 'decided-' || n, person_id, change, role, institution_id, basis, requested_by,
			requested_at + interval '1 day', 'refused', null, requested_at + interval '1 day'
		from identity.role_change, generate_series(1, 200) n
		where id = (select id from identity.role_change where basis = 'demo' limit 1)`.execute(bench.db);
	const permission = granted(permit(await bench.one(), 'people.read', { institutionId: palu }));
	const listed = await bench.identity.roleChanges(permission);
	await sql`delete from identity.role_change where id like 'decided-%'`.execute(bench.db);
	expect(listed).toHaveLength(200);
	expect(listed.map(({ id }) => id)).toContain(changeId);
});

describe('whoever hands out roles decides nothing', () => {
	it('says the domain', async () => {
		const { personId } = await bench.one();
		const permission = granted(permit(await bench.two(), 'role.request', { institutionId: palu }));
		const outcome = await bench.identity.requestRole(permission, {
			personId,
			change: 'granted',
			role: { role: 'committee', institutionId: palu },
		});
		expect(outcome).toMatchObject({ code: 'identity.duties_exclude_each_other' });
	});

	it.each(['committee', 'approving_official'] as const)(
		'says the database, for %s, whatever the program does',
		async (role) => {
			const { personId } = await bench.one();
			const insert = bench.db
				.insertInto('identity.role_held')
				.values({ person_id: personId, role, institution_id: bungo, since: new Date() })
				.execute();
			await expect(insert).rejects.toThrow(/role_held_person_id_kind_fkey/u);
		},
	);

	it('and nobody approves alone, says the database', async () => {
		const { personId } = await bench.one();
		const update = sql`update identity.role_change
			set decision = 'approved', decided_by = ${personId}, decided_at = now(), entry = '{}'
			where requested_by = ${personId} and decision is null`.execute(bench.db);
		await expect(update).rejects.toThrow(/role_change_check/u);
	});
});

describe('while the log takes no entries', () => {
	it('every change of roles and access is refused and leaves nothing behind', async () => {
		const { changeId = '' } = await bench.newcomer();
		const { personId } = await bench.actor(`committee7@${palu}.example`);
		const asker = await bench.one();
		const within = { institutionId: palu };
		const state = async () => ({
			changes: await bench.identity.roleChanges(granted(permit(asker, 'people.read', within))),
			resets: await bench.identity.accessResets(granted(permit(asker, 'people.read', within))),
			links: bench.links.length,
			people: (await bench.db.selectFrom('identity.person').select('id').execute()).length,
		});
		const before = await state();
		bench.log.takes = false;
		try {
			const revoked = granted(permit(asker, 'role.request', within));
			const role = { role: 'committee', institutionId: palu } as const;
			const refused = { kind: 'refused', code: 'identity.log_stopped' };
			expect(
				await bench.identity.requestRole(revoked, { personId, change: 'revoked', role }),
			).toEqual(refused);
			expect(await bench.decide(await bench.two(), changeId)).toEqual(refused);
			expect((await bench.newcomer()).outcome).toEqual(refused);
			const reset = granted(permit(asker, 'access.request_reset', within));
			expect(await bench.identity.requestReset(reset, personId)).toEqual(refused);
			expect(await state()).toEqual(before);
		} finally {
			bench.log.takes = true;
		}
		expect(await bench.decide(await bench.two(), changeId)).toMatchObject({ kind: 'approved' });
	});
});
