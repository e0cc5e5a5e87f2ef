import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { migrations } from '../../migrations/index.ts';
import { openDatabase } from '../../src/lib/platform/database.server.ts';
import { migrate } from '../../src/lib/platform/migrate.server.ts';
import { embeddedRoles, ensureEmbeddedRoles } from '../../src/lib/platform/roles.server.ts';
import { importSequence, importTable, listTables } from './backup-database.ts';
import { readChunks } from './backup-files.ts';
import type { BackupManifest } from './backup-manifest.ts';

/**
 * Loads the rows of a backup into an empty database, in the state of the migrations that it had
 * then; the next start brings it up to date. All rows or none.
 */
export async function loadDatabase(
	connection: pg.PoolConfig,
	folder: string,
	manifest: BackupManifest,
): Promise<void> {
	const opened = openDatabase({ ...connection, max: 2 });
	try {
		const known = Object.entries(migrations).filter(([name]) => manifest.migrations.includes(name));
		const outcome = await migrate(opened.database, Object.fromEntries(known));
		if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.migration}`, { cause: outcome });
		const client = await opened.pool.connect();
		try {
			await client.query('begin');
			for (const table of manifest.tables) {
				await importTable(client, table, readChunks(path.join(folder, table.file)));
			}
			for (const sequence of manifest.sequences) await importSequence(client, sequence);
			await client.query('commit');
		} finally {
			client.release();
		}
	} finally {
		await opened.close();
	}
}

/** Whether an external database holds anything that a restore would have to remove first. */
export async function holdsData(connection: pg.PoolConfig): Promise<boolean> {
	return withClient(connection, async (client) => (await listTables(client)).length > 0);
}

/**
 * Loads beside the embedded database and swaps the two by name, so that a restore that breaks off
 * changes nothing. Returns the name under which the old rows remain, if there were any.
 */
export async function replaceEmbedded(
	superuser: pg.PoolConfig,
	folder: string,
	manifest: BackupManifest,
): Promise<string | undefined> {
	const current = superuser.database ?? '';
	const mark = randomBytes(4).toString('hex');
	const [fresh, old] = [`${current}_restored_${mark}`, `${current}_before_${mark}`];
	const maintenance = { ...superuser, database: 'postgres' };
	await run(maintenance, [`create database ${fresh}`]);
	try {
		const opened = openDatabase({ ...superuser, database: fresh, max: 1 });
		try {
			await ensureEmbeddedRoles(opened.database, fresh);
		} finally {
			await opened.close();
		}
		const owner = { ...superuser, database: fresh, user: embeddedRoles.owner };
		await loadDatabase(owner, folder, manifest);
	} catch (error) {
		await run(maintenance, [`drop database ${fresh} with (force)`]);
		throw error;
	}
	// Only our own idle sessions are left: the data folder's lock keeps everybody else away.
	await run(maintenance, [
		`select pg_terminate_backend(pid) from pg_stat_activity
		where datname = ${pg.escapeLiteral(current)}`,
		`alter database ${pg.escapeIdentifier(current)} rename to ${old}`,
		`alter database ${fresh} rename to ${pg.escapeIdentifier(current)}`,
	]);
	if (await holdsData({ ...superuser, database: old })) return old;
	await run(maintenance, [`drop database ${old}`]);
	return undefined;
}

async function run(connection: pg.PoolConfig, statements: readonly string[]): Promise<void> {
	await withClient(connection, async (client) => {
		for (const statement of statements) await client.query(statement);
	});
}

async function withClient<T>(
	connection: pg.PoolConfig,
	act: (client: pg.Client) => Promise<T>,
): Promise<T> {
	const client = new pg.Client(connection);
	await client.connect();
	try {
		return await act(client);
	} finally {
		await client.end();
	}
}
