/** A running SHA-256; the caller brings one so that Node can use its native code. */
export interface Sha256Stream {
	update(bytes: Uint8Array): unknown;
	digest(): Uint8Array;
}

export type CreateSha256 = () => Sha256Stream;

/**
 * Decompressed bytes of one input, in order. `chunks()` starts from the beginning, or from the given
 * byte, at each call; a chunk need only hold until the next one is asked for.
 */
export interface ByteSource {
	/** What faults call the file: usually the path the caller was given. */
	readonly name: string;
	/** Bytes in all, only where two threads may read at once and from any byte. */
	readonly size?: number;
	chunks(from?: number): Iterable<Uint8Array>;
}

export interface Progress {
	readonly phase: 'read' | 'rank' | 'write';
	/** Bytes in phase `read`, vacancies in `rank`, rows in `write`. */
	readonly done: number;
	readonly total?: number;
}

/**
 * A second thread, in which `createAide` of this package answers orders over memory that both see.
 * Orders and answers can be cloned (`structuredClone`); at most one is on its way.
 */
export interface SecondThread {
	allocate(bytes: number): SharedArrayBuffer;
	begin(order: unknown): void;
	/** Waits for the answer to the order begun last. */
	finish(): unknown;
}

export interface RankPorts {
	readonly createSha256: CreateSha256;
	/** Takes half of the work; worth its start for large files. Needs the size of `participants`. */
	readonly second?: SecondThread;
	readonly progress?: (progress: Progress) => void;
	/** Asked now and then; once it answers true the run ends with `{ kind: 'cancelled' }`. */
	readonly cancelled?: () => boolean;
	/** `false` leaves the column `reason` empty. Default `true`. */
	readonly reasons?: boolean;
}

/** The files of one selection; `pack` only where a bundle brings its own copy. */
export interface RankFiles {
	readonly selection: ByteSource;
	readonly vacancies: ByteSource;
	readonly participants: ByteSource;
	readonly decisions?: ByteSource;
	readonly pack?: ByteSource;
}

export function fromBytes(name: string, bytes: Uint8Array): ByteSource {
	return { name, chunks: () => [bytes] };
}
