import { describe, expect, it } from 'vitest';
import { inviteFirst } from './api.server.ts';
import { after, nobody, openBench } from './testing/identity-bench.server.ts';
import { password } from './testing/office.server.ts';

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
