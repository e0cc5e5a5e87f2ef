import type { EntryPayload, EntryType } from '@terang/ledger';

/** What others may know about the public log: its head, its witnesses and its entries. */

export interface LogHead {
	readonly origin: string;
	readonly vkey: string;
	/** `/log/<year>/`. */
	readonly url: string;
	readonly size: number;
	/** Base64 root hash, as in the checkpoint. */
	readonly root: string;
	readonly signedAt: string;
	/** False after a restore, until an administrator has shown a current head. */
	readonly writable: boolean;
	readonly witnesses: readonly WitnessView[];
}

export interface WitnessView {
	readonly name: string;
	/** Size it last cosigned, absent: never; of one that is `ahead`, the size that it says it saw. */
	readonly size?: number;
	readonly cosignedAt?: string;
	/** A witness on the operator's own machine proves nothing and does not count. */
	readonly counts: boolean;
	/** `ahead`: it has seen a larger log than this one, so this one may be an older copy. */
	readonly state: 'current' | 'behind' | 'never' | 'ahead';
}

export interface LogEntryView {
	readonly index: number;
	readonly type: string;
	readonly stream: string;
	readonly sequence: number;
	/** The operator's own claim of the time. */
	readonly at: string;
	readonly payload: Readonly<Record<string, unknown>>;
	/** Base64 leaf hash. */
	readonly leafHash: string;
}

export interface LogEntryProof extends LogEntryView {
	readonly proofSteps: number;
	readonly treeSize: number;
	/** The canonical bytes, as text. */
	readonly raw: string;
	/** Content of the `.tlog-proof` file. */
	readonly proof: string;
}

/** An entry as the deciding capability gives it; number, time and place come from the ledger. */
export type EntryToAppend = {
	[T in EntryType]: {
		/** Entries that belong together, counted without a gap: `selection/cpns-2026-palu`. */
		readonly stream: string;
		readonly type: T;
		readonly payload: EntryPayload<T>;
	};
}[EntryType];

/** A row written in a deciding transaction, before it has a place in the tree. */
export interface EntryRef {
	readonly id: string;
	readonly stream: string;
	readonly sequence: number;
}

/** One log, as a published bundle names it. */
export interface LogName {
	readonly origin: string;
	readonly vkey: string;
	/** `/log/<year>/`. */
	readonly url: string;
}

export interface EntryPlace {
	readonly log: LogName;
	/** Absent while it waits. */
	readonly index?: number;
}

export interface LedgerApi {
	head(): Promise<LogHead>;
	/** Newest first; `before` is exclusive. */
	entries(query: {
		readonly before?: number;
		readonly limit: number;
		readonly type?: string;
	}): Promise<readonly LogEntryView[]>;
	/** @param log of the current log where it is absent */
	findEntry(index: number, log?: LogName): Promise<LogEntryProof | undefined>;
	/** Index of the entry whose leaf hash, commitment or digest this is. */
	findByDigest(text: string): Promise<number | undefined>;
}
