import type { ComposeInput } from './compose-input.ts';
import { sql } from 'kysely';
import path from 'node:path';
import { type DemoDeps, isDemoLoaded, loadDemo } from '../demo/load.ts';
import { type Ledger, LogStopped } from '../src/lib/ledger/server/api.server.ts';
import type { ApiRoute } from '../src/lib/platform/api-route.server.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { Database } from '../src/lib/platform/database.server.ts';
import { type Job, type Jobs, startJobs } from '../src/lib/platform/jobs.server.ts';
import { createImports, giveUpWaiting } from '../src/lib/imports/server/api.server.ts';
import {
	createResults,
	createThreads,
	discardStaged,
	resultImports,
	type Results,
	resultRoutes,
} from '../src/lib/results/server/api.server.ts';
import {
	createVacancies,
	vacancyImport,
	type Vacancies,
	vacancyRoutes,
} from '../src/lib/vacancies/server/api.server.ts';
import { keepSecret, resultFolders } from './data-folder.ts';
import { keepDemoSignIns, startIdentity } from './identity.ts';
import { logReadiness, signs, startLedger } from './ledger.ts';
import { resultLetters } from './letters.ts';
import { startNotifications } from './notifications.ts';
import type { ReadinessCheck } from './routes/probes.ts';
import type { UploadStoreDeps } from './routes/upload-store.ts';
import type { UploadDeps } from './routes/uploads.ts';
import type { Services } from './services.ts';

export interface Composed {
	readonly services: Services;
	readonly api: readonly ApiRoute[];
	readonly uploads: UploadDeps & UploadStoreDeps;
	readonly readiness: readonly ReadinessCheck[];
	/** What may take longer than a visitor waits: runs when pages are already answered. */
	begin(): Promise<void>;
}

/** The one place where capabilities meet their surroundings and each other. */
export async function compose(input: ComposeInput): Promise<Composed> {
	const { config, clock, scripts } = input;
	const { database } = input.database;
	const ledger = await startLedger(input);
	const vacancies = createVacancies({ database, clock, log: ledger });
	const notifications = startNotifications(input);
	const identity = startIdentity(input, ledger, notifications);
	const threads = createThreads({
		file: path.join(input.buildFolder, 'host', 'results-thread.js'),
		sealing: input.sealing,
	});
	const results = createResults({
		database,
		pool: input.database.pool,
		threads,
		clock,
		log: ledger,
		vacancies,
		folders: resultFolders(input.places),
		lookupKey: keepSecret(input.places, 'lookup'),
		sealing: input.sealing,
		register: input.places.erased,
		giveUpWaiting: (id) =>
			giveUpWaiting({ database, folder: input.places.uploads, discard: discardStaged }, id),
		letters: resultLetters({ notifications, identity, url: input.url }),
		onError: (error) => {
			input.log.error({ err: error }, 'a run failed');
		},
	});
	await results.protectPeople();
	const imports = startImports(input, vacancies, ledger);
	input.metrics.gauge('terang_imports_failed', 'Files that were given up.', async () => {
		return (await imports.failed('all')).length;
	});
	const work = [
		resumption(results, ledger),
		retention(results),
		...identity.jobs,
		...imports.jobs,
		...notifications.jobs,
	];
	const jobs = await startJobs(work, { ...input, ...input.database });
	input.closing.add('jobs', () => jobs.stop());
	// Before the jobs that wait for them.
	input.closing.add('threads', () => threads.stop());
	input.metrics.gauge('terang_jobs_failed', 'Jobs that used up their tries.', () => jobs.failed());
	const readiness = [databaseReadiness(database), logReadiness(ledger, input), jobsReadiness(jobs)];
	const demo = createDemoSeason({ vacancies, results, imports, identity, clock });
	if (config.mode === 'demo') readiness.push(demo.readiness);
	return {
		services: {
			vacancies,
			results,
			committee: results.committee,
			ledger,
			identity,
			imports,
			notifications,
			clock,
			config: { mode: config.mode, secure: isSecure(config) },
			scripts,
		},
		api: [...resultRoutes(results), ...vacancyRoutes(vacancies)],
		uploads: { identity, imports, vacancies, secure: isSecure(config) },
		readiness,
		begin: async () => {
			// Publishing waits for the log: with one that must not sign, the pages go on without it.
			if (!signs(ledger)) return;
			await goOn(input, () => identity.resume());
			if (config.mode === 'demo') await keepDemoSignIns(identity, input.places);
			await goOn(input, () => results.resume());
			await goOn(input, () => imports.checkAll());
			if (config.mode === 'demo') await demo.load();
		},
	};
}

/** What fails here has a job that tries again: one selection must not take everybody's pages away. */
async function goOn({ log, stop }: ComposeInput, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!stop.aborted) log.error({ err: error }, 'what was interrupted could not be gone on with');
	}
}

function isSecure(config: Config): boolean {
	return config.url?.startsWith('https:') === true;
}

/** A sheet of a million people has about 100 MB. */
const largestUpload = 256 * 1024 * 1024;

function startImports(input: ComposeInput, vacancies: Vacancies, ledger: Ledger) {
	const { database, pool } = input.database;
	const kinds = resultImports({
		database,
		log: ledger,
		sealing: input.sealing,
		vacancyIds: (id, trx) => vacancies.vacancyIds(id, trx),
	});
	return createImports({
		database,
		pool,
		clock: input.clock,
		kinds: [vacancyImport(), ...kinds],
		folder: input.places.uploads,
		sealing: input.sealing,
		largest: largestUpload,
		onError: (error) => {
			input.log.error({ err: error }, 'a file could not be checked');
		},
		isLogStopped: (error) => error instanceof LogStopped,
	});
}

/** A publication that a full disk or a stopped log interrupted goes on without a restart. */
function resumption(results: Results, ledger: Ledger): Job {
	return {
		name: 'results:resume_publications',
		schedule: '*/5 * * * *',
		run: async () => {
			if (signs(ledger)) await results.resume();
		},
	};
}

function retention(results: Results): Job {
	return {
		name: 'results:keep_retention',
		schedule: '20 18 * * *',
		run: () => results.keepRetention(),
	};
}

/** One job that fails is for an administrator to see, not a reason to take the pages away. */
function jobsReadiness(jobs: Jobs): ReadinessCheck {
	return {
		name: 'jobs',
		check: () => Promise.resolve(jobs.running() ? { ok: true } : { ok: false, code: 'jobs.ended' }),
	};
}

function createDemoSeason(deps: DemoDeps) {
	let loaded = false;
	async function isLoaded(): Promise<boolean> {
		loaded ||= await isDemoLoaded(deps);
		return loaded;
	}
	const readiness: ReadinessCheck = {
		name: 'season',
		check: async () => ((await isLoaded()) ? { ok: true } : { ok: false, code: 'demo.loading' }),
	};
	const load = async () => {
		if (!(await isLoaded())) await loadDemo(deps);
	};
	return { readiness, load };
}

function databaseReadiness(database: Database): ReadinessCheck {
	return {
		name: 'database',
		check: async () => {
			await sql`SELECT 1`.execute(database);
			return { ok: true };
		},
	};
}
