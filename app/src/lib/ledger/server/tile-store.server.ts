import { formatClaim, parseClaim, type StagedClaim } from '../domain/claim.ts';
import { folderFiles, type LogFiles, type MarkedBytes } from './log-files.server.ts';

/**
 * The home of one log: the public files by their C2SP paths (`checkpoint`, `vkey`, `tile/…`) and,
 * under `state/`, which is not served, the claims. It is the only authority on what was signed and
 * is never restored over a newer one.
 */
export interface TileStore {
	/** Bytes of a public file, or undefined. */
	read(path: string): Promise<Uint8Array | undefined>;
	/**
	 * Keeps a public file that never changes; writing it again with the same bytes does nothing.
	 * @throws DamagedStore where other bytes stand under the name
	 */
	write(path: string, bytes: Uint8Array): Promise<void>;
	checkpoint(): Promise<MarkedBytes | undefined>;
	/** Puts `bytes` in the place of the checkpoint that was read; false where another came first. */
	swapCheckpoint(read: MarkedBytes | undefined, bytes: Uint8Array): Promise<boolean>;
	/** The last claim of the log, or undefined of a log that never grew. */
	newestClaim(): Promise<StagedClaim | undefined>;
	findClaim(generation: number): Promise<StagedClaim | undefined>;
	/** False: that generation is taken, somebody else's claim stands. */
	claim(claim: StagedClaim): Promise<boolean>;
	/** Drops the staged entries of a claim whose tiles are durable; the claim itself stays. */
	settle(claim: StagedClaim): Promise<void>;
	/** Why the log must not sign, or undefined. */
	readOnly(): Promise<ReadOnly | undefined>;
	setReadOnly(state: ReadOnly | undefined): Promise<void>;
	/** Who this log is; written once, before the first claim. */
	identity(): Promise<LogIdentity | undefined>;
	/** False where the store belongs to another log. */
	setIdentity(identity: LogIdentity): Promise<boolean>;
	/** What all this is kept in; for copies of the store. */
	readonly files: LogFiles;
}

export interface ReadOnly {
	/** `ended`: another log continues it, also if a database forgets that. */
	readonly reason: 'restored' | 'ended';
	/** RFC 3339. */
	readonly since: string;
}

interface LogIdentity {
	/** Folder and address: `2026`, or `2026-2` for the second log of a year. */
	readonly slug: string;
	readonly origin: string;
	readonly vkey: string;
}

export class DamagedStore extends Error {
	readonly path: string;
	constructor(path: string) {
		super(`not readable as part of a log: ${path}`);
		this.name = 'DamagedStore';
		this.path = path;
	}
}

export function folderStore(folder: string): TileStore {
	return tileStore(folderFiles(folder));
}

export const storePaths = {
	checkpoint: 'checkpoint',
	vkey: 'vkey',
	identity: 'state/log.json',
	readOnly: 'state/read-only.json',
	/** Near which generation to look for the newest. */
	hint: 'state/newest',
} as const;

function claimPath(generation: number): string {
	return `state/claims/${threes(generation)}`;
}

export function tileStore(files: LogFiles): TileStore {
	const findClaim = async (generation: number): Promise<StagedClaim | undefined> => {
		const bytes = await files.read(claimPath(generation));
		if (bytes === undefined) return undefined;
		const claim = parseClaim(bytes);
		if (claim?.generation !== generation) throw new DamagedStore(claimPath(generation));
		return claim;
	};

	return {
		files,
		read: (path) => files.read(path),
		write: (path, bytes) => createOnce(files, path, bytes),
		checkpoint: () => files.readMarked(storePaths.checkpoint),
		swapCheckpoint: (read, bytes) => files.swap(storePaths.checkpoint, read?.mark, bytes),
		findClaim,
		async newestClaim() {
			const hint = Number(decode(await files.read(storePaths.hint)) ?? '0');
			const newest = await lastGeneration(
				Number.isSafeInteger(hint) && hint > 0 ? hint : 0,
				(generation) => files.exists(claimPath(generation)),
			);
			return newest === 0 ? undefined : findClaim(newest);
		},
		claim: (claim) => files.create(claimPath(claim.generation), formatClaim(claim)),
		async settle(claim) {
			const settled = formatClaim({ ...claim, staged: undefined });
			await files.replace(claimPath(claim.generation), settled);
			await files.replace(storePaths.hint, encode(`${claim.generation}\n`));
		},
		readOnly: async () =>
			(await readJson<ReadOnly | null>(files, storePaths.readOnly)) ?? undefined,
		setReadOnly: (state) => files.replace(storePaths.readOnly, jsonLine(state ?? null)),
		identity: () => readJson<LogIdentity>(files, storePaths.identity),
		async setIdentity(identity) {
			await files.create(storePaths.identity, jsonLine(identity));
			const stored = await readJson<LogIdentity>(files, storePaths.identity);
			if (stored?.vkey !== identity.vkey) return false;
			await createOnce(files, storePaths.vkey, encode(`${identity.vkey}\n`));
			return true;
		},
	};
}

async function createOnce(files: LogFiles, path: string, bytes: Uint8Array): Promise<void> {
	if (await files.create(path, bytes)) return;
	const standing = await files.read(path);
	if (standing === undefined || Buffer.compare(standing, bytes) !== 0) throw new DamagedStore(path);
}

/**
 * The last generation that exists. Generations have no gaps, so this gallops from a hint, which may
 * be old or gone, and halves; it never lists a folder that may hold a million names.
 */
async function lastGeneration(
	hint: number,
	exists: (generation: number) => Promise<boolean>,
): Promise<number> {
	let low = hint > 0 && (await exists(hint)) ? hint : 0;
	let step = 1;
	while (await exists(low + step)) {
		low += step;
		step *= 2;
	}
	let high = low + step;
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (await exists(middle)) low = middle;
		else high = middle;
	}
	return low;
}

/** `1234567` → `001/234/567`: at most a thousand names in a folder. */
function threes(generation: number): string {
	return String(generation)
		.padStart(9, '0')
		.replace(/(\d)(?=(\d{3})+$)/gu, '$1/');
}

/** Of a path below the store's folder: which claim it holds, if it is one. */
export function claimGeneration(path: string): number | undefined {
	const digits = /^state\/claims\/(\d{3}(?:\/\d{3})*)$/u.exec(path)?.[1];
	return digits === undefined ? undefined : Number(digits.replaceAll('/', ''));
}

async function readJson<T>(files: LogFiles, path: string): Promise<T | undefined> {
	const text = decode(await files.read(path));
	if (text === undefined) return undefined;
	try {
		return JSON.parse(text) as T;
	} catch {
		throw new DamagedStore(path);
	}
}

function jsonLine(value: object | null): Uint8Array {
	return encode(`${JSON.stringify(value)}\n`);
}

function encode(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array | undefined): string | undefined {
	return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
