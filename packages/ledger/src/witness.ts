import { fromBase64, toBase64 } from './base64.ts';
import { encodeUtf8, decodeUtf8, equalBytes } from './bytes.ts';
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { parseDecimal } from './decimal.ts';
import type { VerifyEd25519 } from './note/ed25519.ts';
import type { VerifierKey } from './note/keys.ts';
import { verifyNoteSignature } from './note/note.ts';
import { failure, type Outcome } from './outcome.ts';
import { hashBytes, type Sha256 } from './sha256.ts';
import { emptyRoot } from './tree/hashing.ts';
import { verifyConsistency } from './tree/verify.ts';

/** C2SP tlog-witness: no proof between trees of 64-bit sizes is longer. */
export const mostProofLines = 63;

/** What a witness remembers of a log: the largest tree it cosigned. */
export interface WitnessRecord {
	readonly size: number;
	readonly root: Uint8Array;
}

/** By origin line. */
export type WitnessState = ReadonlyMap<string, WitnessRecord>;

export interface AddCheckpointRequest {
	readonly oldSize: number;
	readonly proof: readonly Uint8Array[];
	/** Verbatim, with its signatures. */
	readonly checkpoint: string;
}

/** Body of `POST <submission prefix>/add-checkpoint`. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): string {
	const lines = [`old ${oldSize}`, ...proof.map(toBase64)];
	return `${lines.join('\n')}\n\n${checkpoint}`;
}

export function parseAddCheckpoint(
	body: Uint8Array | string,
): Outcome<'request', AddCheckpointRequest> {
	const malformed = failure('ledger.request_malformed');
	const text = decodeUtf8(typeof body === 'string' ? encodeUtf8(body) : body);
	const split = text?.indexOf('\n\n') ?? -1;
	if (text === undefined || split < 0) return malformed;
	const [first = '', ...lines] = text.slice(0, split).split('\n');
	const oldSize = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
	if (oldSize === undefined || lines.length > mostProofLines) return malformed;
	const proof = parseHashLines(lines);
	if (proof === undefined) return malformed;
	return { ok: true, request: { oldSize, proof, checkpoint: text.slice(split + 2) } };
}

/** One base64 hash of 32 bytes a line. */
export function parseHashLines(lines: readonly string[]): readonly Uint8Array[] | undefined {
	const hashes: Uint8Array[] = [];
	for (const line of lines) {
		const hash = fromBase64(line);
		if (hash?.length !== hashBytes) return undefined;
		hashes.push(hash);
	}
	return hashes;
}

export type WitnessVerdict =
	/** `state` must be durable before the cosignature over `checkpoint.note.text` leaves the house. */
	| { readonly status: 200; readonly checkpoint: Checkpoint; readonly state: WitnessState }
	/** The body of the answer is `size` and a newline, type `text/x.tlog.size`. */
	| { readonly status: 409; readonly size: number; readonly checkpoint: Checkpoint }
	| { readonly status: 422; readonly checkpoint: Checkpoint }
	| { readonly status: 400 | 403 | 404 };

export interface WitnessPorts {
	readonly verify?: VerifyEd25519;
	readonly sha256?: Sha256;
}

/**
 * What a witness answers to `add-checkpoint`, by the C2SP text and in its order. A pure function:
 * the caller must judge and store under one lock, or two requests can roll the log back.
 * @param trusted keys of the logs it watches; a key's name is the origin line of its log
 */
export function judgeAddCheckpoint(
	state: WitnessState,
	body: Uint8Array | string,
	trusted: readonly VerifierKey[],
	ports: WitnessPorts = {},
): WitnessVerdict {
	const parsed = parseAddCheckpoint(body);
	if (!parsed.ok) return { status: 400 };
	const read = parseCheckpoint(parsed.request.checkpoint);
	if (!read.ok) return { status: 400 };
	const { request } = parsed;
	const { checkpoint } = read;

	const keys = trusted.filter((key) => key.name === checkpoint.origin);
	if (keys.length === 0) return { status: 404 };
	const states = keys.map((key) => verifyNoteSignature(checkpoint.note, key, ports.verify));
	if (states.includes('invalid') || !states.includes('valid')) return { status: 403 };

	if (request.oldSize > checkpoint.size) return { status: 400 };
	const known = state.get(checkpoint.origin) ?? { size: 0, root: emptyRoot };
	if (request.oldSize !== known.size) return { status: 409, size: known.size, checkpoint };
	if (!isConsistent(known, request, checkpoint, ports.sha256)) return { status: 422, checkpoint };

	const record = { size: checkpoint.size, root: checkpoint.root };
	return { status: 200, checkpoint, state: new Map([...state, [checkpoint.origin, record]]) };
}

function isConsistent(
	known: WitnessRecord,
	{ proof }: AddCheckpointRequest,
	{ size, root }: Checkpoint,
	sha256?: Sha256,
): boolean {
	if (size === 0 && !equalBytes(root, emptyRoot)) return false;
	return verifyConsistency(
		{ oldSize: known.size, newSize: size, oldRoot: known.root, newRoot: root, proof },
		sha256,
	);
}
