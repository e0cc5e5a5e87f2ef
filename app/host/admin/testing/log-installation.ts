import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { lockDataFolder } from '../../../launcher/index.ts';
import { createLedger, type Ledger, openTiles } from '../../../src/lib/ledger/server/api.server.ts';
import { samples } from '../../../src/lib/ledger/server/testing/ledger-bench.server.ts';
import { systemClock } from '../../../src/lib/platform/clock.ts';
import type { Database, OpenDatabase } from '../../../src/lib/platform/database.server.ts';
import { createClosing } from '../../closing.ts';
import { prepareFolder, rememberMode, tilesPlace } from '../../data-folder.ts';
import { prepareDatabase } from '../../database.ts';
import type { Command } from '../command.ts';
import { settle, type Settled } from '../installation.ts';

/** An installation that consists of its database and its log: what backups are about. */
export interface ServedLog {
	readonly ledger: Ledger;
	readonly database: Database;
	readonly pool: OpenDatabase['pool'];
	/** Appends and waits until it is published; the index. */
	readonly publish: (stream: string) => Promise<number>;
	readonly stop: () => Promise<void>;
}

/** A data folder, and settings besides it where there are any. */
export interface Installed {
	readonly dataDir: string;
	readonly env: Readonly<Record<string, string>>;
}

function installed(at: string | Installed): Installed {
	return typeof at === 'string' ? { dataDir: at, env: {} } : at;
}

function settledIn({ dataDir, env }: Installed): Settled {
	const settled = settle({ ...env, TERANG_DATA: dataDir }, dataDir);
	if (!settled.ok) throw new Error(settled.code);
	return settled;
}

export async function serveLog(at: string | Installed): Promise<ServedLog> {
	const { dataDir } = installed(at);
	await mkdir(dataDir, { recursive: true });
	const { config } = settledIn(installed(at));
	const lock = await lockDataFolder(dataDir);
	if (!lock.ok) throw new Error(lock.code);
	const closing = createClosing();
	closing.add('lock', () => lock.release());
	const places = prepareFolder(dataDir);
	const stop = new AbortController();
	const opened = await prepareDatabase({
		config,
		lock,
		log: pino({ level: 'silent' }),
		closing,
		onLost: () => undefined,
		stop: stop.signal,
	});
	if (!opened.ok) throw new Error(opened.code);
	rememberMode(places, config.mode);
	const ledger = createLedger({
		db: opened.database,
		clock: systemClock,
		places: { tiles: openTiles(tilesPlace(config, places)), keysDir: places.keys },
		holder: 'embedded',
		pauseMs: 50,
		witnesses: [],
	});
	closing.add('ledger', () => ledger.stop());
	await ledger.start();
	return {
		ledger,
		database: opened.database,
		pool: opened.pool,
		async publish(stream) {
			const refs = await opened.database
				.transaction()
				.execute((trx) => ledger.append(trx, samples(stream, 1)));
			const { index } = await ledger.whenSequenced(refs[0] ?? { id: '' }, { timeoutMs: 20_000 });
			return index;
		},
		async stop() {
			stop.abort();
			await closing.run((name, error) => {
				throw new Error(name, { cause: error });
			});
		},
	};
}

/** Runs an administrator's command as `npm run admin` does; its status and what it said. */
export async function administer(
	command: Command,
	at: string | Installed,
	...args: readonly string[]
): Promise<{ readonly status: number; readonly said: string }> {
	await mkdir(installed(at).dataDir, { recursive: true });
	const closing = createClosing();
	const lines: string[] = [];
	const say = (line: string) => void lines.push(line);
	try {
		const context = {
			settled: settledIn(installed(at)),
			closing,
			say,
			complain: say,
			language: 'en' as const,
		};
		const status = await command.run(args, context);
		return { status, said: lines.join('\n') };
	} finally {
		await closing.run((name, error) => say(`${name}: ${String(error)}`));
	}
}

export function storeFolder(dataDir: string, slug = String(new Date().getUTCFullYear())): string {
	return path.join(dataDir, 'tiles', slug);
}
