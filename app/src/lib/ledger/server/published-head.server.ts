import { setTimeout as wait } from 'node:timers/promises';
import { parseCheckpoint, toBase64 } from '@terang/ledger';
import type { Head } from '../domain/continuity.ts';
import { storePaths, type TileStore } from './tile-store.server.ts';

/** How long a page waits for a store on the network before it shows the head seen last. */
const patienceMs = 500;

/**
 * The published head for pages, each of which names it. One reading serves all who ask meanwhile,
 * and a store that is away takes no page with it: then the head seen last is shown.
 */
export interface PublishedHead {
	/** Undefined where nothing was published, or the store has been away since the start. */
	read(store: Pick<TileStore, 'read'>): Promise<Head | undefined>;
}

export function createPublishedHead(): PublishedHead {
	let last: Head | undefined;
	let away = false;
	let reading: Promise<void> | undefined;

	async function refresh(store: Pick<TileStore, 'read'>): Promise<void> {
		try {
			const parsed = parseCheckpoint((await store.read(storePaths.checkpoint)) ?? '');
			last = parsed.ok
				? { size: parsed.checkpoint.size, root: toBase64(parsed.checkpoint.root) }
				: undefined;
			away = false;
		} catch {
			// The sequencer meets the same fault, and says it.
			away = true;
		}
	}

	return {
		async read(store) {
			reading ??= refresh(store).finally(() => (reading = undefined));
			if (!away) {
				const patience = new AbortController();
				const late = wait(patienceMs, undefined, { signal: patience.signal }).then(
					() => (away = true),
					() => undefined,
				);
				await Promise.race([reading, late]);
				patience.abort();
			}
			return last;
		},
	};
}
