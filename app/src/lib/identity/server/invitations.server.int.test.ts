import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permit, samePerson } from '../contract.ts';
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

describe('an invitation', () => {
	it('is followed once', async () => {
		const { token = '' } = await bench.newcomer();
		const form = { name: '', employeeNumber: '', password };
		expect((await bench.identity.join(nobody, token, form)).kind).toBe('joined');
		expect(await bench.identity.join(nobody, token, form)).toEqual({
			kind: 'refused',
			code: 'identity.invitation_over',
		});
		expect(await bench.identity.findInvitation(token)).toBeUndefined();
	});

	it('ends after a day', async () => {
		const { token = '' } = await bench.newcomer();
		const now = bench.clock.at;
		bench.clock.at = new Date(now.getTime() + 24 * 3_600_000);
		expect(await bench.identity.findInvitation(token)).toBeUndefined();
		const form = { name: '', employeeNumber: '', password };
		expect((await bench.identity.join(nobody, token, form)).kind).toBe('refused');
		bench.clock.at = now;
	});

	it('asks for a long password', async () => {
		const { token = '' } = await bench.newcomer();
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
			granted(permit(await bench.one(), 'people.invite', { institutionId: palu })),
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
		const { token = '', email } = await bench.newcomer(number);
		await bench.identity.join(nobody, token, { name: '', employeeNumber: '', password });
		const known = await bench.actor(`committee5@${bungo}.example`);
		expect(samePerson(await bench.actor(email), known)).toBe(true);
	});

	it('to an address that somebody else has joined by meanwhile is over', async () => {
		const inviter = granted(permit(await bench.one(), 'people.invite', { institutionId: palu }));
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
		const { outcome } = await bench.newcomer(people[3]?.employeeNumber);
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
		const { accountId } = await bench.actor(email);
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
		const { token = '' } = await bench.newcomer('198801012011011999');
		const dump = await sql<{ line: string }>`
			select i::text as line from identity.invitation i
			union all select p::text from identity.person p`.execute(bench.db);
		const text = dump.rows.map(({ line }) => line).join('\n');
		expect(text).not.toContain(token);
		expect(text).not.toContain('198801012011011999');
	});
});
