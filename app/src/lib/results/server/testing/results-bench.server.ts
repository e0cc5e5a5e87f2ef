import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSeasons, paluSeasonId } from '../../../../../demo/seasons.ts';
import { demoSelection, type SelectionFiles } from '../../../../../demo/selection.ts';
import { shortlistByRules } from '../../../../../demo/shortlist.ts';
import type { startTestDatabase } from '../../../../../launcher/testing.ts';
import { migrations } from '../../../../../migrations/index.ts';
import {
	createLedger,
	type Ledger,
	type LogPlaces,
	openTiles,
} from '../../../ledger/server/api.server.ts';
import { type Database, openDatabase } from '../../../platform/database.server.ts';
import { migrate } from '../../../platform/migrate.server.ts';
import { sealingWith } from '../../../platform/sealed/sealing.server.ts';
import { createVacancies, type Vacancies } from '../../../vacancies/server/api.server.ts';
import { createResults, createThreads, type ResultLetters, type Results } from '../api.server.ts';
import type { PublicationInput, PublicationPoint } from '../publication.server.ts';
import { threadFile } from './thread-file.server.ts';

/** What results rest on; the tests must not depend on what later capabilities add. */
const needed = Object.fromEntries(
	Object.entries(migrations).filter(([name]) => /_(ledger|vacancies|results)_/u.test(name)),
);

export const anchor = new Date('2026-11-21T03:00:00.000Z');
export const selectionId = paluSeasonId(anchor);

/** A started log, announced seasons and results over a database and a folder of their own. */
export interface ResultsBench {
	readonly database: Database;
	readonly ledger: Ledger;
	readonly vacancies: Vacancies;
	readonly results: Results;
	readonly folder: string;
	readonly places: LogPlaces;
	/** Set to be asked at each point of a publication; throw to end the attempt there. */
	atPoint: (point: PublicationPoint) => void | Promise<void>;
	/** Letters in the order in which their transactions wrote them, also of one undone later. */
	readonly letters: string[];
	/** The time that results are told; the log has its own. */
	now: Date;
	close(): Promise<void>;
}

export async function openResultsBench(
	server: Awaited<ReturnType<typeof startTestDatabase>>,
): Promise<ResultsBench> {
	const fresh = await server.freshDatabase();
	const opened = openDatabase({ ...fresh.connection, ssl: false });
	const { database } = opened;
	const outcome = await migrate(database, needed);
	if (!outcome.ok) throw new Error(`${outcome.code} ${outcome.migration}`);
	const folder = await mkdtemp(join(tmpdir(), 'terang-results-'));
	const tiles = openTiles({ kind: 'folder', folder: join(folder, 'tiles') });
	const places = { tiles, keysDir: join(folder, 'keys') };
	const clock = { now: () => bench.now };
	const ledger = createLedger({
		db: database,
		clock: { now: () => new Date() },
		places,
		holder: 'test',
		pauseMs: 20,
		witnesses: [],
	});
	await ledger.start();
	const vacancies = createVacancies({ database, clock, log: ledger });
	const letters: string[] = [];
	const sealing = sealingWith([{ id: 1, key: new Uint8Array(32).fill(9) }]);
	const threads = createThreads({ file: await threadFile(), sealing });
	const results = createResults({
		database,
		pool: opened.pool,
		threads,
		clock,
		log: ledger,
		vacancies,
		folders: {
			inputs: join(folder, 'files/results'),
			published: join(folder, 'public/data'),
			aside: join(folder, 'files/aside'),
		},
		lookupKey: new Uint8Array(32).fill(7),
		register: join(folder, 'erased.jsonl'),
		giveUpWaiting: () => Promise.resolve(),
		letters: remembering(letters),
		sealing,
		atPoint: (point) => bench.atPoint(point),
	});
	const bench: ResultsBench = {
		database,
		letters,
		ledger,
		vacancies,
		results,
		folder,
		places,
		atPoint: () => undefined,
		now: anchor,
		async close() {
			await threads.stop();
			await ledger.stop();
			await opened.close();
			await fresh.drop();
			await rm(folder, { recursive: true, force: true });
		},
	};
	for (const season of demoSeasons(anchor)) await vacancies.announceSeason(season, anchor);
	return bench;
}

function remembering(letters: string[]): ResultLetters {
	return {
		approvalAsked: (_trx, { version, preparedBy }) => {
			letters.push(`asked v${version}, prepared by ${preparedBy.toSorted().join()}`);
			return Promise.resolve();
		},
		published: (_trx, { version, approvedBy }) => {
			letters.push(`published v${version}, approved by ${approvedBy}`);
			return Promise.resolve();
		},
	};
}

export const demo = demoSelection(selectionId, '2026', shortlistByRules);

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export function publicationOf(
	files: SelectionFiles,
	correction?: PublicationInput['correction'],
): PublicationInput {
	return {
		selectionId,
		seasonId: selectionId,
		title: { id: 'CPNS Kota Palu 2026', en: 'CPNS Kota Palu 2026' },
		files: {
			selection: bytes(files.selection),
			vacancies: bytes(files.vacancies),
			participants: bytes(files.participants),
			decisions: bytes(files.decisions),
			people: bytes(files.people),
		},
		...(correction === undefined ? {} : { correction }),
	};
}
