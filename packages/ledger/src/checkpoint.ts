import { fromBase64, toBase64 } from './base64.ts';
import { parseDecimal } from './decimal.ts';
import type { VerifyEd25519 } from './note/ed25519.ts';
import { parseVkey, type VerifierKey } from './note/keys.ts';
import { parseNote, verifyNoteSignature, type Note } from './note/note.ts';
import { failure, type Outcome } from './outcome.ts';
import { hashBytes } from './sha256.ts';

export interface TreeHead {
	readonly origin: string;
	readonly size: number;
	readonly root: Uint8Array;
}

export interface Checkpoint extends TreeHead {
	/** Lines after the root; nobody vouches for them. */
	readonly extensions: readonly string[];
	readonly note: Note;
}

/** C2SP tlog-checkpoint: origin, size and root, one a line. @throws TypeError for an empty origin */
export function checkpointBody({ origin, size, root }: TreeHead): string {
	if (origin === '' || origin.includes('\n')) throw new TypeError('origin must be one line');
	if (root.length !== hashBytes) throw new TypeError('a root has 32 bytes');
	return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Form only: nothing in it is true before a signature of a known key was checked. */
export function parseCheckpoint(input: Uint8Array | string): Outcome<'checkpoint', Checkpoint> {
	const parsed = parseNote(input);
	if (!parsed.ok) return parsed;
	const lines = parsed.note.text.slice(0, -1).split('\n');
	const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
	const size = parseDecimal(sizeText);
	const root = fromBase64(rootText);
	if (
		origin === '' ||
		size === undefined ||
		root?.length !== hashBytes ||
		extensions.includes('')
	) {
		return failure('ledger.checkpoint_malformed');
	}
	return { ok: true, checkpoint: { origin, size, root, extensions, note: parsed.note } };
}

/** The key's name is the log's origin (tlog-policy): a key speaks for no other log. */
export function checkLogSignature(
	checkpoint: Checkpoint,
	key: VerifierKey,
	verify?: VerifyEd25519,
): Outcome<'checkpoint', Checkpoint> {
	if (checkpoint.origin !== key.name) return failure('ledger.origin_mismatch');
	switch (verifyNoteSignature(checkpoint.note, key, verify)) {
		case 'valid':
			return { ok: true, checkpoint };
		case 'invalid':
			return failure('ledger.signature_invalid');
		case 'missing':
			return failure('ledger.signature_missing');
		case 'unsupported':
			return failure('ledger.key_type_unsupported');
	}
}

/** Form, origin and the log's own signature; says nothing about witnesses. */
export function verifyCheckpoint(
	input: Uint8Array | string,
	vkey: string | VerifierKey,
	verify?: VerifyEd25519,
): Outcome<'checkpoint', Checkpoint> {
	const parsed = parseCheckpoint(input);
	if (!parsed.ok) return parsed;
	if (typeof vkey !== 'string') return checkLogSignature(parsed.checkpoint, vkey, verify);
	const key = parseVkey(vkey);
	return key.ok ? checkLogSignature(parsed.checkpoint, key.key, verify) : key;
}
