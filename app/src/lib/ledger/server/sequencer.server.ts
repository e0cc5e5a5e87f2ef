import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { StagedClaim } from '../domain/claim.ts';
import { compareHeads, type Head, type LogStop } from '../domain/continuity.ts';
import {
	emptyTree,
	grow,
	type GrowingTree,
	type Growth,
	loadTree,
	longestBatch,
	stagedEntries,
} from './growth.server.ts';
import { type Lease, holdLease, stillHeld } from './lease.store.server.ts';
import { getHead, listPending, recordSequenced } from './ledger.store.server.ts';
import type { OpenLog } from './open-log.server.ts';
import { createPublisher, type Publisher, readPublished } from './publisher.server.ts';
import { readBack } from './read-back.server.ts';
import type { SigningKey } from './signing-key.server.ts';
import { DamagedStore } from './tile-store.server.ts';

/** Moments at which a process may die; tests make it die there. */
export type SequencerPoint =
	| 'lease_held'
	| 'batch_read'
	| 'before_claim'
	| 'lease_checked'
	| 'claimed'
	| 'file_written'
	| 'files_written'
	| 'published'
	| 'recorded'
	| 'settled';

export interface SequencerDeps {
	readonly db: Database;
	readonly clock: Clock;
	/** Names this process among all that may sequence; the lease is theirs by this name. */
	readonly holder: string;
	readonly leaseSeconds: number;
	readonly atPoint?: (point: SequencerPoint) => Promise<void> | void;
}

export type Turn =
	| { readonly kind: 'grew'; readonly size: number }
	| { readonly kind: 'idle'; readonly size: number }
	/** Another process has the lease, or claimed first. */
	| { readonly kind: 'standby' }
	| { readonly kind: 'stopped'; readonly stop: LogStop };

/** Grows one log, one batch a turn. Holds no truth: all of it is in the store and the database. */
export interface Sequencer {
	/** Never run two turns of one sequencer at once. */
	turn(): Promise<Turn>;
	lease(): Lease | undefined;
	readonly publisher: Publisher;
}

interface Known {
	readonly claim: StagedClaim | undefined;
	readonly tree: GrowingTree;
}

/**
 * Sunlight's order: stage the entries and compare-and-swap the head (both are the one claim), write
 * the tiles, publish the checkpoint, tell the database. A crash anywhere leaves either no claim, and
 * nothing happened, or a claim, and the next turn of anybody finishes it to the same bytes.
 */
export function createSequencer(
	deps: SequencerDeps,
	log: OpenLog & { readonly key: SigningKey },
): Sequencer {
	const { db } = deps;
	const { row, store, key } = log;
	const publisher = createPublisher(store, key);
	const reach = async (point: SequencerPoint) => deps.atPoint?.(point);
	let lease: Lease | undefined;
	let known: Known | undefined;

	async function turn(): Promise<Turn> {
		try {
			return await attempt();
		} catch (error) {
			known = undefined;
			if (!(error instanceof DamagedStore)) throw error;
			return stopped({ code: 'ledger.store_damaged', path: error.path });
		}
	}

	async function attempt(): Promise<Turn> {
		const newest = await store.newestClaim();
		lease = await holdLease(db, deps.holder, {
			seconds: deps.leaseSeconds,
			atLeast: newest?.fence ?? 0,
		});
		if (lease === undefined) return { kind: 'standby' };
		await reach('lease_held');
		const readOnly = await store.readOnly();
		if (readOnly !== undefined) {
			const code = readOnly.reason === 'ended' ? 'ledger.log_ended' : 'ledger.read_only';
			return stopped({ code, size: newest?.size ?? 0 });
		}
		known = await finish(newest);
		const disagreement = await reconcile(headOf(known.claim));
		if (disagreement !== undefined) return stopped(disagreement);
		const batch = await listPending(db, row.id, longestBatch);
		await reach('batch_read');
		if (batch.length === 0) return { kind: 'idle', size: known.tree.edge.size };
		const growth = grow(
			known.tree,
			batch.map(({ bytes }) => bytes),
		);
		return extend(
			known,
			growth,
			batch.map(({ id }) => id),
			lease,
		);
	}

	/** Completes the newest claim, whoever made it, and returns the tree at its size. */
	async function finish(newest: StagedClaim | undefined): Promise<Known> {
		if (newest === undefined) {
			// A checkpoint without a claim: the claims were lost, and with them what was signed.
			if ((await readPublished(store)) !== undefined) throw new DamagedStore('state/claims');
			return { claim: undefined, tree: emptyTree };
		}
		if (known?.claim?.generation === newest.generation && newest.staged === undefined) return known;
		if (newest.staged === undefined) {
			const published = await publisher.publish(newest);
			// A larger tree was published than any claim allows: the newest claims were lost.
			if (!published && (await store.findClaim(newest.generation + 1)) === undefined) {
				throw new DamagedStore('state/claims');
			}
			return { claim: newest, tree: await loadTree(store, newest) };
		}
		const before =
			newest.generation === 1 ? undefined : await store.findClaim(newest.generation - 1);
		const tree = await loadTree(store, headOf(before));
		const growth = grow(tree, stagedEntries(newest.staged));
		if (growth.tree.root !== newest.root) throw new DamagedStore('state/claims');
		await publishGrowth(newest, growth);
		await store.settle(newest);
		return { claim: { ...newest, staged: undefined }, tree: growth.tree };
	}

	async function extend(
		{ claim: before, tree }: Known,
		growth: Growth,
		ids: readonly string[],
		held: Lease,
	): Promise<Turn> {
		const from = tree.edge.size;
		const claim: StagedClaim = {
			generation: (before?.generation ?? 0) + 1,
			fence: held.fence,
			from,
			size: growth.tree.edge.size,
			root: growth.tree.root,
			staged: growth.staged,
		};
		await reach('before_claim');
		if (!(await stillHeld(db, held))) return { kind: 'standby' };
		await reach('lease_checked');
		if (!(await store.claim(claim))) return { kind: 'standby' };
		await reach('claimed');
		await publishGrowth(claim, growth);
		await reach('published');
		await record(from, ids, claim.root);
		await reach('recorded');
		await store.settle(claim);
		await reach('settled');
		known = { claim: { ...claim, staged: undefined }, tree: growth.tree };
		return { kind: 'grew', size: claim.size };
	}

	async function publishGrowth(claim: StagedClaim, growth: Growth): Promise<void> {
		for (const { path, bytes } of growth.files) {
			await store.write(path, bytes);
			await reach('file_written');
		}
		await reach('files_written');
		await publisher.publish(claim);
	}

	/** Why the log must not sign, or undefined once database and store agree. */
	async function reconcile(storeHead: Head): Promise<LogStop | undefined> {
		const verdict = compareHeads(storeHead, await getHead(db, row.id));
		if (verdict.kind === 'same') return undefined;
		if (verdict.kind === 'stop') return verdict.stop;
		return readBack({ db, store, log: row, now: deps.clock.now() }, verdict.from, storeHead);
	}

	async function record(from: number, ids: readonly string[], root: string): Promise<void> {
		await db
			.transaction()
			.execute((trx) =>
				recordSequenced(trx, { logId: row.id, from, ids, root, at: deps.clock.now() }),
			);
	}

	return { turn, lease: () => lease, publisher };
}

function headOf(claim: StagedClaim | undefined): Head {
	return claim ?? { size: 0, root: '' };
}

function stopped(stop: LogStop): Turn {
	return { kind: 'stopped', stop };
}
