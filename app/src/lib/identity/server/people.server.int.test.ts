import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	type Action,
	type Actor,
	permit,
	type Permission,
	type Refusal,
	samePerson,
} from '../contract.ts';
import { type DemoPerson, inviteFirst } from './api.server.ts';
import { after, type IdentityBench, nobody, openBench } from './testing/identity-bench.server.ts';

const palu = 'kota-palu';
const bungo = 'kabupaten-bungo';
const password = 'a password of many words';

function staff(role: DemoPerson['role'], at: string, number: number): DemoPerson {
	return {
		role,
		institutionId: at,
		name: `${role} ${at} ${number}`,
		email: `${role}${number}@${at}.example`,
		employeeNumber: `1985010120100110${String(number).padStart(2, '0')}`,
	};
}

const people = [
	staff('administrator', palu, 1),
	staff('administrator', palu, 2),
	staff('committee', palu, 3),
	staff('administrator', bungo, 4),
	staff('committee', bungo, 5),
	staff('auditor', palu, 6),
	staff('committee', palu, 7),
];

let bench: IdentityBench;
beforeAll(async () => {
	bench = await openBench();
	await bench.identity.keepDemoPeople(people);
});
afterAll(() => bench.close());

/** Actors as a session of that account would make them. */
async function actor(email: string): Promise<Actor> {
	const account = await bench.db
		.selectFrom('identity.account')
		.select(['id', 'person_id', 'name'])
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	const roles = await bench.db
		.selectFrom('identity.role_held')
		.select(['role', 'institution_id'])
		.where('person_id', '=', account.person_id)
		.execute();
	return {
		accountId: account.id,
		personId: account.person_id,
		name: account.name,
		secondFactor: true,
		roles: roles.map(({ role, institution_id: id }) =>
			id === null ? { role } : { role, institutionId: id },
		),
	};
}

const one = () => actor(`administrator1@${palu}.example`);
const two = () => actor(`administrator2@${palu}.example`);

function granted<A extends Action>(permission: Permission<A> | Refusal): Permission<A> {
	if (!permission.ok) throw new Error(permission.code);
	return permission;
}

let invitations = 0;

/** A colleague of Palu who has been invited and has joined; the role waits. */
async function newcomer(employeeNumber = `198601012011011${String(100 + invitations)}`) {
	invitations += 1;
	const email = `rekan${invitations}@palu.example`;
	const outcome = await bench.identity.invite(
		granted(permit(await one(), 'people.invite', { institutionId: palu })),
		{ name: 'Rekan', email, employeeNumber, role: 'committee', institutionId: palu },
	);
	if (outcome.kind !== 'invited') return { email, outcome };
	const token = bench.links.at(-1)?.split('/').at(-1) ?? '';
	return { email, outcome, token, changeId: outcome.changeId };
}

async function decide(by: Actor, id: string, institutionId = palu) {
	const permission = granted(permit(by, 'role.decide', { institutionId }));
	return bench.identity.decideRole(permission, id, 'approved');
}

async function rolesOf(email: string) {
	return (await actor(email)).roles;
}

describe('a change of a role', () => {
	it('needs a second administrator and is in force with its log entry', async () => {
		const { changeId = '', token = '', email } = await newcomer();
		expect(bench.entries.at(-1)).toMatchObject({ type: 'role.requested', stream: `roles/${palu}` });
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		expect(await rolesOf(email)).toEqual([]);
		expect(await decide(await one(), changeId)).toEqual({
			kind: 'refused',
			code: 'identity.second_administrator_needed',
		});
		const outcome = await decide(await two(), changeId);
		expect(outcome).toEqual({ kind: 'approved', entryIndex: bench.entries.length - 1 });
		expect(await rolesOf(email)).toEqual([{ role: 'committee', institutionId: palu }]);
	});

	it('leaves an entry that names nobody', () => {
		const last = bench.entries.at(-1);
		expect(last).toMatchObject({
			type: 'role.changed',
			payload: { change: 'granted', role: 'committee', basis: 'two_administrators' },
		});
		const text = JSON.stringify(bench.entries);
		expect(text).not.toMatch(/Rekan|@|1986/u);
	});

	it('waits for the log, and is brought into force by the next start', async () => {
		const { changeId = '', token = '', email } = await newcomer();
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		bench.log.signs = false;
		expect(await decide(await two(), changeId)).toEqual({ kind: 'approved' });
		expect(await rolesOf(email)).toEqual([]);
		bench.log.signs = true;
		await bench.restart().resume();
		expect(await rolesOf(email)).toEqual([{ role: 'committee', institutionId: palu }]);
		await bench.restart().resume();
		expect(await rolesOf(email)).toHaveLength(1);
	});

	it('is decided once, also by two at the same moment', async () => {
		const { changeId = '' } = await newcomer();
		const decider = await two();
		const outcomes = await Promise.all([decide(decider, changeId), decide(decider, changeId)]);
		expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused']);
		const entries = bench.entries.filter(
			({ type, payload }) => type === 'role.changed' && payload.request === changeId,
		);
		expect(entries).toHaveLength(1);
	});

	it('is asked for once while it is open', async () => {
		const { personId } = await actor(`committee3@${palu}.example`);
		const permission = granted(permit(await one(), 'role.request', { institutionId: palu }));
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
		expect((await decide(await two(), first.id)).kind).toBe('approved');
		expect(await rolesOf(`committee3@${palu}.example`)).toEqual([]);
	});

	it('of one institution is not decided by permission for another', async () => {
		const { changeId = '' } = await newcomer();
		const stranger = await actor(`administrator4@${bungo}.example`);
		expect(await decide(stranger, changeId, bungo)).toEqual({
			kind: 'refused',
			code: 'identity.change_unknown',
		});
	});

	it('cannot be asked for another institution than the permission’s', async () => {
		const { personId } = await actor(`auditor6@${palu}.example`);
		const permission = granted(permit(await one(), 'role.request', { institutionId: palu }));
		const outcome = await bench.identity.requestRole(permission, {
			personId,
			change: 'granted',
			role: { role: 'auditor', institutionId: bungo },
		});
		expect(outcome).toEqual({ kind: 'refused', code: 'identity.role_already_held' });
	});
});

it('what is open stands before what was decided, however much that is', async () => {
	const { changeId = '' } = await newcomer();
	await sql`insert into identity.role_change (id, person_id, change, role, institution_id, basis,
			requested_by, requested_at, decision, decided_by, decided_at)
		select 'decided-' || n, person_id, change, role, institution_id, basis, requested_by,
			requested_at + interval '1 day', 'refused', null, requested_at + interval '1 day'
		from identity.role_change, generate_series(1, 200) n
		where id = (select id from identity.role_change where basis = 'demo' limit 1)`.execute(bench.db);
	const permission = granted(permit(await one(), 'people.read', { institutionId: palu }));
	const listed = await bench.identity.roleChanges(permission);
	await sql`delete from identity.role_change where id like 'decided-%'`.execute(bench.db);
	expect(listed).toHaveLength(200);
	expect(listed.map(({ id }) => id)).toContain(changeId);
});

describe('whoever hands out roles decides nothing', () => {
	it('says the domain', async () => {
		const { personId } = await one();
		const permission = granted(permit(await two(), 'role.request', { institutionId: palu }));
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
			const { personId } = await one();
			const insert = bench.db
				.insertInto('identity.role_held')
				.values({ person_id: personId, role, institution_id: bungo, since: new Date() })
				.execute();
			await expect(insert).rejects.toThrow(/role_held_person_id_kind_fkey/u);
		},
	);

	it('and nobody approves alone, says the database', async () => {
		const { personId } = await one();
		const update = sql`update identity.role_change
			set decision = 'approved', decided_by = ${personId}, decided_at = now(), entry = '{}'
			where requested_by = ${personId} and decision is null`.execute(bench.db);
		await expect(update).rejects.toThrow(/role_change_check/u);
	});
});

describe('an invitation', () => {
	it('is followed once', async () => {
		const { token = '' } = await newcomer();
		const form = { name: '', employeeNumber: '', password };
		expect((await bench.identity.join(nobody, token, form)).kind).toBe('joined');
		expect(await bench.identity.join(nobody, token, form)).toEqual({
			kind: 'refused',
			code: 'identity.invitation_over',
		});
		expect(await bench.identity.findInvitation(token)).toBeUndefined();
	});

	it('ends after a day', async () => {
		const { token = '' } = await newcomer();
		const now = bench.clock.at;
		bench.clock.at = new Date(now.getTime() + 24 * 3_600_000);
		expect(await bench.identity.findInvitation(token)).toBeUndefined();
		const form = { name: '', employeeNumber: '', password };
		expect((await bench.identity.join(nobody, token, form)).kind).toBe('refused');
		bench.clock.at = now;
	});

	it('asks for a long password', async () => {
		const { token = '' } = await newcomer();
		const form = { name: '', employeeNumber: '', password: 'short' };
		expect(await bench.identity.join(nobody, token, form)).toEqual({
			kind: 'refused',
			code: 'identity.password_too_short',
		});
		expect(await bench.identity.findInvitation(token)).toBeDefined();
	});

	it('to an e-mail with an account is refused and sends nothing', async () => {
		const before = bench.links.length;
		const outcome = await bench.identity.invite(
			granted(permit(await one(), 'people.invite', { institutionId: palu })),
			{
				name: 'X',
				email: `committee3@${palu}.example`,
				employeeNumber: '198701012011011001',
				role: 'committee',
				institutionId: palu,
			},
		);
		expect(outcome).toEqual({ kind: 'refused', code: 'identity.email_in_use' });
		expect(bench.links).toHaveLength(before);
	});

	it('with an employee number that is known is a second account of the same person', async () => {
		const number = people[4]?.employeeNumber;
		const { token = '', email } = await newcomer(number);
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		const known = await actor(`committee5@${bungo}.example`);
		expect(samePerson(await actor(email), known)).toBe(true);
	});

	it('to an address that somebody else has joined by meanwhile is over', async () => {
		const inviter = granted(permit(await one(), 'people.invite', { institutionId: palu }));
		const tokens: string[] = [];
		for (const employeeNumber of ['198501012011011901', '198501012011011902']) {
			const role = { role: 'committee' as const, institutionId: palu };
			const draft = { name: 'Rekan', email: `bersama@${palu}.example`, employeeNumber, ...role };
			expect((await bench.identity.invite(inviter, draft)).kind).toBe('invited');
			tokens.push(bench.links.at(-1)?.split('/').at(-1) ?? '');
		}
		const form = { name: '', employeeNumber: '', password };
		expect((await bench.identity.join(nobody, tokens[0] ?? '', form)).kind).toBe('joined');
		expect(await bench.identity.findInvitation(tokens[1] ?? '')).toBeUndefined();
		expect(await bench.identity.join(nobody, tokens[1] ?? '', form)).toEqual({
			kind: 'refused',
			code: 'identity.invitation_over',
		});
	});

	it('by employee number cannot give an administrator a deciding role', async () => {
		const { outcome } = await newcomer(people[3]?.employeeNumber);
		expect(outcome).toEqual({ kind: 'refused', code: 'identity.duties_exclude_each_other' });
	});

	it('for a forgotten password keeps the authenticator and ends every session', async () => {
		const email = `committee5@${bungo}.example`;
		const { identity } = bench;
		expect(await identity.forgot('nobody@terang.example')).toEqual({ kind: 'asked' });
		const before = bench.links.length;
		expect(await identity.forgot(` ${email.toUpperCase()}`)).toEqual({ kind: 'asked' });
		expect(bench.links).toHaveLength(before + 1);
		const token = bench.links.at(-1)?.split('/').at(-1) ?? '';
		expect(await identity.findInvitation(token)).toMatchObject({ email, forgotten: true });
		const form = { name: '', employeeNumber: '', password };
		expect(await identity.join(nobody, token, form)).toMatchObject({
			kind: 'joined',
			codeNeeded: true,
		});
		expect((await identity.signIn(nobody, email, password)).kind).toBe('code_needed');
		const { accountId } = await actor(email);
		const sessions = await bench.db
			.selectFrom('identity.session')
			.select('id')
			.where('user_id', '=', accountId)
			.execute();
		expect(sessions).toEqual([]);
	});

	it('for a forgotten password is asked for slowly', async () => {
		const ask = () => bench.identity.forgot('somebody@terang.example');
		const kinds: string[] = [];
		for (let asked = 0; asked < 5; asked += 1) kinds.push((await ask()).kind);
		expect(kinds).toEqual(['asked', 'asked', 'asked', 'asked', 'slowed']);
	});

	it('keeps neither token nor employee number', async () => {
		const { token = '' } = await newcomer('198801012011011999');
		const dump = await sql<{ line: string }>`
			select i::text as line from identity.invitation i
			union all select p::text from identity.person p`.execute(bench.db);
		const text = dump.rows.map(({ line }) => line).join('\n');
		expect(text).not.toContain(token);
		expect(text).not.toContain('198801012011011999');
	});
});

it('an institution sees nothing of another', async () => {
	const see = async (institutionId: string, by: Actor) => {
		const permission = granted(permit(by, 'people.read', { institutionId }));
		return {
			people: await bench.identity.people(permission),
			changes: await bench.identity.roleChanges(permission),
		};
	};
	const stranger = await actor(`administrator4@${bungo}.example`);
	const seen = await see(bungo, stranger);
	expect(seen.people.map(({ name }) => name).sort()).toEqual([
		`administrator ${bungo} 4`,
		`committee ${bungo} 5`,
	]);
	expect(new Set(seen.changes.map(({ institutionId }) => institutionId))).toEqual(new Set([bungo]));
	expect(permit(stranger, 'people.read', { institutionId: palu }).ok).toBe(false);
});

it('who was shown people is on record with the role by which they were, page by page', async () => {
	const auditor = await actor(`auditor6@${palu}.example`);
	const committee = await actor(`committee5@${bungo}.example`);
	await bench.identity.recordReading(auditor, '/panitia/seleksi');
	await bench.identity.recordReading(committee, '/panitia/impor/1', bungo);
	const ofPalu = granted(permit(await one(), 'readings.read', { institutionId: palu }));
	expect((await bench.identity.readings(ofPalu)).readings).toMatchObject([
		{ personName: auditor.name, role: 'auditor', institutionId: palu, what: '/panitia/seleksi' },
	]);
	const stranger = await actor(`administrator4@${bungo}.example`);
	const ofBungo = granted(permit(stranger, 'readings.read', { institutionId: bungo }));
	expect((await bench.identity.readings(ofBungo)).readings).toMatchObject([
		{ role: 'committee', institutionId: bungo, what: '/panitia/impor/1' },
	]);
	for (let count = 0; count < 100; count += 1) {
		await bench.identity.recordReading(committee, '/panitia/impor/2', bungo);
	}
	const last = await bench.identity.readings(ofBungo, 9);
	expect(last).toMatchObject({ total: 101, page: 2, pages: 2 });
	expect(last.readings.map(({ what }) => what)).toEqual(['/panitia/impor/1']);
});

describe('the first administrators', () => {
	const tokenOf = (link: Awaited<ReturnType<typeof inviteFirst>>) => {
		if (!link.ok) throw new Error(link.code);
		return link.path.split('/').at(-1) ?? '';
	};

	it('are two persons, who then confirm each other; a third is not invited', async () => {
		const fresh = await openBench();
		try {
			const database = fresh.db as unknown as Parameters<typeof inviteFirst>[0];
			const invited = (email: string) => inviteFirst(database, fresh.clock, email);
			const links = [await invited('a@terang.example'), await invited('b@terang.example')];
			const [one = '', two = ''] = links.map(tokenOf);
			const form = { name: 'Pertama', employeeNumber: '198501012010011001', password };
			expect(await fresh.identity.join(nobody, one, form)).toMatchObject({ kind: 'joined' });
			expect(await fresh.identity.join(nobody, two, form)).toEqual({
				kind: 'refused',
				code: 'identity.employee_number_in_use',
			});
			const other = { ...form, name: 'Kedua', employeeNumber: '198501012010011002' };
			expect(await fresh.identity.join(nobody, two, other)).toMatchObject({ kind: 'joined' });
			expect(fresh.entries.map(({ payload }) => payload)).toMatchObject([
				{ role: 'administrator', basis: 'first_invitation' },
				{ role: 'administrator', basis: 'first_invitation' },
			]);
			const third = { ok: false, code: 'identity.administrators_exist' };
			expect(await invited('c@terang.example')).toEqual(third);
		} finally {
			await fresh.close();
		}
	});

	it('no more links are open than administrators are missing', async () => {
		const fresh = await openBench();
		try {
			const database = fresh.db as unknown as Parameters<typeof inviteFirst>[0];
			const names = ['a', 'b', 'c'];
			const links: string[] = [];
			for (const name of names) {
				links.push(tokenOf(await inviteFirst(database, fresh.clock, `${name}@terang.example`)));
				fresh.clock.at = new Date(fresh.clock.at.getTime() + 1_000);
			}
			const open = await Promise.all(links.map((link) => fresh.identity.findInvitation(link)));
			expect(open.map((link) => link?.email)).toEqual([
				undefined,
				'b@terang.example',
				'c@terang.example',
			]);
		} finally {
			await fresh.close();
		}
	});

	it('joins by a link that only the newest command opens', async () => {
		const fresh = await openBench();
		try {
			const database = fresh.db as unknown as Parameters<typeof inviteFirst>[0];
			const old = await inviteFirst(database, fresh.clock, 'first@terang.example');
			const link = await inviteFirst(database, fresh.clock, ' First@Terang.example ');
			if (!old.ok || !link.ok) throw new Error('refused');
			const token = (path: string) => path.split('/').at(-1) ?? '';
			expect(await fresh.identity.findInvitation(token(old.path))).toBeUndefined();
			expect(await fresh.identity.findInvitation(token(link.path))).toEqual({
				email: 'first@terang.example',
				asksEmployeeNumber: true,
				forgotten: false,
			});
			const form = { name: 'Pertama', employeeNumber: '19850101 201001 1 001', password };
			const bad = { ...form, employeeNumber: '123' };
			expect(await fresh.identity.join(nobody, token(link.path), bad)).toEqual({
				kind: 'refused',
				code: 'identity.employee_number_malformed',
			});
			const joined = await fresh.identity.join(nobody, token(link.path), form);
			if (joined.kind !== 'joined') throw new Error(joined.code);
			const { actor: first } = await fresh.identity.recognise(after(nobody, joined));
			expect(first).toMatchObject({
				name: 'Pertama',
				roles: [{ role: 'administrator' }],
				secondFactor: false,
			});
			expect(fresh.entries).toMatchObject([{ payload: { basis: 'first_invitation' } }]);
		} finally {
			await fresh.close();
		}
	});
});

it('addresses are found by role and institution, and by person; nobody else gets a letter', async () => {
	const { personId } = await actor(`auditor6@${palu}.example`);
	const addressed = async (wanted: Parameters<typeof bench.identity.addressesOf>[1]) =>
		(await bench.identity.addressesOf(bench.db, wanted)).map(({ email }) => email);
	expect(await addressed({ role: 'administrator', institutionId: palu })).toEqual([
		`administrator1@${palu}.example`,
		`administrator2@${palu}.example`,
	]);
	expect(
		await addressed({ role: 'administrator', institutionId: bungo, persons: [personId] }),
	).toEqual([`administrator4@${bungo}.example`, `auditor6@${palu}.example`]);
	expect(await addressed({ role: 'approving_official', institutionId: palu })).toEqual([]);
});

describe('while the log takes no entries', () => {
	it('every change of roles and access is refused and leaves nothing behind', async () => {
		const { changeId = '' } = await newcomer();
		const { personId } = await actor(`committee7@${palu}.example`);
		const asker = await one();
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
			expect(await decide(await two(), changeId)).toEqual(refused);
			expect((await newcomer()).outcome).toEqual(refused);
			const reset = granted(permit(asker, 'access.request_reset', within));
			expect(await bench.identity.requestReset(reset, personId)).toEqual(refused);
			expect(await state()).toEqual(before);
		} finally {
			bench.log.takes = true;
		}
		expect(await decide(await two(), changeId)).toMatchObject({ kind: 'approved' });
	});
});

describe('a lost authenticator', () => {
	const within = { institutionId: palu };
	const committee = `committee7@${palu}.example`;

	async function ask(by: Actor, personId: string, institutionId = palu) {
		const permission = granted(permit(by, 'access.request_reset', { institutionId }));
		return bench.identity.requestReset(permission, personId);
	}

	async function decideReset(by: Actor, id: string) {
		const permission = granted(permit(by, 'access.decide_reset', within));
		return bench.identity.decideReset(permission, id, 'approved');
	}

	async function signInState() {
		const { accountId, personId } = await actor(committee);
		const account = await bench.db
			.selectFrom('identity.account as account')
			.innerJoin('identity.credential as credential', 'credential.user_id', 'account.id')
			.select(['account.two_factor_enabled', 'credential.password'])
			.where('account.id', '=', accountId)
			.executeTakeFirstOrThrow();
		const rows = async (table: 'identity.session' | 'identity.authenticator') =>
			(await bench.db.selectFrom(table).select('id').where('user_id', '=', accountId).execute())
				.length;
		return {
			personId,
			secondFactor: account.two_factor_enabled,
			password: account.password !== null,
			sessions: await rows('identity.session'),
			authenticators: await rows('identity.authenticator'),
		};
	}

	it('is reset by two administrators: what opened the account ends with the entry', async () => {
		const { accountId } = await actor(committee);
		const now = bench.clock.now();
		await bench.db
			.insertInto('identity.session')
			.values({
				id: 'session-of-a-lost-phone',
				token: 'token-of-a-lost-phone',
				user_id: accountId,
				expires_at: new Date(now.getTime() + 60_000),
				created_at: now,
				updated_at: now,
				user_agent: null,
			})
			.execute();
		const { personId, ...before } = await signInState();
		expect(before).toEqual({ secondFactor: true, password: true, sessions: 1, authenticators: 1 });
		const asked = await ask(await one(), personId);
		if (asked.kind !== 'requested') throw new Error(asked.code);
		expect(await ask(await two(), personId)).toMatchObject({
			code: 'identity.reset_already_asked',
		});
		expect(await decideReset(await one(), asked.id)).toEqual({
			kind: 'refused',
			code: 'identity.second_administrator_needed',
		});
		expect(await signInState()).toEqual({ personId, ...before });
		const links = bench.links.length;
		const outcome = await decideReset(await two(), asked.id);
		expect(outcome).toEqual({ kind: 'approved', entryIndex: bench.entries.length - 1 });
		expect(await signInState()).toEqual({
			personId,
			secondFactor: false,
			password: false,
			sessions: 0,
			authenticators: 0,
		});
		expect(bench.entries.slice(-2).map(({ type }) => type)).toEqual([
			'access.reset_requested',
			'access.reset',
		]);
		expect(bench.links).toHaveLength(links + 1);
	});

	it('leads back by the letter alone: the old password opens nothing', async () => {
		const [first] = people.filter(({ email }) => email === committee);
		const signIns = await bench.identity.keepDemoPeople(first === undefined ? [] : [first]);
		const old = signIns[0]?.password ?? '';
		expect(await bench.identity.signIn(nobody, committee, old)).toEqual({ kind: 'refused' });
		const token = bench.links.at(-1)?.split('/').at(-1) ?? '';
		const joined = await bench.identity.join(nobody, token, {
			name: '',
			employeeNumber: '',
			password,
		});
		expect(joined).toMatchObject({ kind: 'joined', codeNeeded: false });
	});

	it('is reset for nobody of another institution, and for oneself by others', async () => {
		const { personId } = await actor(`committee5@${bungo}.example`);
		expect(await ask(await one(), personId)).toMatchObject({ code: 'identity.person_unknown' });
		const asker = await one();
		expect(await ask(asker, asker.personId)).toMatchObject({ code: 'identity.own_access' });
		const asked = await ask(await two(), asker.personId);
		if (asked.kind !== 'requested') throw new Error(asked.code);
		expect(await decideReset(asker, asked.id)).toMatchObject({ code: 'identity.own_access' });
	});
});
