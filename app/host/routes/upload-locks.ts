import type { Lock, Locker } from '@tus/server';
import { Refused } from './upload-refused.ts';

export interface UploadLocks extends Locker {
	/** The lock that is held for this upload is not given back before the work has come to its end. */
	holdFor(id: string, work: Promise<unknown>): void;
}

interface Held {
	/** Asks whoever holds it to come to an end. */
	readonly ask: () => Promise<void> | void;
	readonly freed: Promise<void>;
	work: Promise<unknown>;
}

/** Longer than what came last takes to be read back and looked into. */
const longestMs = 60_000;

/**
 * One request at a time for one upload. Whoever comes later goes first: what the one before has
 * brought is kept, and the line it came over may have been dead for long.
 */
export function createUploadLocks(): UploadLocks {
	const held = new Map<string, Held>();
	return {
		newLock: (id) => lockOf(held, id),
		holdFor: (id, work) => {
			const lock = held.get(id);
			if (lock !== undefined) lock.work = work;
		},
	};
}

function lockOf(held: Map<string, Held>, id: string): Lock {
	let free: () => void = () => undefined;
	return {
		async lock(stop, ask) {
			const until = Date.now() + longestMs;
			for (let before = held.get(id); before !== undefined; before = held.get(id)) {
				await before.ask();
				if (!(await settles(before.freed, until - Date.now()))) throw new Refused(423);
			}
			if (stop.aborted) throw new Refused(400);
			const freed = new Promise<void>((resolve) => {
				free = resolve;
			});
			held.set(id, { ask, freed, work: Promise.resolve() });
		},
		async unlock() {
			await held.get(id)?.work.catch(() => undefined);
			held.delete(id);
			free();
		},
	};
}

async function settles(promise: Promise<void>, withinMs: number): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<false>((resolve) => {
		timer = setTimeout(resolve, Math.max(0, withinMs), false);
	});
	return Promise.race([promise.then(() => true), late]).finally(() => {
		clearTimeout(timer);
	});
}
