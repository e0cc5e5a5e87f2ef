import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../contract.ts';
import { createAccount, personByNumber } from './accounts.store.server.ts';
import type { DemoPerson, DemoSignIn } from './api.server.ts';
import { hashPassword } from './secrets.server.ts';
import {
	after,
	codeOf,
	type IdentityBench,
	nobody,
	openBench,
} from './testing/identity-bench.server.ts';

const at = 'kota-palu';
const staff: readonly DemoPerson[] = ['satu', 'dua', 'tiga', 'empat', 'lima'].map(
	(name, place) => ({
		role: 'committee',
		institutionId: at,
		name,
		email: `${name}@palu.example`,
		employeeNumber: `19850101201001100${place}`,
	}),
);

let bench: IdentityBench;
let people: readonly DemoSignIn[];

beforeAll(async () => {
	bench = await openBench();
	people = await bench.identity.keepDemoPeople(staff);
});
afterAll(() => bench.close());

function person(place: number): DemoSignIn {
	const found = people[place];
	if (found === undefined) throw new Error(`no person ${place}`);
	return found;
}

async function signIn(who: DemoSignIn, from = nobody, identity = bench.identity): Promise<Visitor> {
	const first = await identity.signIn(from, who.email, who.password);
	if (first.kind !== 'code_needed') throw new Error(first.kind);
	const half = after(from, first);
	const second = await identity.confirmCode(half, codeOf(who.totpSecret), 'authenticator');
	if (second.kind !== 'signed_in') throw new Error(second.kind);
	return after(half, second);
}

async function actorOf(visitor: Visitor) {
	return (await bench.identity.recognise(visitor)).actor;
}

describe('signing in', () => {
	it('takes a password and a code; the password alone opens nothing', async () => {
		const first = await bench.identity.signIn(nobody, person(0).email, person(0).password);
		expect(first.kind).toBe('code_needed');
		if (first.kind !== 'code_needed') return;
		expect(await actorOf(after(nobody, first))).toBeUndefined();
		const actor = await actorOf(await signIn(person(0)));
		expect(actor).toMatchObject({
			name: 'satu',
			secondFactor: true,
			roles: [{ role: 'committee', institutionId: at }],
		});
	});

	it('tells nobody whether an e-mail is known', async () => {
		const known = await bench.identity.signIn(nobody, person(0).email, 'wrong password');
		const unknown = await bench.identity.signIn(nobody, 'nobody@palu.example', 'wrong password');
		expect(unknown).toEqual(known);
	});

	it('makes a new session and ends the one that the browser held', async () => {
		const first = await signIn(person(0));
		const second = await signIn(person(0), first);
		expect(second.cookie).not.toBe(first.cookie);
		expect(await actorOf(first)).toBeUndefined();
		expect(await actorOf(second)).toBeDefined();
	});

	it('keeps no address of the browser', async () => {
		await signIn(person(0));
		const rows = await bench.db.selectFrom('identity.session').selectAll().execute();
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) expect(Object(row)).toMatchObject({ ip_address: '' });
	});

	it('binds its cookies to the host where the public origin is https', async () => {
		const identity = bench.under('https://terang.example');
		const first = await identity.signIn(nobody, person(1).email, person(1).password);
		if (first.kind !== 'code_needed') throw new Error(first.kind);
		expect(first.cookies.filter(({ maxAge }) => maxAge !== 0).map(({ name }) => name)).toEqual([
			'__Host-terang.two_factor',
		]);
	});
});

describe('a session', () => {
	it('ends twelve hours after the sign-in although it is used', async () => {
		const visitor = await signIn(person(0));
		const now = bench.clock.at;
		bench.clock.at = new Date(Date.now() + 12 * 3_600_000);
		expect(await actorOf(visitor)).toBeUndefined();
		bench.clock.at = now;
		expect(await actorOf(visitor)).toBeUndefined();
	});

	it('ends when nobody used it for half an hour, and each use moves that end', async () => {
		const visitor = await signIn(person(2));
		const { accountId } = (await actorOf(visitor)) ?? { accountId: '' };
		const set = (minutesLeft: number) =>
			bench.db
				.updateTable('identity.session')
				.set({ expires_at: new Date(Date.now() + minutesLeft * 60_000) })
				.where('user_id', '=', accountId)
				.execute();
		await set(10);
		const used = await bench.identity.recognise(visitor);
		expect(used.actor).toBeDefined();
		expect(used.cookies).toMatchObject([{ name: 'terang.session_token', maxAge: 1800 }]);
		expect(await actorOf(after(visitor, used))).toBeDefined();
		const [row] = await bench.db
			.selectFrom('identity.session')
			.select('expires_at')
			.where('user_id', '=', accountId)
			.execute();
		const minutes = ((row?.expires_at.getTime() ?? 0) - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(29);
		expect(minutes).toBeLessThanOrEqual(30);
		await set(-1);
		expect(await actorOf(visitor)).toBeUndefined();
	});

	it('is seen in the list and ended from another browser', async () => {
		const desk = await signIn(person(3), { cookie: '', userAgent: 'desk' });
		const phone = await signIn(person(3), { cookie: '', userAgent: 'phone' });
		const list = await bench.identity.sessions(desk);
		expect(list.map(({ userAgent, current }) => [userAgent, current]).sort()).toEqual([
			['desk', true],
			['phone', false],
		]);
		const other = list.find(({ current }) => !current);
		await bench.identity.endSession(desk, other?.id ?? '');
		expect(await actorOf(phone)).toBeUndefined();
		expect(await actorOf(desk)).toBeDefined();
	});

	it('of another person cannot be ended', async () => {
		const mine = await signIn(person(3));
		const theirs = await signIn(person(4));
		const [session] = await bench.identity.sessions(theirs);
		await bench.identity.endSession(mine, session?.id ?? '');
		expect(await actorOf(theirs)).toBeDefined();
	});
});

describe('wrong tries', () => {
	const wrong = (email: string) => bench.identity.signIn(nobody, email, 'not the password');

	it('slow the account, not the next one behind the same address', async () => {
		const { email, password } = person(4);
		const kinds: string[] = [];
		for (let tried = 0; tried < 5; tried += 1) kinds.push((await wrong(email)).kind);
		expect(kinds).toEqual(['refused', 'refused', 'refused', 'refused', 'slowed']);
		expect(await bench.identity.signIn(nobody, email, password)).toMatchObject({ kind: 'slowed' });
		const other = await bench.identity.signIn(nobody, person(3).email, person(3).password);
		expect(other.kind).toBe('code_needed');
	});

	it('are remembered by the next process, until the wait is over', async () => {
		const { email, password } = person(4);
		const again = bench.restart();
		expect((await again.signIn(nobody, email, password)).kind).toBe('slowed');
		const now = bench.clock.at;
		bench.clock.at = new Date(now.getTime() + 3_000);
		expect((await again.signIn(nobody, email, password)).kind).toBe('code_needed');
		bench.clock.at = now;
	});

	it('of addresses that nobody has are forgotten after a day, as sessions are that ended', async () => {
		await wrong('made-up-1@terang.example');
		await wrong('made-up-2@terang.example');
		await signIn(person(3));
		const now = bench.clock.at;
		bench.clock.at = new Date(now.getTime() + 25 * 3_600_000);
		const forget = bench.identity.jobs.find(({ name }) => name === 'identity:forget_ended');
		await forget?.run();
		bench.clock.at = now;
		for (const table of ['identity.slowdown', 'identity.session'] as const) {
			expect(await bench.db.selectFrom(table).selectAll().execute()).toEqual([]);
		}
	});

	it('cannot be made a hundred at once', async () => {
		const email = person(2).email;
		const outcomes = await Promise.all(Array.from({ length: 100 }, () => wrong(email)));
		const judged = outcomes.filter(({ kind }) => kind === 'refused');
		expect(judged).toHaveLength(4);
	});

	it('are not right ones of the same account in one instant, by password and by code', async () => {
		const who = person(3);
		const all = await Promise.all(
			Array.from({ length: 20 }, () => bench.identity.signIn(nobody, who.email, who.password)),
		);
		const halves = all.map((first) => {
			if (first.kind !== 'code_needed') throw new Error(first.kind);
			return after(nobody, first);
		});
		const outcomes = await Promise.all(
			halves.map((half) =>
				bench.identity.confirmCode(half, codeOf(who.totpSecret), 'authenticator'),
			),
		);
		expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['signed_in']));
	});

	it('of codes are slowed by account across challenges', async () => {
		const who = person(1);
		const kinds: string[] = [];
		for (let challenge = 0; challenge < 3; challenge += 1) {
			const first = await bench.identity.signIn(nobody, who.email, who.password);
			if (first.kind !== 'code_needed') throw new Error(first.kind);
			const half = after(nobody, first);
			for (let tried = 0; tried < 2; tried += 1) {
				const outcome = await bench.identity.confirmCode(half, '000000', 'authenticator');
				kinds.push(outcome.kind);
			}
		}
		expect(kinds).toEqual(['refused', 'refused', 'refused', 'refused', 'slowed', 'slowed']);
	});
});

it('two hundred people behind one address sign in at the same minute', async () => {
	const password = 'the same for all of them';
	const passwordHash = await hashPassword(password);
	const now = bench.clock.now();
	const emails = Array.from({ length: 200 }, (_, place) => `room${place}@palu.example`);
	await bench.db.transaction().execute(async (trx) => {
		for (const [place, email] of emails.entries()) {
			const number = new Uint8Array(32).fill(place);
			const personId = await personByNumber(trx, number, now);
			await createAccount(trx, { personId, name: email, email, passwordHash }, now);
		}
	});
	const mistyped = await Promise.all(
		emails.map((email) => bench.identity.signIn(nobody, email, 'mistyped password')),
	);
	expect(new Set(mistyped.map(({ kind }) => kind))).toEqual(new Set(['refused']));
	const outcomes = await Promise.all(
		emails.map((email) => bench.identity.signIn(nobody, email, password)),
	);
	expect(outcomes.filter(({ kind }) => kind === 'signed_in')).toHaveLength(200);
});

describe('an authenticator', () => {
	const email = 'new@palu.example';
	const password = 'a password of many words';

	beforeAll(async () => {
		const now = bench.clock.now();
		const personId = await personByNumber(bench.db, new Uint8Array(32).fill(250), now);
		const passwordHash = await hashPassword(password);
		await createAccount(bench.db, { personId, name: 'Baru', email, passwordHash }, now);
	});

	async function byPassword(): Promise<Visitor> {
		const outcome = await bench.identity.signIn(nobody, email, password);
		if (outcome.kind !== 'signed_in') throw new Error(outcome.kind);
		return after(nobody, outcome);
	}

	it('is set up by whoever knows the password; every other session ends', async () => {
		const elsewhere = await byPassword();
		const here = await byPassword();
		expect(await actorOf(here)).toMatchObject({ secondFactor: false });
		expect(await bench.identity.beginAuthenticator(here, 'wrong password')).toEqual({
			kind: 'refused',
		});
		const begun = await bench.identity.beginAuthenticator(here, password);
		if (begun.kind !== 'begun') throw new Error(begun.kind);
		expect(begun.recoveryCodes).toHaveLength(10);
		expect(begun.picture).toContain('<svg');
		expect(await bench.identity.finishAuthenticator(here, '000000')).toEqual({ kind: 'refused' });
		expect(await actorOf(here)).toMatchObject({ secondFactor: false });
		const done = await bench.identity.finishAuthenticator(here, codeOf(begun.secret));
		if (done.kind !== 'signed_in') throw new Error(done.kind);
		expect(await actorOf(after(here, done))).toMatchObject({ secondFactor: true });
		expect(await actorOf(elsewhere)).toBeUndefined();
		await recoverWith(begun.recoveryCodes[0] ?? '');
	});

	async function recoverWith(code: string): Promise<void> {
		const first = await bench.identity.signIn(nobody, email, password);
		if (first.kind !== 'code_needed') throw new Error(first.kind);
		const half = after(nobody, first);
		const recovered = await bench.identity.confirmCode(half, code, 'recovery');
		expect(recovered.kind).toBe('signed_in');
		const second = await bench.identity.signIn(nobody, email, password);
		if (second.kind !== 'code_needed') throw new Error(second.kind);
		const again = await bench.identity.confirmCode(after(nobody, second), code, 'recovery');
		expect(again.kind).toBe('refused');
	}

	it('keeps its secret from whoever reads the database', async () => {
		const rows = await bench.db.selectFrom('identity.authenticator').selectAll().execute();
		for (const { secret } of rows) expect(secret).not.toMatch(/^[A-Za-z0-9]{32}$/u);
	});
});
