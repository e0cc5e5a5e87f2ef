import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, permit } from '../contract.ts';
import { nobody } from './testing/identity-bench.server.ts';
import {
	bungo,
	granted,
	type Office,
	openOffice,
	palu,
	password,
	people,
} from './testing/office.server.ts';

let bench: Office;
beforeAll(async () => {
	bench = await openOffice();
});
afterAll(() => bench.close());

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
		const { accountId, personId } = await bench.actor(committee);
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
		const { accountId } = await bench.actor(committee);
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
		const asked = await ask(await bench.one(), personId);
		if (asked.kind !== 'requested') throw new Error(asked.code);
		expect(await ask(await bench.two(), personId)).toMatchObject({
			code: 'identity.reset_already_asked',
		});
		expect(await decideReset(await bench.one(), asked.id)).toEqual({
			kind: 'refused',
			code: 'identity.second_administrator_needed',
		});
		expect(await signInState()).toEqual({ personId, ...before });
		const links = bench.links.length;
		const outcome = await decideReset(await bench.two(), asked.id);
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
		const { personId } = await bench.actor(`committee5@${bungo}.example`);
		expect(await ask(await bench.one(), personId)).toMatchObject({
			code: 'identity.person_unknown',
		});
		const asker = await bench.one();
		expect(await ask(asker, asker.personId)).toMatchObject({ code: 'identity.own_access' });
		const asked = await ask(await bench.two(), asker.personId);
		if (asked.kind !== 'requested') throw new Error(asked.code);
		expect(await decideReset(asker, asked.id)).toMatchObject({ code: 'identity.own_access' });
	});
});
