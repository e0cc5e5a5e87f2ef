import type pg from 'pg';
import { type DataFolderLock, launchDatabase, lockDataFolder } from '../../launcher/index.ts';
import { type Config, dataFolder, readConfig } from '../../src/lib/platform/config.server.ts';
import { openDatabase, type OpenDatabase } from '../../src/lib/platform/database.server.ts';
import type { Closing } from '../closing.ts';
import { type DataPlaces, dataPlaces, readConnection, readFolderFacts } from '../data-folder.ts';
import type { StartFailure } from '../failure.ts';

/** The settings and folders of an installation, before anything of it is opened. */
export interface Settled {
	readonly ok: true;
	readonly config: Config;
	readonly places: DataPlaces;
}

export interface Installation extends Settled {
	/** With the rights of the database's owner. */
	readonly owner: OpenDatabase;
	readonly connection: pg.PoolConfig;
	/** Another process serves this folder meanwhile. */
	readonly running: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function settle(env: Environment, cwd: string): Settled | StartFailure {
	const folder = readFolderFacts(dataFolder(env, cwd));
	if (!folder.ok) return folder;
	const reading = readConfig(env, folder.facts, cwd);
	if (!reading.ok) return { ok: false, code: 'host.settings', faults: reading.faults };
	return { ok: true, config: reading.config, places: dataPlaces(reading.config.dataDir) };
}

/**
 * Opens the database of an installation, whether it is being served or not: beside a running process
 * by the connection that it left in the data folder, else under the folder's own lock.
 * @param exclusive refuse while it is being served
 */
export async function openInstallation(
	settled: Settled,
	closing: Closing,
	{ exclusive }: { readonly exclusive: boolean },
): Promise<Installation | StartFailure> {
	const { config } = settled;
	const lock = await lockDataFolder(config.dataDir);
	const running = !lock.ok && lock.code === 'launcher.folder_locked';
	if (!lock.ok && (exclusive || !running)) return lock;
	if (lock.ok) closing.add('data folder lock', () => lock.release());
	const reached = await reach(settled, lock.ok ? lock : undefined, closing);
	if (!reached.ok) return reached;
	const owner = openDatabase({ ...reached.connection, max: 4 });
	closing.add('database', () => owner.close());
	return { ...settled, owner, connection: reached.connection, running };
}

async function reach(
	{ config, places }: Settled,
	lock: DataFolderLock | undefined,
	closing: Closing,
): Promise<{ readonly ok: true; readonly connection: pg.PoolConfig } | StartFailure> {
	const url = config.databaseMigratorUrl ?? config.databaseUrl;
	if (url !== undefined) return { ok: true, connection: { connectionString: url } };
	if (lock === undefined) {
		const connection = readConnection(places);
		if (connection !== undefined) return { ok: true, connection };
		return { ok: false, code: 'host.database_away', reason: 'starting' };
	}
	const launched = await launchDatabase({ lock });
	if (!launched.ok) return launched;
	closing.add('embedded PostgreSQL', () => launched.database.stop());
	return { ok: true, connection: launched.database.connection };
}
