import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { LogStop } from '../domain/continuity.ts';
import { dropLease } from './lease.store.server.ts';
import { anyPending } from './ledger.store.server.ts';
import {
	createSequencer,
	type Sequencer,
	type SequencerDeps,
	type Turn,
} from './sequencer.server.ts';
import { type LogPlaces, openLogToSequence, type OpenLog } from './open-log.server.ts';

export interface SequencingDeps {
	readonly db: Database;
	readonly clock: Clock;
	readonly places: LogPlaces;
	/** Distinct for each process; the same across restarts only under a lock on the data folder. */
	readonly holder: string;
	/** Longest time an entry waits for company, in milliseconds. */
	readonly pauseMs: number;
	readonly leaseSeconds?: number;
	readonly atPoint?: NonNullable<SequencerDeps['atPoint']>;
	/** The log to sequence is another than before, or the first since the start. */
	readonly onLog?: (log: OpenLog) => void;
	/** Called after every checkpoint, and once at the start. */
	readonly onGrown?: (log: OpenLog, size: number) => void;
	readonly onStopped?: (stop: LogStop) => void;
	readonly onError?: (error: unknown) => void;
}

export interface SequencingState {
	readonly log: OpenLog | undefined;
	readonly turn: Turn | { readonly kind: 'starting' } | { readonly kind: 'failing' };
	/** Since when entries have been waiting, by this process's clock. */
	readonly waitingSince: Date | undefined;
	readonly sequencer: Sequencer | undefined;
}

/** Runs turns until stopped: at once when woken, else every `pauseMs`. */
export interface Sequencing {
	start(): void;
	stop(): Promise<void>;
	/** Something was appended. */
	wake(): void;
	state(): SequencingState;
	/** Resolves at the end of the next turn, or after `ms`. */
	nextTurn(ms: number): Promise<void>;
}

const renewShare = 3;

export function createSequencing(deps: SequencingDeps): Sequencing {
	const leaseSeconds = deps.leaseSeconds ?? 10;
	const listeners = new Set<() => void>();
	let state: SequencingState = {
		log: undefined,
		turn: { kind: 'starting' },
		waitingSince: undefined,
		sequencer: undefined,
	};
	let running: Promise<void> | undefined;
	let stopping = false;
	let wakeUp: (() => void) | undefined;
	let woken = false;
	let lastTurnAt = 0;

	function pause(ms: number): Promise<void> {
		if (woken || stopping) return Promise.resolve();
		return new Promise((resolve) => {
			const timer = setTimeout(done, ms);
			function done(): void {
				clearTimeout(timer);
				wakeUp = undefined;
				resolve();
			}
			wakeUp = done;
		});
	}

	async function loop(): Promise<void> {
		while (!stopping) {
			woken = false;
			try {
				await step();
			} catch (error) {
				state = { ...state, turn: { kind: 'failing' }, sequencer: undefined };
				deps.onError?.(error);
			}
			for (const listener of [...listeners]) listener();
			await pause(state.turn.kind === 'grew' ? 0 : slowness(state.turn, deps.pauseMs));
		}
		const lease = state.sequencer?.lease();
		if (lease !== undefined) await dropLease(deps.db, lease).catch(() => undefined);
	}

	async function step(): Promise<void> {
		const waiting = await anyPending(deps.db);
		const now = deps.clock.now();
		const waitingSince = waiting ? (state.waitingSince ?? now) : undefined;
		state = { ...state, waitingSince };
		// An idle holder only renews its lease: no write and no file read in between.
		const due = performance.now() - lastTurnAt > (leaseSeconds * 1000) / renewShare;
		if (state.turn.kind === 'idle' && !waiting && !due) return;
		const log = await currentLog();
		lastTurnAt = performance.now();
		if (state.sequencer === undefined) {
			report({
				kind: 'stopped',
				stop: log.stop ?? { code: 'ledger.key_missing', slug: log.row.slug },
			});
			return;
		}
		const turn = await state.sequencer.turn();
		report(turn);
		if (turn.kind === 'grew') deps.onGrown?.(log, turn.size);
	}

	async function currentLog(): Promise<OpenLog> {
		const log = await openLogToSequence(deps.db, deps.places, deps.clock.now());
		if (state.sequencer !== undefined && state.log?.row.id === log.row.id) return state.log;
		const { key } = log;
		const sequencer =
			key === undefined ? undefined : createSequencer({ ...deps, leaseSeconds }, { ...log, key });
		const changed = state.log?.row.id !== log.row.id;
		state = { ...state, log, sequencer };
		if (changed) deps.onLog?.(log);
		return log;
	}

	function report(turn: Turn): void {
		const before = state.turn;
		state = { ...state, turn };
		if (turn.kind !== 'stopped') return;
		const same = before.kind === 'stopped' && before.stop.code === turn.stop.code;
		if (!same) deps.onStopped?.(turn.stop);
	}

	return {
		start() {
			running ??= loop();
		},
		async stop() {
			stopping = true;
			wakeUp?.();
			await running;
		},
		wake() {
			woken = true;
			wakeUp?.();
		},
		state: () => state,
		nextTurn: (ms) =>
			new Promise((resolve) => {
				const timer = setTimeout(done, ms);
				function done(): void {
					clearTimeout(timer);
					listeners.delete(done);
					resolve();
				}
				listeners.add(done);
			}),
	};
}

/** A stopped log is looked at again now and then: an administrator may have resolved it. */
function slowness(turn: SequencingState['turn'], pauseMs: number): number {
	switch (turn.kind) {
		case 'stopped':
		case 'failing':
			return Math.max(pauseMs, 2_000);
		case 'standby':
			return Math.max(pauseMs, 500);
		default:
			return pauseMs;
	}
}
