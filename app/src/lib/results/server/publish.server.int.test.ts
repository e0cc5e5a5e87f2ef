import { bundleFiles, parseManifest, verifyBundle, zipSource } from '@terang/bundle';
import { fromBase64Url, openCommitment } from '@terang/ledger';
import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replaceLog, rotateKey } from '../../ledger/server/api.server.ts';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import type { ResultsTables } from './results.tables.server.ts';
import type { PublicationPoint } from './publication.server.ts';
import {
	demo,
	openResultsBench,
	publicationOf,
	selectionId,
	type ResultsBench,
} from './testing/results-bench.server.ts';

const [first, corrected] = demo.versions;
const correction = { authority: 'Panitia', reason: 'Satu nilai praktik salah disalin.' };

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

const publicFolder = () => join(bench.folder, 'public/data');
const read = (path: string) => readFile(join(publicFolder(), path));

async function verifyArchive(version: number, vkey?: string) {
	const opened = zipSource(await read(`${selectionId}/v${version}.zip`));
	if (!opened.ok) throw new Error(opened.code);
	const anchor = { kind: 'key', vkey: vkey ?? (await bench.ledger.head()).vkey } as const;
	const verification = await verifyBundle(opened.source, { anchor });
	if (verification.kind !== 'checked') throw new Error(verification.kind);
	return verification.verdict;
}

async function entryTypes(): Promise<readonly string[]> {
	const entries = await bench.ledger.entries({ limit: 100 });
	return entries
		.filter(({ stream }) => stream === `selection/${selectionId}`)
		.map(({ type }) => type)
		.reverse();
}

const firstTypes = [
	'participants.committed',
	'marks.imported',
	'tie.decided',
	'tie.decided',
	'ranking.run',
	'result.published',
];
const secondTypes = [
	'participants.committed',
	'marks.imported',
	'ranking.run',
	'correction',
	'result.published',
];

describe('publishing', () => {
	it('shows a bundle that anyone can verify with the log key alone', async () => {
		const outcome = await bench.results.publish(publicationOf(first));
		expect(outcome).toMatchObject({ ok: true, version: 1 });
		const verdict = await verifyArchive(1);
		expect(verdict.findings).toEqual([]);
		expect(verdict.holds).toBe(true);
		expect(verdict.checked).toMatchObject({ selection: selectionId, participants: 1500 });
		expect((await readdir(join(publicFolder(), selectionId, 'v1'))).sort()).toEqual(
			[...bundleFiles].sort(),
		);
		expect(await entryTypes()).toEqual(firstTypes);
	});

	it('says of every file of a version what size and digest it has', async () => {
		await bench.results.publish(publicationOf(first));
		const [version] = await bench.results.publishedIndex();
		if (version === undefined) throw new Error('nothing is published');
		const files = await bench.results.publishedFiles(version);
		expect(files.map(({ name }) => name).toSorted()).toEqual([...bundleFiles].toSorted());
		for (const { name, bytes, sha256 } of files) {
			const found = await read(`${selectionId}/v1/${name}`);
			expect({ bytes, sha256 }, name).toEqual({
				bytes: found.length,
				sha256: createHash('sha256').update(found).digest('hex'),
			});
		}
	});

	it('supersedes by a correction, and lists the newest first', async () => {
		await bench.results.publish(publicationOf(first));
		expect(await bench.results.publish(publicationOf(corrected, correction))).toMatchObject({
			ok: true,
			version: 2,
		});
		expect((await verifyArchive(2)).findings).toEqual([]);
		const index = JSON.parse((await read('index.json')).toString()) as Record<string, unknown>[];
		expect(index.map(({ version, supersededBy }) => [version, supersededBy])).toEqual([
			[2, null],
			[1, 2],
		]);
		expect(index[0]).toMatchObject({
			selection: selectionId,
			url: `/data/${selectionId}/v2/`,
			zip: `/data/${selectionId}/v2.zip`,
			log: (await bench.ledger.head()).url,
		});
		const manifest = parseManifest(await read(`${selectionId}/v2/manifest.json`));
		expect(manifest.ok && manifest.manifest.previous).toEqual({
			version: 1,
			manifestSha256: index[1]?.['manifestSha256'],
		});
		expect(await entryTypes()).toEqual([...firstTypes, ...secondTypes]);
	});

	it('takes the same files for the same version, whoever sends them how often', async () => {
		const one = await bench.results.publish(publicationOf(first));
		expect(await bench.results.publish(publicationOf(first))).toEqual(one);
		expect(await entryTypes()).toEqual(firstTypes);
	});

	it('names the file of participants by a commitment that only the salt opens', async () => {
		await bench.results.publish(publicationOf(first));
		const entries = await bench.ledger.entries({ limit: 100 });
		const run = entries.find(({ type }) => type === 'ranking.run')?.payload as {
			inputs: Record<string, string>;
		};
		const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
		expect(run.inputs['vacancies']).toBe(sha256(first.vacancies));
		const { participants_salt: salt } = await bench.database
			.withTables<ResultsTables>()
			.selectFrom('results.publication')
			.select('participants_salt')
			.executeTakeFirstOrThrow();
		const record = { name: 'participants.csv', sha256: sha256(first.participants) };
		const commitment = fromBase64Url(run.inputs['participants']!)!;
		expect(openCommitment(commitment, { type: 'file', record, salt: salt! })).toBe(true);
		const imported = entries.find(({ type }) => type === 'marks.imported');
		expect(imported?.payload['digest']).toBe(run.inputs['participants']);
	});

	it('keeps every name and birth date out of the public folder', async () => {
		await bench.results.publish(publicationOf(first));
		const folder = join(publicFolder(), selectionId, 'v1');
		const names = first.people
			.split('\n')
			.slice(1, -1)
			.map((line) => line.split(',')[1]!);
		const births = first.participants
			.split('\n')
			.slice(1, -1)
			.map((line) => line.split(',').at(-2)!);
		for (const file of await readdir(folder)) {
			const text = await readFile(join(folder, file), 'utf8');
			expect(
				births.filter((birth) => text.includes(birth)),
				file,
			).toEqual([]);
			expect(
				names.filter((name) => text.includes(name)),
				file,
			).toEqual([]);
		}
	});
});

describe('several at once', () => {
	it('publishes one version, though two send it and a third resumes', async () => {
		await bench.results.publish(publicationOf(first));
		const second = publicationOf(corrected, correction);
		const [one, two] = await Promise.all([
			bench.results.publish(second),
			bench.results.publish(second),
			bench.results.resume(),
		]);
		expect(one).toMatchObject({ ok: true, version: 2 });
		expect(two).toEqual(one);
		expect(await entryTypes()).toEqual([...firstTypes, ...secondTypes]);
		expect((await verifyArchive(2)).findings).toEqual([]);
	});
});

describe('refusing', () => {
	it('names every fault and records nothing', async () => {
		const bad = { ...first, participants: first.participants.replace(',hadir,', ',hilang,') };
		const outcome = await bench.results.publish(publicationOf(bad));
		expect(outcome).toMatchObject({ ok: false, code: 'results.input_refused', total: 1 });
		expect(await entryTypes()).toEqual([]);
	});

	it('does not guess an open tie', async () => {
		const open = { ...first, decisions: 'vacancy_id,participant_id,decision,authority,reason\n' };
		const outcome = await bench.results.publish(publicationOf(open));
		expect(outcome).toMatchObject({
			ok: false,
			code: 'results.tie_unresolved',
			ties: [{ vacancy: 'plu-guru-matematika-smp-petobo', seats: 1 }],
		});
	});

	it('asks a second version for authority and reason, and a first for none', async () => {
		expect(await bench.results.publish(publicationOf(first, correction))).toEqual({
			ok: false,
			code: 'results.nothing_to_correct',
		});
		await bench.results.publish(publicationOf(first));
		expect(await bench.results.publish(publicationOf(corrected))).toEqual({
			ok: false,
			code: 'results.correction_required',
		});
	});

	it('refuses what the log could not carry, a foreign selection, a person without a name', async () => {
		const long = { authority: 'Panitia', reason: 'x'.repeat(301) };
		expect(await bench.results.publish(publicationOf(first, long))).toMatchObject({
			code: 'results.text_not_loggable',
		});
		const foreign = { ...first, selection: first.selection.replace('palu', 'poso') };
		expect(await bench.results.publish(publicationOf(foreign))).toMatchObject({
			code: 'results.selection_differs',
		});
		const nameless = { ...first, people: first.people.replace(/PLU-2026-04417.*\n/u, '') };
		expect(await bench.results.publish(publicationOf(nameless))).toMatchObject({
			code: 'results.name_missing',
			participantId: 'PLU-2026-04417',
		});
	});
});

describe('ending at any point', () => {
	const points: readonly PublicationPoint[] = [
		'input_stored',
		'received',
		'recorded',
		'sealed',
		'bound',
		'folder_shown',
		'archive_shown',
		'marked_published',
		'season_told',
	];

	it.each(points)('is taken up after %s and published once', async (point) => {
		await bench.results.publish(publicationOf(first));
		bench.atPoint = (reached) => {
			if (reached === point) throw new Error(`ended at ${point}`);
		};
		const second = publicationOf(corrected, correction);
		await expect(bench.results.publish(second)).rejects.toThrow(point);
		bench.atPoint = () => undefined;
		await bench.results.resume();
		expect(await bench.results.publish(second)).toMatchObject({ ok: true, version: 2 });
		expect(await entryTypes()).toEqual([...firstTypes, ...secondTypes]);
		expect((await verifyArchive(2)).findings).toEqual([]);
		expect((await bench.results.publishedIndex()).map(({ version }) => version)).toEqual([2, 1]);
		expect(await readdir(join(bench.folder, 'files/results/.sealed'))).toEqual([]);
		const shown = await readdir(join(bench.folder, 'public/data', selectionId));
		expect(shown.toSorted()).toEqual(['v1', 'v1.zip', 'v2', 'v2.zip']);
	});

	it('keeps no other publication from being taken up', async () => {
		bench.atPoint = (reached) => {
			if (reached === 'bound') throw new Error('ended at bound');
		};
		await expect(bench.results.publish(publicationOf(first))).rejects.toThrow('bound');
		bench.atPoint = () => undefined;
		await sql`insert into results.selection (id, season_id, title)
			select 'lost', season_id, title from results.selection`.execute(bench.database);
		await sql`insert into results.publication
			(selection_id, version, state, input_digest, received_at)
			select 'lost', 1, 'received', input_digest, received_at - interval '1 day'
			from results.publication`.execute(bench.database);
		await expect(bench.results.resume()).rejects.toThrow();
		expect((await bench.results.publishedIndex()).map(({ version }) => version)).toEqual([1]);
	});
});

describe('a log that is replaced while a version is being published', () => {
	const now = new Date('2026-11-22T00:00:00.000Z');
	const rotate = () => rotateKey(bench.database, bench.places, now);

	async function replacedAt(point: PublicationPoint, replace: () => Promise<unknown>) {
		bench.atPoint = async (reached) => {
			if (reached !== point) return;
			bench.atPoint = () => undefined;
			await replace();
		};
		return bench.results.publish(publicationOf(first));
	}

	it.each<PublicationPoint>(['received', 'recorded', 'sealed'])(
		'at %s: the new log holds every entry that the manifest names',
		async (point) => {
			const before = await bench.ledger.head();
			expect(await replacedAt(point, rotate)).toMatchObject({ ok: true });
			const { vkey } = await bench.ledger.head();
			expect(vkey).not.toBe(before.vkey);
			expect((await verifyArchive(1)).findings).toEqual([]);
			expect(await entryTypes()).toEqual(firstTypes);
			const manifest = parseManifest(await read(`${selectionId}/v1/manifest.json`));
			expect(manifest.ok && manifest.manifest.log.vkey).toBe(vkey);
		},
	);

	it('at bound: the proof comes from the log that the manifest names, which is closed after it', async () => {
		const { vkey } = await bench.ledger.head();
		expect(await replacedAt('bound', rotate)).toMatchObject({ ok: true });
		expect((await verifyArchive(1, vkey)).findings).toEqual([]);
	});

	it('before the entry of a sealed manifest had its place: is refused, and nothing is shown', async () => {
		const { origin } = await bench.ledger.head();
		bench.atPoint = async (point) => {
			if (point === 'sealed') await bench.ledger.stop();
			if (point === 'bound') await replaceLog(bench.database, bench.places, now);
		};
		const outcome = await bench.results.publish(publicationOf(first));
		expect(outcome).toEqual({ ok: false, code: 'results.log_replaced', origin });
		expect(await readdir(publicFolder()).catch(() => [])).not.toContain(selectionId);
	});
});
