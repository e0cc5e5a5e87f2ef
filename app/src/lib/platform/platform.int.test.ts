import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	type FreshDatabase,
	startTestDatabase,
	type TestDatabase,
} from '../../../launcher/testing.ts';
import { openDatabase, type OpenDatabase } from './database.server.ts';
import { installJobs, jobsInstalled, startJobs } from './jobs.server.ts';
import { createLogTo } from './log.server.ts';
import { createMetrics } from './metrics.ts';
import { appliedMigrations, isUpToDate, migrate, type Migrations } from './migrate.server.ts';
import {
	changeableEvidence,
	grantAccess,
	grantPublicRead,
	type TableAccess,
} from './roles.server.ts';

let server: TestDatabase;
let fresh: FreshDatabase;
let owner: OpenDatabase;
const opened: OpenDatabase[] = [];

beforeAll(async () => {
	server = await startTestDatabase();
	const admin = openDatabase({ ...server.connection });
	for (const role of ['test_owner', 'test_app', 'test_public']) {
		await sql`CREATE ROLE ${sql.id(role)} LOGIN`.execute(admin.database);
	}
	await admin.close();
});

afterAll(() => server.stop());

beforeEach(async () => {
	fresh = await server.freshDatabase();
	const admin = openDatabase({ ...fresh.connection });
	const database = sql.id(fresh.connection.database);
	await sql`GRANT CREATE ON DATABASE ${database} TO test_owner`.execute(admin.database);
	await admin.close();
	owner = as('test_owner');
	return async () => {
		for (const one of opened.splice(0)) await one.close();
		await fresh.drop();
	};
});

function as(user: string): OpenDatabase {
	const database = openDatabase({ ...fresh.connection, user });
	opened.push(database);
	return database;
}

const first: Migrations = {
	'200001010000_evidence': {
		up: async (db) => {
			await sql`CREATE SCHEMA evidence`.execute(db);
			await sql`CREATE TABLE evidence.act (id int PRIMARY KEY, what text)`.execute(db);
			await sql`CREATE TABLE evidence.draft (id int PRIMARY KEY, what text)`.execute(db);
		},
	},
};

const access: TableAccess = {
	schemas: ['evidence'],
	appendOnly: ['evidence.act'],
	publicRead: ['evidence.act'],
};

describe('migrations', () => {
	it('run once, in order, and are remembered', async () => {
		expect(await isUpToDate(owner.database, first)).toBe(false);
		expect(await migrate(owner.database, first)).toEqual({
			ok: true,
			applied: ['200001010000_evidence'],
		});
		expect(await migrate(owner.database, first)).toEqual({ ok: true, applied: [] });
		expect(await appliedMigrations(owner.database)).toEqual(['200001010000_evidence']);
		expect(await isUpToDate(owner.database, first)).toBe(true);
	});

	it('leave nothing behind where one of them fails', async () => {
		const broken: Migrations = {
			...first,
			'200001020000_broken': { up: (db) => sql`SELECT no_such_column`.execute(db).then() },
		};
		expect(await migrate(owner.database, broken)).toMatchObject({
			ok: false,
			code: 'platform.migration_failed',
			migration: '200001020000_broken',
		});
		expect(await appliedMigrations(owner.database)).toEqual([]);
		const found = await sql`SELECT to_regclass('evidence.act') AS act`.execute(owner.database);
		expect(found.rows).toEqual([{ act: null }]);
	});

	it('refuse a database that a newer program has touched', async () => {
		await migrate(owner.database, first);
		expect(await migrate(owner.database, {})).toEqual({
			ok: false,
			code: 'platform.database_newer',
			migration: '200001010000_evidence',
		});
	});
});

describe('the application’s role', () => {
	beforeEach(async () => {
		await migrate(owner.database, first);
		await grantAccess(owner.database, 'test_app', access);
	});

	it('adds evidence and reads it, but cannot change or remove it', async () => {
		const { database } = as('test_app');
		await sql`INSERT INTO evidence.act VALUES (1, 'decided')`.execute(database);
		// PostgreSQL only warns that this grants nothing.
		await sql`GRANT UPDATE ON evidence.act TO test_app`.execute(database);
		for (const change of [
			sql`UPDATE evidence.act SET what = 'otherwise'`,
			sql`DELETE FROM evidence.act`,
			sql`TRUNCATE evidence.act`,
			sql`DROP TABLE evidence.act`,
		]) {
			await expect(change.execute(database)).rejects.toMatchObject({ code: '42501' });
		}
		expect(await changeableEvidence(database, access)).toEqual([]);
	});

	it('works freely on what is no evidence', async () => {
		const { database } = as('test_app');
		await sql`INSERT INTO evidence.draft VALUES (1, 'a')`.execute(database);
		await sql`UPDATE evidence.draft SET what = 'b'`.execute(database);
		await sql`DELETE FROM evidence.draft`.execute(database);
	});

	it('loses a right that an older release had given', async () => {
		await sql`GRANT UPDATE ON evidence.act TO test_app`.execute(owner.database);
		const { database } = as('test_app');
		expect(await changeableEvidence(database, access)).toEqual(['evidence.act']);
		await grantAccess(owner.database, 'test_app', access);
		expect(await changeableEvidence(database, access)).toEqual([]);
	});

	it('is found out where one column, the owner’s role or a missing table would let it', async () => {
		const { database } = as('test_app');
		await sql`GRANT UPDATE (what) ON evidence.act TO test_app`.execute(owner.database);
		expect(await changeableEvidence(database, access)).toEqual(['evidence.act']);
		expect(await changeableEvidence(owner.database, access)).toEqual(['evidence.act']);
		const missing = { ...access, appendOnly: ['evidence.absent'] };
		expect(await changeableEvidence(database, missing)).toEqual(['evidence.absent']);
	});
});

it('the public reader reads what is public and nothing else', async () => {
	await migrate(owner.database, first);
	await grantPublicRead(owner.database, 'test_public', access);
	const { database } = as('test_public');
	await sql`SELECT * FROM evidence.act`.execute(database);
	await expect(sql`SELECT * FROM evidence.draft`.execute(database)).rejects.toMatchObject({
		code: '42501',
	});
});

describe('jobs', () => {
	const log = pino({ level: 'silent' });

	it('that fail on a value of a row keep that value neither in the log nor in their table', async () => {
		await installJobs(owner.database, owner.pool, 'test_app');
		const app = as('test_app');
		const lines: string[] = [];
		const kept = createLogTo({ write: (line) => lines.push(line) });
		const planted = 'Kenariwati 7203991231318888';
		const job = {
			name: 'test:planted',
			schedule: '0 0 1 1 *',
			run: async () => {
				await sql`SELECT ${planted}::text::int`.execute(app.database);
			},
		} as const;
		const jobs = await startJobs([job], { ...app, log: kept, metrics: createMetrics() });
		await sql`SELECT graphile_worker.add_job('test:planted', max_attempts => 1)`.execute(
			app.database,
		);
		await expect.poll(() => jobs.failed(), { timeout: 20_000 }).toBe(1);
		await jobs.stop();
		const found = await sql<{ last_error: string }>`
			SELECT last_error FROM graphile_worker._private_jobs`.execute(owner.database);
		expect(found.rows).toEqual([{ last_error: 'test:planted failed' }]);
		// 22P02: the log still tells what kind of failure it was, and where.
		expect(lines.join('')).toContain('22P02');
		expect(lines.join('')).toContain('platform.int.test');
		expect(lines.join('')).not.toMatch(/Kenariwati|7203991231318888/u);
	});

	it('run as the application’s role, and one that keeps failing is seen', async () => {
		await installJobs(owner.database, owner.pool, 'test_app');
		const app = as('test_app');
		expect(await jobsInstalled(app.database)).toBe(true);
		const metrics = createMetrics();
		const ran: string[] = [];
		const good = { name: 'test:good', run: () => Promise.resolve(void ran.push('good')) } as const;
		const bad = { name: 'test:bad', run: () => Promise.reject(new Error('never works')) } as const;
		const jobs = await startJobs(
			[good, bad].map((job) => ({ ...job, schedule: '0 0 1 1 *' })),
			{ ...app, log, metrics },
		);
		for (const name of ['test:good', 'test:bad']) {
			await sql`SELECT graphile_worker.add_job(${name}, max_attempts => 1)`.execute(app.database);
		}
		await expect.poll(() => jobs.failed(), { timeout: 20_000 }).toBe(1);
		await expect.poll(() => ran, { timeout: 20_000 }).toEqual(['good']);
		expect(jobs.running()).toBe(true);
		expect(await metrics.render()).toContain('terang_job_failures_total{job="test:bad"} 1');
		await jobs.stop();
		await expect.poll(() => jobs.running(), { timeout: 5_000 }).toBe(false);
	});
});

it('64-bit integers come as numbers, and one that would lose digits is an error', async () => {
	const found = await sql<{ n: number }>`SELECT 9007199254740991::int8 AS n`.execute(
		owner.database,
	);
	expect(found.rows[0]?.n).toBe(Number.MAX_SAFE_INTEGER);
	await expect(sql`SELECT 9007199254740992::int8`.execute(owner.database)).rejects.toThrow(
		RangeError,
	);
});
