import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lockDataFolder } from '../launcher/index.ts';
import { openTiles, type TileHome } from '../src/lib/ledger/server/api.server.ts';
import { systemClock } from '../src/lib/platform/clock.ts';
import { type Config, dataFolder, readConfig } from '../src/lib/platform/config.server.ts';
import { createLog, type Log } from '../src/lib/platform/log.server.ts';
import { createMetrics } from '../src/lib/platform/metrics.ts';
import { openSealing } from '../src/lib/platform/sealed/sealing.server.ts';
import type { Closing } from './closing.ts';
import { compose } from './compose.ts';
import {
	type DataPlaces,
	prepareFolder,
	readFolderFacts,
	rememberMode,
	tilesPlace,
} from './data-folder.ts';
import { prepareDatabase } from './database.ts';
import type { StartFailure } from './failure.ts';
import { type Gate, openGate } from './gate.ts';
import { createHttp } from './http.ts';
import { watchMethods } from './other-methods.ts';
import { loadKit, mountKit } from './kit.ts';
import { registerApi } from './routes/api.ts';
import { registerBrowserScripts } from './routes/browser-scripts.ts';
import { registerBundleFiles } from './routes/bundle-files.ts';
import { registerLogFiles } from './routes/log-files.ts';
import { registerProbes } from './routes/probes.ts';
import { registerResumableUploads } from './routes/resumable-uploads.ts';
import { registerUploads } from './routes/uploads.ts';
import { registerSecurityTxt } from './routes/security-txt.ts';

export interface StartInput {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly cwd: string;
	/** Folder with `host/`, `kit/` and `browser/`. */
	readonly buildFolder: string;
	readonly closing: Closing;
	/** What the process cannot live without has died. */
	readonly onLost: (failure: StartFailure) => void;
	readonly stop: AbortSignal;
	/** Told of every address as it is registered, so that a test can ask all of them. */
	readonly onRoute?: (method: string, url: string) => void;
}

export interface Started {
	readonly ok: true;
	readonly url: string;
	readonly log: Log;
	/** Settles when everything that `/readyz` promises is there. */
	readonly complete: Promise<void>;
}

/**
 * Lock, port, database, services, pages: each step is on `closing` before the next begins, so that
 * stopping at any point ends exactly what was started. Nothing is written before the lock is held.
 */
export async function start(input: StartInput): Promise<Started | StartFailure> {
	const settled = settle(input);
	if (!settled.ok) return settled;
	const { config } = settled;
	const lock = await lockDataFolder(config.dataDir);
	if (!lock.ok) return lock;
	input.closing.add('data folder lock', () => lock.release());
	const secure = config.url?.startsWith('https:') === true;
	const gate = await openGate(config.host, config.port, secure);
	if (!gate.ok) return gate;
	input.closing.add('port', () => gate.close(0));

	const places = prepareFolder(config.dataDir);
	const log = createLog(path.join(places.logs, 'terang.log'));
	const database = await prepareDatabase({ ...input, config, lock, log });
	if (!database.ok) return database;
	rememberMode(places, config.mode);
	if (isStopped(input)) return stopped;
	const sealing = await openSealing({
		database: database.database,
		clock: systemClock,
		keyFile: places.personalKeys,
	});
	if (!sealing.ok) return sealing;

	const tiles = await openTileHome(input, config, places);
	if (isStopped(input)) return stopped;

	const url = config.url ?? defaultUrl(config, gate);
	const metrics = createMetrics();
	const composed = await compose({
		config,
		places,
		database,
		log,
		metrics,
		sealing: sealing.sealing,
		tiles,
		clock: systemClock,
		url,
		scripts: readScripts(input.buildFolder),
		buildFolder: input.buildFolder,
		closing: input.closing,
		stop: input.stop,
	});
	if (isStopped(input)) return stopped;

	const app = await createHttp({ config, gate, log, metrics, onRoute: input.onRoute });
	const refuseOtherMethods = watchMethods(app);
	registerProbes(app, composed.readiness, metrics);
	registerSecurityTxt(app, systemClock, () => url);
	registerApi(app, composed.api);
	registerFiles(app, input.buildFolder, tiles, places);
	await registerUploads(app, composed.uploads);
	await registerResumableUploads(app, composed.uploads);
	await mountKit(app, await loadKit(input.buildFolder), composed.services);
	refuseOtherMethods();
	await app.ready();
	gate.open();
	// Ended first: what answers requests must be gone before what it asks.
	input.closing.add('requests', () => gate.close(1_500));
	return { ok: true, url, log, complete: composed.begin() };
}

/** Examined before anything is signed; a store on the network must not hold up the end either. */
async function openTileHome(
	{ closing, stop }: StartInput,
	config: Config,
	places: DataPlaces,
): Promise<TileHome> {
	const ended = new AbortController();
	const tiles = openTiles(tilesPlace(config, places), { stop: ended.signal });
	stop.addEventListener('abort', () => {
		setTimeout(() => ended.abort(), STORE_GRACE_MS).unref();
	});
	closing.add('tile store', () => ended.abort());
	await tiles.examine();
	return tiles;
}

/** For the turn of the sequencer that is under way when the process is told to stop. */
const STORE_GRACE_MS = 2_000;

const stopped: StartFailure = { ok: false, code: 'host.stopped' };

/** A signal may have come while a step was waited for. */
function isStopped(input: StartInput): boolean {
	return input.stop.aborted;
}

function settle(input: StartInput): { readonly ok: true; readonly config: Config } | StartFailure {
	const folder = readFolderFacts(dataFolder(input.env, input.cwd));
	if (!folder.ok) return folder;
	const reading = readConfig(input.env, folder.facts, input.cwd);
	if (reading.ok) return reading;
	return { ok: false, code: 'host.settings', faults: reading.faults };
}

function registerFiles(
	app: Awaited<ReturnType<typeof createHttp>>,
	buildFolder: string,
	tiles: TileHome,
	places: DataPlaces,
): void {
	registerLogFiles(app, tiles);
	registerBundleFiles(app, places.publicData);
	registerBrowserScripts(app, buildFolder);
}

function defaultUrl(config: Config, gate: Gate): string {
	const host = config.host.includes(':') ? `[${config.host}]` : config.host;
	return `http://${host}:${gate.port}`;
}

function readScripts(buildFolder: string): Record<string, string> {
	const text = readFileSync(path.join(buildFolder, 'scripts.json'), 'utf8');
	return JSON.parse(text) as Record<string, string>;
}
