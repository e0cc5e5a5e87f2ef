import { toBase64 } from '@terang/ledger';
import type { QueryExecutorProvider } from 'kysely';
import type { Database } from '../../platform/database.server.ts';
import type {
	EntryPlace,
	EntryRef,
	EntryToAppend,
	LedgerApi,
	LogHead,
	LogName,
	WitnessView,
} from '../contract.ts';
import { type Head, type LogStop, stopSentence } from '../domain/continuity.ts';
import { appendEntries } from './append.server.ts';
import { findPlace, holdLog, restateEntries } from './entry-places.server.ts';
import { entryView } from './entry-view.server.ts';
import { proveEntry } from './proofs.server.ts';
import {
	findIndex,
	findIndexByLeafHash,
	findIndexByText,
	getHead,
	listCosignatures,
	listSequenced,
} from './ledger.store.server.ts';
import { type OpenLog, storeOf } from './open-log.server.ts';
import { createPublishedHead } from './published-head.server.ts';
import {
	createSequencing,
	type SequencingDeps,
	type SequencingState,
} from './sequencing.server.ts';

import type { TileStore } from './tile-store.server.ts';
import { createWitnessing, type WitnessAnswer, type WitnessSetting } from './witnessing.server.ts';

export type { WitnessSetting };
export { newLogSecret, replaceLog, rotateKey } from './new-log.server.ts';
export type { LogPlaces } from './open-log.server.ts';
export { type Resumption, resumeLog, type ShownHead } from './resume.server.ts';
export {
	compareStores,
	layCopy,
	snapshotStore,
	type StoreComparison,
} from './store-copy.server.ts';
export { filesBelow } from './log-files.server.ts';
export { openTiles, type TileHome } from './tile-home.server.ts';
export { folderStore, type TileStore } from './tile-store.server.ts';
export { listSlugs } from './ledger.store.server.ts';
export { stopSentence } from '../domain/continuity.ts';

export interface LedgerDeps extends Omit<SequencingDeps, 'onGrown'> {
	readonly witnesses: readonly WitnessSetting[];
}

/** The ledger for server code of other capabilities and for the host. */
export interface Ledger extends LedgerApi {
	/**
	 * Writes entries in the caller's transaction, the one that decides.
	 * @throws TypeError for a payload that its type does not allow
	 * @throws LogStopped while the log must not sign: its next numbers may be taken already
	 */
	append(
		trx: QueryExecutorProvider,
		entries: readonly EntryToAppend[],
	): Promise<readonly EntryRef[]>;
	/**
	 * Waits until an entry of a committed transaction is under a published checkpoint.
	 * @throws NotSequencedInTime: the log is stopped, or its store or database is away
	 */
	whenSequenced(
		ref: Pick<EntryRef, 'id'>,
		options: { readonly timeoutMs: number },
	): Promise<{ readonly index: number }>;
	/**
	 * Content of the `.tlog-proof` of an entry.
	 * @param options.witnessMs how long to wait for witnesses that have not answered yet
	 * @param options.log of the current log where it is absent
	 */
	proofFor(
		index: number,
		options?: { readonly witnessMs?: number; readonly log?: LogName },
	): Promise<string>;
	/** Which log an entry of a committed transaction stands in, also after a change of log. */
	findPlace(ref: Pick<EntryRef, 'id'>): Promise<EntryPlace | undefined>;
	/** The log that takes what this transaction appends; held until the transaction ends. */
	holdLog(trx: QueryExecutorProvider): Promise<LogName>;
	/** Says again in the current log what entries of an earlier log say. */
	restate(
		trx: QueryExecutorProvider,
		refs: readonly Pick<EntryRef, 'id'>[],
	): Promise<readonly EntryRef[]>;
	/** Opens the log and sequences; resolves after the first turn, however it ended. */
	start(): Promise<void>;
	stop(): Promise<void>;
	state(): SequencingState;
	/** One more witness, or another address of one with the same key. */
	addWitness(witness: WitnessSetting): void;
	/** Since when some witness lacks the newest checkpoint; for an alarm. */
	witnessBehindSince(): Date | undefined;
	/** Last answer of each witness, by its key. */
	witnessAnswers(): ReadonlyMap<string, WitnessAnswer>;
}

export class LogStopped extends Error {
	readonly stop: LogStop;
	constructor(stop: LogStop) {
		super(stopSentence(stop));
		this.name = 'LogStopped';
		this.stop = stop;
	}
}

class NotSequencedInTime extends Error {
	constructor() {
		super('the entry was not sequenced in time');
		this.name = 'NotSequencedInTime';
	}
}

const startMs = 30_000;
const pollMs = 100;

export function createLedger(deps: LedgerDeps): Ledger {
	const { db, clock } = deps;
	const witnesses = new Map(deps.witnesses.map((witness) => [witness.vkey, witness]));
	const sequencing = createSequencing({ ...deps, onGrown: () => witnessing.nudge() });
	const witnessing = createWitnessing(
		() => [...witnesses.values()],
		clock,
		() => {
			const { log, sequencer } = sequencing.state();
			if (log === undefined || sequencer === undefined) return undefined;
			return { db, clock, log: log.row, store: log.store, publisher: sequencer.publisher };
		},
		(error) => deps.onError?.(error),
	);

	const publishedHead = createPublishedHead();

	function openLog(): OpenLog {
		const { log } = sequencing.state();
		if (log === undefined) throw new Error('the ledger was not started');
		return log;
	}

	/** Of a log that may have ended: its files stay. */
	function storeFor(log: LogName | undefined): TileStore {
		const current = openLog();
		if (log === undefined || log.origin === current.row.origin) return current.store;
		return storeOf(deps.places, slugOf(log));
	}

	return {
		append(trx, entries) {
			const { turn } = sequencing.state();
			if (turn.kind === 'stopped') return Promise.reject(new LogStopped(turn.stop));
			return appendEntries(trx, entries, clock.now());
		},
		async whenSequenced({ id }, { timeoutMs }) {
			const end = performance.now() + timeoutMs;
			for (;;) {
				const place = await findIndex(db, id);
				if (place !== undefined) return { index: place.index };
				const left = end - performance.now();
				if (left <= 0) throw new NotSequencedInTime();
				const turn = sequencing.nextTurn(Math.min(pollMs, left));
				sequencing.wake();
				await turn;
			}
		},
		async start() {
			const turn = sequencing.nextTurn(startMs);
			sequencing.start();
			await turn;
			witnessing.nudge();
		},
		async stop() {
			await witnessing.stop();
			await sequencing.stop();
		},
		addWitness(witness) {
			witnesses.set(witness.vkey, witness);
			witnessing.nudge();
		},
		witnessBehindSince: () => witnessing.behindSince(),
		witnessAnswers: () => witnessing.answers(),
		findPlace: (ref) => findPlace(db, ref),
		holdLog: (trx) => holdLog(trx),
		restate: (trx, refs) => restateEntries(trx, refs, clock.now()),
		async proofFor(index, { witnessMs = 0, log } = {}) {
			if (witnessMs > 0) {
				witnessing.nudge();
				await witnessing.settled(witnessMs);
			}
			const proven = await proveEntry(storeFor(log), index);
			if (proven === undefined) throw new RangeError(`no entry ${index} under the checkpoint`);
			return proven.proof;
		},
		state: () => sequencing.state(),
		async head() {
			const log = openLog();
			const published = await publishedHead.read(log.store);
			const seen = await listCosignatures(db, log.row.id);
			const views = [...witnesses.values()].map((witness) =>
				witnessView(witness, published?.size, { seen, answers: witnessing.answers() }),
			);
			return readHead(db, log, published, sequencing.state(), views);
		},
		async entries(query) {
			const rows = await listSequenced(db, openLog().row.id, query);
			return rows.map((row) => entryView(row.index, row.bytes, toBase64(row.leafHash)));
		},
		findEntry: (index, log) => proveEntry(storeFor(log), index),
		findByDigest: (text) => findByDigest(deps, openLog().row.id, text.trim()),
	};
}

function slugOf({ url }: LogName): string {
	const slug = /^\/log\/([\d-]+)\/$/u.exec(url)?.[1];
	if (slug === undefined) throw new Error(`no address of a log: ${url}`);
	return slug;
}

async function readHead(
	db: Database,
	{ row }: OpenLog,
	published: Head | undefined,
	state: SequencingState,
	witnesses: readonly WitnessView[],
): Promise<LogHead> {
	const { sequencedAt, ...recorded } = await getHead(db, row.id);
	const { size, root } = published ?? recorded;
	return {
		origin: row.origin,
		vkey: row.vkey,
		url: `/log/${row.slug}/`,
		size,
		root,
		signedAt: sequencedAt.toISOString(),
		writable: state.turn.kind !== 'stopped' && state.turn.kind !== 'failing',
		witnesses,
	};
}

function witnessView(
	{ vkey, counts }: WitnessSetting,
	size: number | undefined,
	known: {
		readonly seen: Awaited<ReturnType<typeof listCosignatures>>;
		readonly answers: ReadonlyMap<string, WitnessAnswer>;
	},
): WitnessView {
	const name = vkey.split('+')[0] ?? '';
	const answer = known.answers.get(vkey);
	if (answer?.kind === 'witness_ahead') return { name, counts, state: 'ahead', size: answer.size };
	const last = known.seen.find(({ witness }) => witness === vkey);
	if (last === undefined) return { name, counts, state: 'never' };
	const cosignedAt = last.cosignedAt.toISOString();
	const state = last.size === size ? 'current' : 'behind';
	return { name, counts, size: last.size, cosignedAt, state };
}

const hexDigest = /^[0-9a-f]{64}$/iu;
const base64Digest = /^[A-Za-z0-9+/_-]{43}=?$/u;

/** A leaf hash, or a digest named in a payload, as hexadecimal, base64 or base64url. */
async function findByDigest(
	{ db }: LedgerDeps,
	logId: string,
	text: string,
): Promise<number | undefined> {
	const isHex = hexDigest.test(text);
	if (!isHex && !base64Digest.test(text)) return undefined;
	const bytes = Buffer.from(text, isHex ? 'hex' : 'base64');
	return (
		(await findIndexByLeafHash(db, logId, bytes)) ??
		(await findIndexByText(db, logId, `"${bytes.toString('base64url')}"`))
	);
}
