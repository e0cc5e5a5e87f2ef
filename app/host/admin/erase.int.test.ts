import { fromBase64Url, openCommitment, verifyDatasetPath } from '@terang/ledger';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { demoSeasons } from '../../demo/seasons.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import { openSealing } from '../../src/lib/platform/sealed/sealing.server.ts';
import {
	createResults,
	createThreads,
	type Results,
} from '../../src/lib/results/server/api.server.ts';
import {
	anchor,
	demo,
	publicationOf,
	selectionId,
} from '../../src/lib/results/server/testing/results-bench.server.ts';
import { threadFile } from '../../src/lib/results/server/testing/thread-file.server.ts';
import { createVacancies } from '../../src/lib/vacancies/server/api.server.ts';
import { dataPlaces, resultFolders } from '../data-folder.ts';
import { backup } from './backup.ts';
import { erase } from './erase.ts';
import { personalKey } from './personal-key.ts';
import { restore } from './restore.ts';
import { administer, serveLog, type ServedLog } from './testing/log-installation.ts';

const rows = demo.versions[0].participants
	.split('\n')
	.slice(1, -1)
	.map((line) => line.split(','))
	.map((cells) => ({ number: cells[0] ?? '', birthDate: cells.at(-2) ?? '' }))
	.filter(({ birthDate }) => birthDate !== '');
const [one, other] = [rows[0]!, rows[1]!];

let folder: string;
let served: ServedLog | undefined;

beforeAll(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'terang-erase-'));
});
afterEach(stop);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stop(): Promise<void> {
	await served?.stop();
	served = undefined;
}

interface Serving {
	readonly results: Results;
	/** As the log says it. */
	readonly root: () => Promise<Uint8Array>;
}

async function serve(dataDir: string): Promise<Serving> {
	served = await serveLog(dataDir);
	const { database, ledger } = served;
	const places = dataPlaces(dataDir);
	const sealing = await openSealing({
		database,
		clock: systemClock,
		keyFile: places.personalKeys,
	});
	if (!sealing.ok) throw new Error(sealing.code);
	const clock = { now: () => anchor };
	const vacancies = createVacancies({ database, clock, log: ledger });
	const results = createResults({
		database,
		pool: served.pool,
		threads: createThreads({ file: await threadFile(), sealing: sealing.sealing }),
		clock,
		log: ledger,
		vacancies,
		folders: resultFolders(places),
		register: places.erased,
		giveUpWaiting: () => Promise.resolve(),
		sealing: sealing.sealing,
		lookupKey: new Uint8Array(32).fill(7),
		letters: {
			approvalAsked: () => Promise.resolve(),
			published: () => Promise.resolve(),
		},
	});
	if (await vacancies.findSeason(selectionId)) return { results, root };
	for (const season of demoSeasons(anchor)) await vacancies.announceSeason(season, anchor);
	const outcome = await results.publish(publicationOf(demo.versions[0]));
	if (!outcome.ok) throw new Error(outcome.code);
	return { results, root };

	async function root(): Promise<Uint8Array> {
		const entries = await ledger.entries({ limit: 100 });
		const committed = entries.find(({ type }) => type === 'participants.committed');
		return fromBase64Url(String(committed?.payload['root'])) ?? new Uint8Array();
	}
}

async function expectProven({ results, root }: Serving): Promise<void> {
	const answer = await results.lookUpMine(other.number, other.birthDate);
	if (answer.kind !== 'found') throw new Error(answer.kind);
	const { receipt } = answer.result;
	const commitment = fromBase64Url(receipt.commitment)!;
	const salt = fromBase64Url(receipt.salt)!;
	const record: unknown = JSON.parse(receipt.record);
	expect(openCommitment(commitment, { type: 'participant', record, salt })).toBe(true);
	const { index, count } = receipt;
	const hashes = receipt.path.map((hash) => fromBase64Url(hash)!);
	const claim = { index, count, commitment, path: hashes, root: await root() };
	expect(verifyDatasetPath(claim)).toBe(true);
}

it('a backup from before an erasure brings nobody back, and every other proof holds', async () => {
	const place = (name: string) => path.join(folder, name);
	const [live, copy, early, keys, elsewhere] = ['live', 'copy', 'early', 'keys', 'new'].map(place);
	await serve(live!);
	await stop();
	const taken = await administer(backup, live!, copy!, '--with-key', early!);
	expect(taken).toMatchObject({ status: 0 });
	expect(await readdir(early!)).toContain('personal.key');

	expect(await administer(erase, live!, selectionId, one.number)).toMatchObject({ status: 0 });
	expect(await administer(erase, live!, selectionId, one.number)).toMatchObject({ status: 1 });
	await cp(path.join(live!, 'keys'), keys!, { recursive: true });

	expect(await administer(restore, elsewhere!, copy!)).toMatchObject({ status: 0 });
	await expect(serve(elsewhere!)).rejects.toThrow('host.personal_key_missing');
	await stop();
	await cp(keys!, path.join(elsewhere!, 'keys'), { recursive: true, force: true });
	const restored = await serve(elsewhere!);
	// The backup is from before: without the list of erasures the person would be back.
	const before = await restored.results.lookUpMine(one.number, one.birthDate);
	expect(before.kind).toBe('found');
	await restored.results.protectPeople();
	const after = await restored.results.lookUpMine(one.number, one.birthDate);
	expect(after).toEqual({ kind: 'no_match' });
	await expectProven(restored);
});

it('a backup without its key names nobody', async () => {
	const files = await readdir(path.join(folder, 'copy'), { recursive: true, withFileTypes: true });
	const people = demo.versions[0].people.split('\n').slice(1, 40);
	const names = people.map((line) => line.split(',')[1] ?? '').filter((name) => name !== '');
	for (const file of files.filter((entry) => entry.isFile())) {
		const text = await readFile(path.join(file.parentPath, file.name), 'latin1');
		expect(
			names.filter((name) => text.includes(name)),
			file.name,
		).toEqual([]);
	}
});

it('the key is changed under a running process, which goes on', async () => {
	const live = path.join(folder, 'live');
	const serving = await serve(live);
	expect(await administer(personalKey, live, 'rotate')).toMatchObject({ status: 0 });
	await expectProven(serving);
	await stop();
	await expectProven(await serve(live));
});
