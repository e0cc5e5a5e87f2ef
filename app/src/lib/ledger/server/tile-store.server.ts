import { join } from 'node:path';
import { formatClaim, parseClaim, type StagedClaim } from '../domain/claim.ts';
import {
	createDurably,
	makeFolder,
	readIfThere,
	removeDurably,
	writeDurably,
} from './durable-files.server.ts';

/**
 * The home of one log: the public files by their C2SP paths (`checkpoint`, `vkey`, `tile/…`) and,
 * under `state/`, which is not served, the claims. It is the only authority on what was signed and
 * is never restored over a newer one. A port, because another store (S3 with conditional writes)
 * can hold the same promise.
 */
export interface TileStore {
	/** Bytes of a public file, or undefined. */
	read(path: string): Promise<Uint8Array | undefined>;
	/** Durable when it returns; replaces. Tiles are only ever replaced by the same bytes. */
	write(path: string, bytes: Uint8Array): Promise<void>;
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
}

interface ReadOnly {
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
	const aside = join(folder, 'state/aside');
	const hintPath = join(folder, 'state/newest');
	const readOnlyPath = join(folder, 'state/read-only.json');
	const identityPath = join(folder, 'state/log.json');
	const claimPath = (generation: number) => join(folder, 'state/claims', threes(generation));

	const findClaim = async (generation: number): Promise<StagedClaim | undefined> => {
		const bytes = await readIfThere(claimPath(generation));
		if (bytes === undefined) return undefined;
		const claim = parseClaim(bytes);
		if (claim?.generation !== generation) throw new DamagedStore(claimPath(generation));
		return claim;
	};
	const writeHint = (generation: number) =>
		writeDurably(hintPath, encode(`${generation}\n`), { aside });

	return {
		read: (path) => readIfThere(join(folder, path)),
		write: (path, bytes) => writeDurably(join(folder, path), bytes, { aside }),
		findClaim,
		async newestClaim() {
			const hint = Number(decode(await readIfThere(hintPath)) ?? '0');
			const newest = await lastGeneration(
				Number.isSafeInteger(hint) && hint > 0 ? hint : 0,
				async (generation) => (await readIfThere(claimPath(generation))) !== undefined,
			);
			return newest === 0 ? undefined : findClaim(newest);
		},
		claim(claim) {
			return createDurably(claimPath(claim.generation), formatClaim(claim), { aside });
		},
		async settle(claim) {
			const settled = formatClaim({ ...claim, staged: undefined });
			await writeDurably(claimPath(claim.generation), settled, { aside });
			await writeHint(claim.generation);
		},
		readOnly: () => readJson<ReadOnly>(readOnlyPath),
		setReadOnly: (state) =>
			state === undefined
				? removeDurably(readOnlyPath)
				: writeDurably(readOnlyPath, encode(`${JSON.stringify(state)}\n`), { aside }),
		identity: () => readJson<LogIdentity>(identityPath),
		async setIdentity(identity) {
			await makeFolder(join(folder, 'state'));
			const line = encode(`${JSON.stringify(identity)}\n`);
			await createDurably(identityPath, line, { aside });
			const stored = await readJson<LogIdentity>(identityPath);
			if (stored?.vkey !== identity.vkey) return false;
			await writeDurably(join(folder, 'vkey'), encode(`${identity.vkey}\n`), { aside });
			return true;
		},
	};
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

async function readJson<T>(path: string): Promise<T | undefined> {
	const text = decode(await readIfThere(path));
	if (text === undefined) return undefined;
	try {
		return JSON.parse(text) as T;
	} catch {
		throw new DamagedStore(path);
	}
}

function encode(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array | undefined): string | undefined {
	return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
