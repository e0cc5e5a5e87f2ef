import { dataFiles, type Manifest } from '@terang/bundle';
import { sql } from 'kysely';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { type Action, type Actor, permit, type Role } from '../../identity/contract.ts';
import { replaceLog } from '../../ledger/server/api.server.ts';
import type { RunPage } from '../committee/contract.ts';
import { parseNamed } from '../domain/results-file.ts';
import {
	anchor,
	demo,
	openResultsBench,
	publicationOf,
	type ResultsBench,
	selectionId,
} from './testing/results-bench.server.ts';

let server: TestDatabase;
let bench: ResultsBench;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());

beforeEach(async () => {
	bench = await openResultsBench(server);
	return () => bench.close();
});

function person(personId: string, role: Role, institutionId = 'kota-palu'): Actor {
	const roles = [{ role, institutionId }];
	return { accountId: personId, personId, name: `Nama ${personId}`, roles, secondFactor: true };
}

const wulan = person('wulan', 'committee');
const rahmat = person('rahmat', 'committee');
const official = person('ppk', 'approving_official');
const setter = person('setter', 'committee');
const asker = person('asker', 'committee');
const importer = person('importer', 'committee');
const elsewhere = person('bungo', 'committee', 'kabupaten-bungo');

function as<A extends Action>(actor: Actor, action: A, preparedBy: readonly string[] = []) {
	const institutionId = actor.roles[0]?.institutionId ?? '';
	const asked = permit(actor, action, { institutionId, preparedBy });
	if (!asked.ok) throw new Error(asked.code);
	return asked;
}

async function ranRun(): Promise<RunPage> {
	const { committee } = bench.results;
	const started = await committee.startRun(as(wulan, 'ranking.run'), selectionId);
	if (started.kind !== 'done') throw new Error(started.code);
	await committee.resume();
	await expect
		.poll(async () => (await findRun(started.id)).run.finishedAt, { timeout: 20_000 })
		.toBeDefined();
	return findRun(started.id);
}

async function findRun(id: number): Promise<RunPage> {
	const page = await bench.results.committee.run(as(wulan, 'selection.read'), id);
	if (page === undefined) throw new Error('the run is unknown');
	return page;
}

async function withFirstVersion(): Promise<void> {
	const outcome = await bench.results.publish(publicationOf(demo.versions[0]));
	expect(outcome.ok).toBe(true);
}

/** Imports the people of the first version again, and an empty list of decisions. */
async function takeDecisionsBack(): Promise<void> {
	const people = new Map(
		parseNamed(demo.versions[0].people).map((one) => [one['participant_id'], one['name']]),
	);
	const rows = parseNamed(demo.versions[0].participants);
	for (const [at, kind] of ['participants', 'decisions'].entries()) {
		await sql`insert into results.taken_in (import_id, selection_id, kind, columns, digest, rows,
				taken_by)
			values (${at + 1}, ${selectionId}, ${kind}, ${Object.keys(rows[0] ?? {})},
				${Buffer.alloc(32)}, ${rows.length}, ${importer.personId})`.execute(bench.database);
	}
	const listed = rows.map((row, line) => ({
		...row,
		line,
		name: people.get(row['participant_id']),
	}));
	await sql`insert into results.participant (import_id, line, participant_id, vacancy_id,
			admin_status, name, birth_date, gpa, preferences, priority, marks)
		select 1, (one ->> 'line')::int, one ->> 'participant_id', one ->> 'vacancy_id',
			one ->> 'admin_status', one ->> 'name', coalesce(one ->> 'birth_date', ''),
			coalesce(one ->> 'gpa', ''), coalesce(one ->> 'preferences', ''), '', one
		from jsonb_array_elements(${JSON.stringify(listed)}::jsonb) one`.execute(bench.database);
}

const correction = { authority: 'Ketua Panitia', reason: 'Satu nilai praktik salah disalin.' };

async function asked(): Promise<number> {
	const { run } = await ranRun();
	const ask = as(wulan, 'publication.ask');
	const outcome = await bench.results.committee.askApproval(ask, run.id, correction);
	if (outcome.kind !== 'done') throw new Error(outcome.code);
	return outcome.id;
}

const versionsOf = async () =>
	(await bench.results.publishedIndex()).map(({ version }) => version).toSorted();

it('leads from a run over an approval by another person to the next version', async () => {
	await withFirstVersion();
	const id = await asked();
	const { committee } = bench.results;
	const page = await committee.approval(as(official, 'selection.read'), id);
	const files = page?.approval.files ?? {};
	expect(Object.keys(files).toSorted()).toEqual([...dataFiles].toSorted());
	const permission = as(official, 'publication.approve');
	const computed = (await committee.recompute(permission, id)) ?? '';
	expect(computed).toBe(files['results.csv']);
	expect(await committee.approve(permission, id, computed)).toEqual({ kind: 'done', id });
	await committee.resume();
	await expect.poll(versionsOf, { timeout: 20_000 }).toEqual([1, 2]);
	const [approval] = await committee.approvals(['kota-palu']);
	expect(approval).toMatchObject({ state: 'approved', published: true, version: 2, correction });
	const [newest] = await bench.results.publishedIndex();
	const { approval: shown } = newest ?? {};
	expect(shown?.at).toBe(bench.now.toISOString());
	const entry = await bench.ledger.findEntry(shown?.entryIndex ?? -1);
	expect(entry).toMatchObject({ type: 'result.approved', payload: { version: 2 } });
	const folder = join(bench.folder, 'public/data', selectionId, 'v2');
	const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
	expect(manifest.log.entries['result.approved']).toEqual([shown?.entryIndex]);
	expect(bench.letters).toEqual(['asked v2, prepared by wulan', 'published v2, approved by ppk']);
});

it('says that a version goes no further where the log ended before it held its entry', async () => {
	await withFirstVersion();
	const id = await asked();
	bench.atPoint = async (point) => {
		if (point === 'sealed') await bench.ledger.stop();
		if (point === 'bound') await replaceLog(bench.database, bench.places, new Date());
	};
	const { committee } = bench.results;
	const permission = as(official, 'publication.approve');
	await committee.approve(permission, id, (await committee.recompute(permission, id)) ?? '');
	const step = async () =>
		(await committee.approval(as(official, 'selection.read'), id))?.approval.step;
	await expect.poll(step, { timeout: 20_000 }).toBe('log_replaced');
	expect(await versionsOf()).toEqual([1]);
});

it('asks and signs once where somebody presses twice; another person has not asked', async () => {
	await withFirstVersion();
	const { run } = await ranRun();
	const { committee } = bench.results;
	const askAs = (actor: Actor) =>
		committee.askApproval(as(actor, 'publication.ask'), run.id, correction);
	const [first, second] = await Promise.all([askAs(wulan), askAs(wulan)]);
	expect(second).toEqual(first);
	expect(await askAs(wulan)).toEqual(first);
	expect(await askAs(rahmat)).toMatchObject({ code: 'results.already_asked' });
	if (first.kind !== 'done') throw new Error(first.code);
	const permission = as(official, 'publication.approve');
	const computed = (await committee.recompute(permission, first.id)) ?? '';
	const sign = () => committee.approve(permission, first.id, computed);
	expect(await Promise.all([sign(), sign()])).toEqual([first, first]);
	expect(await sign()).toEqual(first);
	const other = as(person('ppk2', 'approving_official'), 'publication.approve');
	expect(await committee.approve(other, first.id, computed)).toMatchObject({
		code: 'results.not_in_this_state',
	});
	await committee.resume();
	await expect.poll(versionsOf, { timeout: 20_000 }).toEqual([1, 2]);
	const asked = bench.letters.filter((letter) => letter.startsWith('asked'));
	expect(asked).toHaveLength(1);
});

it('signs nothing that the approver has not computed', async () => {
	await withFirstVersion();
	const id = await asked();
	const permission = as(official, 'publication.approve');
	const outcome = await bench.results.committee.approve(permission, id, '00'.repeat(32));
	expect(outcome).toMatchObject({ code: 'results.not_recomputed' });
	await bench.results.committee.resume();
	expect(await versionsOf()).toEqual([1]);
});

it('shows a run as the public will see it: small groups uncounted and unnamed', async () => {
	await withFirstVersion();
	const { run } = await ranRun();
	const { committee } = bench.results;
	const small = 'plu-guru-kelas-sd-balaroa-disabilitas';
	const preview = await committee.preview(as(official, 'selection.read'), run.id, {
		vacancyId: small,
	});
	const published = await bench.results.findSelection(selectionId);
	const counts = new Map(published?.vacancies.map((one) => [one.id, one.participants]));
	expect(new Map(preview?.vacancies.map((one) => [one.id, one.applicants]))).toEqual(counts);
	expect(counts.get(small)).toBe('under_10');
	expect(preview?.vacancy?.ranking.length).toBeGreaterThan(0);
	expect(JSON.stringify(preview?.vacancy)).not.toContain('maskedName');
	const open = await committee.preview(as(official, 'selection.read'), run.id, {
		vacancyId: 'plu-perekam-medis-talise',
	});
	expect(open?.vacancy?.ranking[0]).toMatchObject({ maskedName: 'A*** P***' });
});

it('publishes no other bytes under an approval', async () => {
	const files = Object.fromEntries(dataFiles.map((name) => [name, '00'.repeat(32)]));
	const input = { ...publicationOf(demo.versions[0]), approvedFiles: files };
	expect(await bench.results.publish(input)).toMatchObject({ code: 'results.not_as_approved' });
	expect(await versionsOf()).toEqual([]);
});

it('lets nobody approve what they prepared, under whatever account', async () => {
	await withFirstVersion();
	const id = await asked();
	const resource = await bench.results.committee.resourceOfApproval(id);
	const twin = { ...person('wulan', 'approving_official'), accountId: 'another account' };
	expect(permit(twin, 'publication.approve', resource)).toMatchObject({
		code: 'identity.same_person',
	});
	const forged = as(twin, 'publication.approve');
	const page = await bench.results.committee.approval(as(official, 'selection.read'), id);
	const computed = page?.approval.files['results.csv'] ?? '';
	expect(await bench.results.committee.approve(forged, id, computed)).toEqual({
		kind: 'refused',
		code: 'results.prepared_by_same',
	});
});

it('asks for no signature under a text that tells of a person', async () => {
	await withFirstVersion();
	const { run } = await ranRun();
	const ask = as(wulan, 'publication.ask');
	const [someone] = parseNamed(demo.versions[0].people);
	for (const reason of [`Nilai ${someone?.['name'] ?? ''} salah.`, 'NIK 7203991231318888']) {
		const outcome = await bench.results.committee.askApproval(ask, run.id, {
			authority: 'Ketua Panitia',
			reason,
		});
		expect(outcome).toEqual({ kind: 'refused', code: 'results.text_personal' });
	}
});

it('needs authority and reason for a version after the first', async () => {
	await withFirstVersion();
	const { run } = await ranRun();
	const ask = as(wulan, 'publication.ask');
	expect(await bench.results.committee.askApproval(ask, run.id)).toMatchObject({
		code: 'results.correction_required',
	});
});

it('shows an institution nothing of another one', async () => {
	await withFirstVersion();
	const { run } = await ranRun();
	const { committee } = bench.results;
	expect(await committee.run(as(elsewhere, 'selection.read'), run.id)).toBeUndefined();
	expect(await committee.selections(['kabupaten-bungo'])).not.toContainEqual(
		expect.objectContaining({ id: selectionId }),
	);
	expect(await committee.startRun(as(elsewhere, 'ranking.run'), selectionId)).toMatchObject({
		code: 'results.unknown',
	});
});

it('publishes what was approved before the process ended', async () => {
	await withFirstVersion();
	const id = await asked();
	const { committee } = bench.results;
	const permission = as(official, 'publication.approve');
	const computed = (await committee.recompute(permission, id)) ?? '';
	bench.atPoint = () => {
		throw new Error('the process ends here');
	};
	await committee.approve(permission, id, computed);
	await expect(committee.resume()).rejects.toThrow('ends here');
	expect(await versionsOf()).toEqual([1]);
	bench.atPoint = () => undefined;
	await bench.results.resume();
	await expect.poll(versionsOf, { timeout: 20_000 }).toEqual([1, 2]);
});

it('decides a tie by two people; the next run rests on it, and nobody of them may approve it', async () => {
	const { committee } = bench.results;
	await withFirstVersion();
	await takeDecisionsBack();
	const first = await ranRun();
	const [tie] = first.run.outcome?.ties ?? [];
	if (tie === undefined) throw new Error('the demo has no tie');
	const ask = as(wulan, 'publication.ask');
	expect(await committee.askApproval(ask, first.run.id, correction)).toMatchObject({
		code: 'results.tie_unresolved',
	});
	const chosen = tie.participants.slice(0, tie.seats);
	const text = { authority: 'Ketua Panitia', reason: 'Diundi di depan saksi.' };
	const propose = as(wulan, 'tie.propose');
	const tooMany = { vacancyId: tie.vacancy, chosen: tie.participants, ...text };
	expect(await committee.proposeTie(propose, first.run.id, tooMany)).toMatchObject({
		code: 'results.tie_choice',
	});
	const proposed = await committee.proposeTie(propose, first.run.id, { ...tooMany, chosen });
	if (proposed.kind !== 'done') throw new Error(proposed.code);
	const resource = await committee.resourceOfTie(proposed.id);
	expect(permit(wulan, 'tie.confirm', resource).ok).toBe(false);
	const confirm = as(rahmat, 'tie.confirm', resource?.preparedBy);
	expect(await committee.decideTie(confirm, proposed.id, 'confirmed')).toMatchObject({
		kind: 'done',
	});
	const { run } = await ranRun();
	const read = as(wulan, 'selection.read');
	const second = await committee.run(read, run.id, first.run.id);
	expect(second?.run.outcome?.ties).toEqual([]);
	expect(second?.comparedWith).toEqual({ run: first.run.id });
	const comparison = second?.comparison;
	if (comparison === undefined || comparison === 'underway') throw new Error('no comparison');
	expect(comparison.moved.flatMap(({ causes }) => causes)).toContainEqual({
		kind: 'decision',
	});
	await committee.setRules(as(setter, 'selection.prepare'), selectionId, {
		document: demo.versions[0].selection,
	});
	const { run: last } = await ranRun();
	const asked = await committee.askApproval(as(asker, 'publication.ask'), last.id, correction);
	if (asked.kind !== 'done') throw new Error(asked.code);
	const prepared = (await committee.resourceOfApproval(asked.id))?.preparedBy;
	expect(prepared?.toSorted()).toEqual(['asker', 'importer', 'rahmat', 'setter', 'wulan']);
});

it('tells where a selection stands, and that a change leads back to a run', async () => {
	await withFirstVersion();
	const { committee } = bench.results;
	const way = async () => {
		const listed = await committee.selections(['kota-palu']);
		return listed.find(({ id }) => id === selectionId)?.way;
	};
	expect((await way())?.steps.every(({ state }) => state === 'done')).toBe(true);
	bench.now = new Date(anchor.getTime() + 60_000);
	await ranRun();
	const now = async () => (await way())?.steps.find(({ state }) => state === 'now');
	expect(await now()).toMatchObject({ key: 'ask' });
	bench.now = new Date(anchor.getTime() + 120_000);
	const rules = { document: demo.versions[0].selection };
	await committee.setRules(as(setter, 'selection.prepare'), selectionId, rules);
	expect(await now()).toMatchObject({ key: 'run', detail: { is: 'outdated' } });
});

it('ends a run that somebody cancels, and keeps nothing of it', async () => {
	await withFirstVersion();
	const { committee } = bench.results;
	const may = as(wulan, 'ranking.run');
	const started = await committee.startRun(may, selectionId);
	if (started.kind !== 'done') throw new Error(started.code);
	expect(await committee.cancelRun(may, started.id)).toEqual(started);
	await committee.resume();
	const { run } = await findRun(started.id);
	expect(run.state).toBe('cancelled');
	expect(run.outcome).toBeUndefined();
	expect(await committee.cancelRun(may, started.id)).toMatchObject({
		code: 'results.not_in_this_state',
	});
	expect((await ranRun()).run.state).toBe('done');
});

it('keeps no files of a run that is cancelled just when they were gathered', async () => {
	await withFirstVersion();
	const { committee } = bench.results;
	const may = as(wulan, 'ranking.run');
	const kept = () => readdir(join(bench.folder, 'files/results', selectionId));
	const before = await kept();
	await bench.database.transaction().execute(async (trx) => {
		// Written next, once the files are there.
		await sql`lock table vacancies.list in share mode`.execute(trx);
		const started = await committee.startRun(may, selectionId);
		if (started.kind !== 'done') throw new Error(started.code);
		await expect.poll(kept, { timeout: 20_000 }).not.toEqual(before);
		expect(await committee.cancelRun(may, started.id)).toEqual(started);
	});
	await expect.poll(kept, { timeout: 20_000 }).toEqual(before);
});

it('gives up a run that ended the process three times, and lets people run again', async () => {
	await withFirstVersion();
	const digest = Buffer.alloc(32, 7);
	const kept = join(bench.folder, 'files/results', selectionId, digest.toString('hex'));
	await mkdir(kept);
	const inserted = await sql<{ id: number }>`
		insert into results.run (selection_id, season_id, institution_id, state, input_digest, asked_by,
			asked_by_name, asked_at)
		values (${selectionId}, ${selectionId}, 'kota-palu', 'ranking', ${digest}, 'wulan',
			'Nama wulan', now())
		returning id`.execute(bench.database);
	const id = inserted.rows[0]?.id ?? 0;
	await sql`insert into results.run_progress (run_id, attempts) values (${id}, 3)`.execute(
		bench.database,
	);
	expect((await findRun(id)).run).toMatchObject({ state: 'ranking', begunAgain: true });
	await bench.results.committee.resume();
	expect((await findRun(id)).run).toMatchObject({
		state: 'failed',
		failure: 'results.run_interrupted',
	});
	expect(existsSync(kept)).toBe(false);
	await bench.results.committee.resume();
	expect((await ranRun()).run.state).toBe('done');
});
