import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Connection } from '../launcher/index.ts';
import type { Config, FolderFacts, Mode, TilesPlace } from '../src/lib/platform/config.server.ts';
import type { ResultFolders } from '../src/lib/results/server/api.server.ts';
import type { StartFailure } from './failure.ts';

/** Places in the one folder of an installation. */
export function dataPlaces(dataDir: string) {
	const inside = (...parts: string[]) => path.join(dataDir, ...parts);
	return {
		mode: inside('mode.json'),
		connection: inside('database.json'),
		tiles: inside('tiles'),
		files: inside('files'),
		inputs: inside('files', 'inputs'),
		/** Files of a committee until they have been taken in. */
		uploads: inside('files', 'uploads'),
		/** Unfinished files, on the same file system as the places they will be renamed to. */
		aside: inside('aside'),
		publicData: inside('public', 'data'),
		witness: inside('witness'),
		keys: inside('keys'),
		/** What personal data in the database is sealed under. */
		personalKeys: inside('keys', 'personal.key'),
		/** Whom to forget; beside the keys, so that a restore does not forget it. */
		erased: inside('keys', 'erased.jsonl'),
		mails: inside('mails'),
		signIns: inside('sign-ins.json'),
		logs: inside('logs'),
	};
}

export type DataPlaces = ReturnType<typeof dataPlaces>;

/** What is not finished of results lies apart from that of others. */
export function resultFolders(places: DataPlaces): ResultFolders {
	const { inputs, publicData: published, aside } = places;
	return { inputs, published, aside: path.join(aside, 'results') };
}

export function tilesPlace(config: Config, places: DataPlaces): TilesPlace {
	return config.tiles ?? { kind: 'folder', folder: places.tiles };
}

/** What the folder says before its settings can be judged; an absent folder says nothing. */
export function readFolderFacts(
	dataDir: string,
): { readonly ok: true; readonly facts: FolderFacts } | StartFailure {
	const places = dataPlaces(dataDir);
	const hasLogKey = listFolder(places.keys).some((name) => /^log-.*\.key$/.test(name));
	const text = readIfPresent(places.mode);
	if (text === undefined) return { ok: true, facts: { hasLogKey } };
	const mode = parseMode(text);
	if (mode === undefined) return { ok: false, code: 'host.mode_unreadable', file: places.mode };
	return { ok: true, facts: { mode, hasLogKey } };
}

function parseMode(text: string): Mode | undefined {
	try {
		const mode = (JSON.parse(text) as { mode?: unknown }).mode;
		return mode === 'demo' || mode === 'production' ? mode : undefined;
	} catch {
		return undefined;
	}
}

function listFolder(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function readIfPresent(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Makes the folders that everything else writes into. */
export function prepareFolder(dataDir: string): DataPlaces {
	const places = dataPlaces(dataDir);
	for (const folder of [places.tiles, places.aside, places.publicData, places.mails, places.logs]) {
		mkdirSync(folder, { recursive: true });
	}
	for (const folder of [places.keys, places.inputs, places.uploads]) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
	}
	return places;
}

/**
 * Once, when a first start has come as far as its database: a demo folder with its well-known
 * accounts must never be served as production because a variable was forgotten, or the other way
 * round. A start that failed before leaves the choice open.
 */
export function rememberMode(places: DataPlaces, mode: Mode): void {
	if (readIfPresent(places.mode) === undefined) writePrivate(places.mode, { mode });
}

/** Whole or not at all. */
export function writePrivate(file: string, content: object): void {
	const aside = `${file}.new`;
	writeFileSync(aside, `${JSON.stringify(content)}\n`, { mode: 0o600 });
	renameSync(aside, file);
}

/** A secret of 32 bytes that only this installation knows, made when first asked for. */
export function keepSecret(places: DataPlaces, name: string): Uint8Array {
	const file = path.join(places.keys, `${name}.secret`);
	const known = readIfPresent(file);
	if (known !== undefined) return Buffer.from((JSON.parse(known) as { key: string }).key, 'base64');
	const secret = randomBytes(32);
	writePrivate(file, { key: secret.toString('base64') });
	return secret;
}

/** Lets an administrator's command reach the embedded database of the process that serves. */
export function leaveConnection(places: DataPlaces, connection: Connection): void {
	writePrivate(places.connection, connection);
}

export function removeConnection(places: DataPlaces): void {
	rmSync(places.connection, { force: true });
}

/** Only meaningful while another process holds the folder's lock: a killed one leaves its own. */
export function readConnection(places: DataPlaces): Connection | undefined {
	const text = readIfPresent(places.connection);
	return text === undefined ? undefined : (JSON.parse(text) as Connection);
}
