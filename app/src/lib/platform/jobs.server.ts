import { Logger, run, runMigrations } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.server.ts';
import type { Log } from './log.server.ts';
import type { Metrics } from './metrics.ts';

/** Work that a capability wants repeated, with retries that survive a restart. */
export interface Job {
	/** `capability:what`. */
	readonly name: `${string}:${string}`;
	/** Five fields of a crontab, in UTC. */
	readonly schedule: string;
	run(): Promise<void>;
}

export interface Jobs {
	/** False once the worker has ended, whatever ended it. */
	running(): boolean;
	/** Jobs that used up their tries and wait for an administrator. */
	failed(): Promise<number>;
	stop(): Promise<void>;
}

const SCHEMA = 'graphile_worker';
/** Tables that the worker's own migrations protect by row security without naming a role. */
const TABLES = [
	'_private_jobs',
	'_private_job_queues',
	'_private_tasks',
	'_private_known_crontabs',
];

/** Installs the queue as the database's owner and opens it to the application's role. */
export async function installJobs(owner: Database, ownerPool: pg.Pool, role: string) {
	await runMigrations({ pgPool: ownerPool, schema: SCHEMA, logger: silent });
	const name = sql.id(role);
	await sql`GRANT USAGE ON SCHEMA graphile_worker TO ${name}`.execute(owner);
	await sql`GRANT SELECT ON graphile_worker.migrations TO ${name}`.execute(owner);
	for (const table of TABLES) {
		const target = sql.id(SCHEMA, table);
		await sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ${target} TO ${name}`.execute(owner);
		await sql`DROP POLICY IF EXISTS terang_app ON ${target}`.execute(owner);
		await sql`CREATE POLICY terang_app ON ${target} TO ${name} USING (true) WITH CHECK (true)`.execute(
			owner,
		);
	}
	await sql`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${name}`.execute(
		owner,
	);
}

export async function jobsInstalled(database: Database): Promise<boolean> {
	const found = await sql<{ present: boolean }>`
		SELECT to_regclass('graphile_worker._private_jobs') IS NOT NULL AS present`.execute(database);
	return found.rows[0]?.present === true;
}

/** Runs the jobs inside this process; several processes share them through the database. */
export async function startJobs(
	jobs: readonly Job[],
	deps: { readonly pool: pg.Pool; readonly database: Database; log: Log; metrics: Metrics },
): Promise<Jobs> {
	const { log, metrics, database } = deps;
	const runner = await run({
		pgPool: deps.pool,
		schema: SCHEMA,
		concurrency: 2,
		noHandleSignals: true,
		logger: silent,
		taskList: Object.fromEntries(jobs.map((job) => [job.name, () => attempt(job)])),
		crontab: jobs.map((job) => `${job.schedule} ${job.name} ?jobKey=${job.name}&max=5`).join('\n'),
	});
	runner.events.on('job:error', ({ job, error }) => {
		metrics.count('terang_job_failures_total', 'Failed tries of jobs.', {
			job: job.task_identifier,
		});
		log.error({ job: job.task_identifier, attempt: job.attempts, err: error }, 'job failed');
	});
	let running = true;
	const ended = () => {
		running = false;
	};
	runner.promise.then(ended, (error: unknown) => {
		ended();
		log.error({ err: error }, 'the job worker ended');
	});
	return {
		running: () => running,
		failed: async () => {
			const found = await sql<{ count: number }>`
				SELECT count(*) AS count FROM graphile_worker._private_jobs
				WHERE attempts >= max_attempts AND last_error IS NOT NULL`.execute(database);
			return found.rows[0]?.count ?? 0;
		},
		stop: () => runner.stop(),
	};
}

/** The worker keeps the message of a failure in its table, where no value of a row may stand. */
async function attempt(job: Job): Promise<void> {
	try {
		await job.run();
	} catch (error) {
		throw new Error(`${job.name} failed`, { cause: error });
	}
}

/** The worker's own lines name every poll; what matters is logged from its events. */
const silent = new Logger(() => () => undefined);
