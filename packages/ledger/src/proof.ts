import { fromBase64, toBase64 } from './base64.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { parseCheckpoint, verifyCheckpoint, type Checkpoint } from './checkpoint.ts';
import { parseDecimal } from './decimal.ts';
import type { VerifyEd25519 } from './note/ed25519.ts';
import type { VerifierKey } from './note/keys.ts';
import { failure, type Outcome } from './outcome.ts';
import { policyHolds, type Cosigner, type Policy } from './policy.ts';
import type { Sha256 } from './sha256.ts';
import { leafHash } from './tree/hashing.ts';
import { verifyInclusion } from './tree/verify.ts';
import { mostProofLines, parseHashLines } from './witness.ts';

/** A receipt that holds without any server: C2SP tlog-proof, file name `*.tlog-proof`. */
export interface LogProof {
	/** Not covered by any signature; here the bytes of the entry. */
	readonly extra?: Uint8Array;
	readonly index: number;
	readonly hashes: readonly Uint8Array[];
	/** Verbatim, with its signatures. */
	readonly checkpoint: string;
}

const header = 'c2sp.org/tlog-proof@v1';

export function formatProof({ extra, index, hashes, checkpoint }: LogProof): string {
	const extraLines = extra === undefined ? [] : [`extra ${toBase64(extra)}`];
	const lines = [header, ...extraLines, `index ${index}`, ...hashes.map(toBase64)];
	return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Form only, of the checkpoint too. */
export function parseProof(input: Uint8Array | string): Outcome<'proof', LogProof> {
	const malformed = failure('ledger.proof_malformed');
	const text = decodeUtf8(typeof input === 'string' ? encodeUtf8(input) : input);
	const split = text?.indexOf('\n\n') ?? -1;
	if (text === undefined || split < 0) return malformed;
	const [first, ...lines] = text.slice(0, split).split('\n');
	if (first !== header) return malformed;
	const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines[0].slice(6)) : null;
	if (extra === undefined) return malformed;
	if (extra !== null) lines.shift();
	const indexLine = lines.shift() ?? '';
	const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined;
	const hashes = lines.length > mostProofLines ? undefined : parseHashLines(lines);
	const checkpoint = text.slice(split + 2);
	if (index === undefined || hashes === undefined) return malformed;
	if (!parseCheckpoint(checkpoint).ok) return malformed;
	return {
		ok: true,
		proof: { ...(extra === null ? {} : { extra }), index, hashes, checkpoint },
	};
}

/** A key says who signed; a policy also says which witnesses must have seen the same history. */
export type Trust = { readonly vkey: string | VerifierKey } | { readonly policy: Policy };

export interface ProofVerdict {
	readonly checkpoint: Checkpoint;
	readonly index: number;
	/** Witnesses of the policy that cosigned; none are looked for with a key alone. */
	readonly cosigners: readonly Cosigner[];
}

/** C2SP tlog-proof, steps 1 to 4. `leaf` is the entry's bytes, from wherever; never its hash. */
export function verifyProof(
	proof: LogProof,
	leaf: Uint8Array,
	trust: Trust,
	ports: { readonly verify?: VerifyEd25519; readonly sha256?: Sha256 } = {},
): Outcome<'verdict', ProofVerdict> {
	const head = checkHead(proof.checkpoint, trust, ports.verify);
	if (!head.ok) return head;
	const { checkpoint, cosigners } = head.head;
	const holds = verifyInclusion(
		{
			index: proof.index,
			size: checkpoint.size,
			leafHash: leafHash(leaf, ports.sha256),
			proof: proof.hashes,
			root: checkpoint.root,
		},
		ports.sha256,
	);
	if (!holds) return failure('ledger.inclusion_failed');
	return { ok: true, verdict: { checkpoint, index: proof.index, cosigners } };
}

function checkHead(
	text: string,
	trust: Trust,
	verify?: VerifyEd25519,
): Outcome<'head', { checkpoint: Checkpoint; cosigners: readonly Cosigner[] }> {
	if ('vkey' in trust) {
		const verified = verifyCheckpoint(text, trust.vkey, verify);
		if (!verified.ok) return verified;
		return { ok: true, head: { checkpoint: verified.checkpoint, cosigners: [] } };
	}
	const held = policyHolds(trust.policy, text, verify);
	if (!held.ok) return held;
	const { checkpoint, cosigners } = held.verdict;
	return { ok: true, head: { checkpoint, cosigners } };
}
