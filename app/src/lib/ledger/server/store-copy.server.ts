import { parseClaim } from '../domain/claim.ts';
import {
	claimGeneration,
	DamagedStore,
	type ReadOnly,
	storePaths,
	type TileStore,
} from './tile-store.server.ts';

/** A log as it stood at one moment, to be copied while it goes on growing. */
export interface StoreSnapshot {
	readonly generation: number;
	readonly size: number;
	/** Base64. */
	readonly root: string;
	/** Read first: never ahead of the claims that are copied. */
	readonly checkpoint: Uint8Array | undefined;
	/** Paths of everything else. */
	readonly files: readonly string[];
}

const left: readonly string[] = [storePaths.checkpoint, storePaths.hint];

/** What belongs into a copy of the store. Take the copy of the database before this. */
export async function snapshotStore(store: TileStore): Promise<StoreSnapshot | undefined> {
	if ((await store.identity()) === undefined) return undefined;
	const checkpoint = await store.checkpoint();
	const newest = await store.newestClaim();
	const generation = newest?.generation ?? 0;
	const files = (await store.files.list()).filter((path) => {
		const later = claimGeneration(path);
		return (later === undefined || later <= generation) && !left.includes(path);
	});
	const head = { generation, size: newest?.size ?? 0, root: newest?.root ?? '' };
	return { ...head, checkpoint: checkpoint?.bytes, files };
}

/**
 * How a store in place stands to a copy: only a copy that goes further along the same history may
 * be laid over it.
 */
export type StoreComparison = 'absent' | 'same_or_ahead' | 'behind' | 'different';

export async function compareStores(ours: TileStore, theirs: TileStore): Promise<StoreComparison> {
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

/**
 * Lays a copy into a store that is `absent` or `behind`. Nothing that stands there is replaced but
 * the checkpoint. A copy does not know what was signed after it, so the store is read-only before
 * its first byte; its identity comes last, so that one broken off is no log and can be repeated.
 */
export async function layCopy(copy: TileStore, into: TileStore, now: Date): Promise<void> {
	const ended = (await copy.readOnly())?.reason === 'ended';
	const reason: ReadOnly['reason'] = ended ? 'ended' : 'restored';
	if ((await into.readOnly())?.reason !== 'ended') {
		await into.setReadOnly({ reason, since: now.toISOString() });
	}
	for (const path of await copy.files.list()) {
		const bytes = await copy.read(path);
		if (bytes === undefined) throw new DamagedStore(path);
		if (claimGeneration(path) !== undefined) await layClaim(into, path, bytes);
		else if (path.startsWith('tile/')) await into.write(path, bytes);
	}
	const checkpoint = await copy.read(storePaths.checkpoint);
	if (checkpoint !== undefined) await into.swapCheckpoint(await into.checkpoint(), checkpoint);
	const identity = await copy.identity();
	if (identity === undefined || !(await into.setIdentity(identity))) {
		throw new DamagedStore(storePaths.identity);
	}
}

/** The claim in place may still carry its entries while the copied one does not: they are equal. */
async function layClaim(into: TileStore, path: string, bytes: Uint8Array): Promise<void> {
	if (await into.files.create(path, bytes)) return;
	const standing = await into.read(path);
	const [mine, copied] = [standing && parseClaim(standing), parseClaim(bytes)];
	if (mine === undefined || mine.size !== copied?.size || mine.root !== copied.root) {
		throw new DamagedStore(path);
	}
}
