import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Actor, permit } from '../contract.ts';
import { bungo, granted, type Office, openOffice, palu } from './testing/office.server.ts';

let bench: Office;
beforeAll(async () => {
	bench = await openOffice();
});
afterAll(() => bench.close());

it('an institution sees nothing of another', async () => {
	const see = async (institutionId: string, by: Actor) => {
		const permission = granted(permit(by, 'people.read', { institutionId }));
		return {
			people: (await bench.identity.people(permission)).people,
			changes: await bench.identity.roleChanges(permission),
		};
	};
	const stranger = await bench.actor(`administrator4@${bungo}.example`);
	const seen = await see(bungo, stranger);
	expect(seen.people.map(({ name }) => name).sort()).toEqual([
		`administrator ${bungo} 4`,
		`committee ${bungo} 5`,
	]);
	expect(new Set(seen.changes.map(({ institutionId }) => institutionId))).toEqual(new Set([bungo]));
	expect(permit(stranger, 'people.read', { institutionId: palu }).ok).toBe(false);
});

it('who was shown people is on record with the role by which they were, page by page', async () => {
	const auditor = await bench.actor(`auditor6@${palu}.example`);
	const committee = await bench.actor(`committee5@${bungo}.example`);
	await bench.identity.recordReading(auditor, '/panitia/seleksi');
	await bench.identity.recordReading(committee, '/panitia/impor/1', bungo);
	const ofPalu = granted(permit(await bench.one(), 'readings.read', { institutionId: palu }));
	expect((await bench.identity.readings(ofPalu)).readings).toMatchObject([
		{ personName: auditor.name, role: 'auditor', institutionId: palu, what: '/panitia/seleksi' },
	]);
	const stranger = await bench.actor(`administrator4@${bungo}.example`);
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

it('addresses are found by role and institution, and by person; nobody else gets a letter', async () => {
	const { personId } = await bench.actor(`auditor6@${palu}.example`);
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

it('people are listed by pages, found by a part of name or e-mail, and by role', async () => {
	const now = bench.clock.now();
	const within = { institutionId: palu };
	const permission = granted(permit(await bench.one(), 'people.read', within));
	const see = (wanted: Parameters<typeof bench.identity.people>[1]) =>
		bench.identity.people(permission, wanted);
	const before = (await see({})).total;
	await sql`insert into identity.person (id, employee_number_key, created_at)
		select 'many-' || n, sha256(n::text::bytea), ${now} from generate_series(1, 60) n`.execute(
		bench.db,
	);
	await sql`insert into identity.role_change (id, person_id, change, role, institution_id, basis,
			requested_by, requested_at)
		select 'many-' || n, 'many-' || n, 'granted', 'committee', ${palu}, basis, requested_by, ${now}
		from generate_series(1, 60) n,
			(select basis, requested_by from identity.role_change limit 1) like_this`.execute(bench.db);
	const pages = await Promise.all([1, 2, 3, 4].map((page) => see({ page })));
	expect(pages[0]).toMatchObject({ total: before + 60, found: before + 60, page: 1, pages: 3 });
	expect(pages[3]?.page).toBe(3);
	const all = pages.slice(0, 3).flatMap(({ people: shown }) => shown);
	expect(new Set(all.map(({ personId }) => personId)).size).toBe(before + 60);
	const names = all.map(({ name }) => name);
	expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));

	const byMail = await see({ text: `AUDITOR6@${palu}` });
	expect(byMail.people.map(({ email }) => email)).toEqual([`auditor6@${palu}.example`]);
	const administrators = await see({ role: 'administrator' });
	expect(administrators).toMatchObject({ found: 2, pages: 1, page: 1, total: before + 60 });
	expect((await see({ role: 'administrator', text: 'kota-palu 2' })).found).toBe(1);
	expect(await see({ text: "%'; --" })).toMatchObject({ found: 0, people: [] });
});
