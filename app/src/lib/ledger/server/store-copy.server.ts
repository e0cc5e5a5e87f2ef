import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { claimGeneration, folderStore, type TileStore } from './tile-store.server.ts';
import { hasCode } from './durable-files.server.ts';

/** A log as it stood at one moment, to be copied while it goes on growing. */
export interface StoreSnapshot {
	readonly generation: number;
	readonly size: number;
	/** Base64. */
	readonly root: string;
	/** Read first: never ahead of the claims that are copied. */
	readonly checkpoint: Uint8Array | undefined;
	/** Paths below the store's folder of everything else. */
	readonly files: readonly string[];
}

const left = ['checkpoint', 'state/newest'];

/** What belongs into a copy of the store. Take the copy of the database before this. */
export async function snapshotStore(folder: string): Promise<StoreSnapshot | undefined> {
	const store = folderStore(folder);
	if ((await store.identity()) === undefined) return undefined;
	const checkpoint = await store.read('checkpoint');
	const newest = await store.newestClaim();
	const generation = newest?.generation ?? 0;
	const files: string[] = [];
	for (const path of await filesBelow(folder)) {
		const later = claimGeneration(path);
		if (later !== undefined && later > generation) continue;
		if (!left.includes(path) && !path.startsWith('state/aside/')) files.push(path);
	}
	return { generation, size: newest?.size ?? 0, root: newest?.root ?? '', checkpoint, files };
}

/** Relative paths with `/`, in byte order; none of a folder that is not there. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
	try {
		const found = await readdir(folder, { recursive: true, withFileTypes: true });
		return found
			.filter((entry) => entry.isFile())
			.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
			.sort();
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return [];
		throw error;
	}
}

/**
 * How a store in place stands to a copy: only a copy that goes further along the same history may
 * take its place.
 */
export type StoreComparison = 'absent' | 'same_or_ahead' | 'behind' | 'different';

export async function compareStores(inPlace: string, copy: string): Promise<StoreComparison> {
	const [ours, theirs] = [folderStore(inPlace), folderStore(copy)];
	const identity = await ours.identity();
	if (identity === undefined) return 'absent';
	if (identity.vkey !== (await theirs.identity())?.vkey) return 'different';
	const mine = (await ours.newestClaim())?.generation ?? 0;
	const copied = (await theirs.newestClaim())?.generation ?? 0;
	if (!(await sameClaim(ours, theirs, Math.min(mine, copied)))) return 'different';
	return mine >= copied ? 'same_or_ahead' : 'behind';
}

/** Each claim's root covers all before it, so one equal claim is one equal history. */
async function sameClaim(ours: TileStore, theirs: TileStore, generation: number): Promise<boolean> {
	if (generation === 0) return true;
	const mine = await ours.findClaim(generation);
	const copied = await theirs.findClaim(generation);
	return mine !== undefined && mine.size === copied?.size && mine.root === copied.root;
}

/** A copy does not know what was signed after it: it must not sign before somebody has looked. */
export async function markRestored(folder: string, now: Date): Promise<void> {
	const store = folderStore(folder);
	if ((await store.readOnly())?.reason === 'ended') return;
	await store.setReadOnly({ reason: 'restored', since: now.toISOString() });
}
