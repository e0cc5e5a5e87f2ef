import { sql } from 'kysely';
import type pg from 'pg';
import { type DataFolderLock, launchDatabase } from '../launcher/index.ts';
import { migrations, tableAccess } from '../migrations/index.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import {
	type Database,
	openDatabase,
	type OpenDatabase,
} from '../src/lib/platform/database.server.ts';
import { installJobs, jobsInstalled } from '../src/lib/platform/jobs.server.ts';
import type { Log } from '../src/lib/platform/log.server.ts';
import { isUpToDate, migrate, unknownMigration } from '../src/lib/platform/migrate.server.ts';
import {
	changeableEvidence,
	embeddedRoles,
	ensureEmbeddedRoles,
	grantAccess,
	grantPublicRead,
} from '../src/lib/platform/roles.server.ts';
import type { Closing } from './closing.ts';
import { dataPlaces, leaveConnection, removeConnection } from './data-folder.ts';
import type { StartFailure } from './failure.ts';

interface Connections {
	readonly ok: true;
	readonly app: pg.PoolConfig;
	/** Absent where only the application's role was given. */
	readonly owner?: pg.PoolConfig;
}

export interface DatabaseInput {
	readonly config: Config;
	readonly lock: DataFolderLock;
	readonly log: Log;
	readonly closing: Closing;
	readonly onLost: (failure: StartFailure) => void;
	readonly stop: AbortSignal;
}

/**
 * A migrated database, opened with the application's rights. Embedded or external, the same checks
 * hold; whatever was started or opened is on `closing` when this returns.
 */
export async function prepareDatabase(
	input: DatabaseInput,
): Promise<({ readonly ok: true } & OpenDatabase) | StartFailure> {
	const connections = await connect(input);
	if (!connections.ok) return connections;
	const onIdleError = (error: Error) => input.log.warn({ err: error }, 'database connection lost');
	const app = openDatabase(connections.app, onIdleError);
	input.closing.add('database', () => app.close());
	const refused =
		(await refuseVersion(app.database)) ??
		(await bringUpToDate(app.database, connections.owner)) ??
		(await refuseChangeable(app.database, input.config));
	return refused ?? { ok: true, ...app };
}

async function connect(input: DatabaseInput): Promise<Connections | StartFailure> {
	const { config, lock, log, closing } = input;
	if (config.databaseUrl !== undefined) {
		const app = { connectionString: config.databaseUrl };
		if (config.databaseMigratorUrl !== undefined) {
			return { ok: true, app, owner: { connectionString: config.databaseMigratorUrl } };
		}
		return config.mode === 'demo' ? { ok: true, app, owner: app } : { ok: true, app };
	}
	const launched = await launchDatabase({
		lock,
		onLog: (line) => log.info({ part: 'postgres' }, line),
	});
	if (!launched.ok) return launched;
	closing.add('embedded PostgreSQL', () => launched.database.stop());
	const places = dataPlaces(config.dataDir);
	leaveConnection(places, launched.database.connection);
	closing.add('connection file', () => removeConnection(places));
	const { connection, gone } = launched.database;
	void gone.then(() => {
		if (input.stop.aborted) return;
		input.onLost({ ok: false, code: 'host.embedded_database_ended' });
	});
	const superuser = openDatabase({ ...connection, max: 1 });
	try {
		await ensureEmbeddedRoles(superuser.database, connection.database);
	} finally {
		await superuser.close();
	}
	return {
		ok: true,
		app: { ...connection, user: embeddedRoles.app },
		owner: { ...connection, user: embeddedRoles.owner },
	};
}

async function refuseVersion(app: Database): Promise<StartFailure | undefined> {
	const found = await sql<{ version: number; text: string }>`
		SELECT current_setting('server_version_num')::int AS version,
			current_setting('server_version') AS text`.execute(app);
	const { version = 0, text = '' } = found.rows[0] ?? {};
	const major = Math.floor(version / 10_000);
	if (major >= 16 && major <= 18) return undefined;
	return { ok: false, code: 'host.database_unsupported', version: text };
}

async function bringUpToDate(
	app: Database,
	ownerConnection: pg.PoolConfig | undefined,
): Promise<StartFailure | undefined> {
	if (ownerConnection === undefined) return withoutOwner(app);
	const owner = openDatabase({ ...ownerConnection, max: 2 });
	try {
		const outcome = await migrate(owner.database, migrations);
		if (!outcome.ok) {
			const { code, migration, cause } = outcome;
			if (code === 'platform.database_newer') {
				return { ok: false, code: 'host.database_newer', migration };
			}
			throw new MigrationError(migration, cause);
		}
		const role = await sql<{ name: string }>`SELECT current_user::text AS name`.execute(app);
		await grantAccess(owner.database, role.rows[0]?.name ?? '', tableAccess);
		await installJobs(owner.database, owner.pool, role.rows[0]?.name ?? '');
		await grantPublicRead(owner.database, embeddedRoles.publicReader, tableAccess);
		return undefined;
	} finally {
		await owner.close();
	}
}

/** A migration that fails is a bug or a broken disk; the sentence names it, the log explains it. */
export class MigrationError extends Error {
	readonly migration: string;

	constructor(migration: string, cause: unknown) {
		super(`migration ${migration} failed`, { cause });
		this.migration = migration;
	}
}

async function withoutOwner(app: Database): Promise<StartFailure | undefined> {
	const unknown = await unknownMigration(app, migrations);
	if (unknown !== undefined) return { ok: false, code: 'host.database_newer', migration: unknown };
	const upToDate = (await isUpToDate(app, migrations)) && (await jobsInstalled(app));
	if (upToDate) return undefined;
	return { ok: false, code: 'host.migrator_needed' };
}

/** The application must not be able to rewrite what it once recorded; in a demo nobody relies on it. */
async function refuseChangeable(app: Database, config: Config): Promise<StartFailure | undefined> {
	if (config.mode === 'demo') return undefined;
	const tables = await changeableEvidence(app, tableAccess);
	return tables.length > 0 ? { ok: false, code: 'host.evidence_changeable', tables } : undefined;
}
