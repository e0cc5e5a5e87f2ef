import { type Migration, Migrator, sql } from 'kysely';
import type { Database } from './database.server.ts';

/** Forward-only: `down` is never written, a mistake is repaired by the next migration. */
export type ForwardMigration = Pick<Migration, 'up'>;
export type Migrations = Readonly<Record<string, ForwardMigration>>;

export type MigrationOutcome =
	| { readonly ok: true; readonly applied: readonly string[] }
	| {
			readonly ok: false;
			readonly code: 'platform.database_newer' | 'platform.migration_failed';
			/** The migration this program does not know, or that failed. */
			readonly migration: string;
			readonly cause?: unknown;
	  };

const SCHEMA = 'platform';
const TABLE = 'migration';

/** Names already applied to this database, oldest first; none in a new one. */
export async function appliedMigrations(database: Database): Promise<readonly string[]> {
	const found = await sql<{ present: boolean }>`
		SELECT to_regclass(${`${SCHEMA}.${TABLE}`}) IS NOT NULL AS present`.execute(database);
	if (found.rows[0]?.present !== true) return [];
	const names = await sql<{ name: string }>`
		SELECT name FROM platform.migration ORDER BY name COLLATE "C"`.execute(database);
	return names.rows.map((row) => row.name);
}

/** A database that a later program has touched is left alone: its rows may mean other things. */
export async function unknownMigration(
	database: Database,
	migrations: Migrations,
): Promise<string | undefined> {
	return (await appliedMigrations(database)).find((name) => !(name in migrations));
}

/** Brings the database to this program's state; each migration in one transaction of all. */
export async function migrate(owner: Database, migrations: Migrations): Promise<MigrationOutcome> {
	const unknown = await unknownMigration(owner, migrations);
	if (unknown !== undefined) {
		return { ok: false, code: 'platform.database_newer', migration: unknown };
	}
	const migrator = new Migrator({
		db: owner,
		provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
		migrationTableSchema: SCHEMA,
		migrationTableName: TABLE,
		migrationLockTableName: 'migration_lock',
	});
	const { error, results } = await migrator.migrateToLatest();
	if (error !== undefined) {
		const failed = results?.find((result) => result.status === 'Error');
		return {
			ok: false,
			code: 'platform.migration_failed',
			migration: failed?.migrationName ?? '',
			cause: error,
		};
	}
	return { ok: true, applied: (results ?? []).map((result) => result.migrationName) };
}

/** Whether anything would be applied; lets a process without the owner's rights start. */
export async function isUpToDate(database: Database, migrations: Migrations): Promise<boolean> {
	const applied = new Set(await appliedMigrations(database));
	return Object.keys(migrations).every((name) => applied.has(name));
}
