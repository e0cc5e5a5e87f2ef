import { concatBytes, encodeUtf8 } from './bytes.ts';
import { checkpointBody, type TreeHead } from './checkpoint.ts';
import {
	ed25519SignatureBytes,
	verifyEd25519 as defaultVerify,
	type Sign,
	type VerifyEd25519,
} from './note/ed25519.ts';
import { signatureTypes, type VerifierKey } from './note/keys.ts';
import { signaturesOf, type Note, type NoteSignature, type SignatureState } from './note/note.ts';

/** Seconds since the epoch, at which the witness says it saw no larger tree. */
export type PosixSeconds = number;

const timestampBytes = 8;

/** C2SP tlog-cosignature v1: what a witness signs. `body` is the note text of the checkpoint. */
export function cosignatureMessage(timestamp: PosixSeconds, body: string | TreeHead): Uint8Array {
	if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
		throw new RangeError('a timestamp counts whole seconds since the epoch');
	}
	const text = typeof body === 'string' ? body : checkpointBody(body);
	return encodeUtf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** A cosignature of type 0x04 as a signature of the checkpoint's note. */
export async function makeCosignature(
	key: VerifierKey,
	timestamp: PosixSeconds,
	body: string | TreeHead,
	sign: Sign,
): Promise<NoteSignature> {
	const signature = await sign(cosignatureMessage(timestamp, body));
	const stamped = new Uint8Array(timestampBytes);
	new DataView(stamped.buffer).setBigUint64(0, BigInt(timestamp));
	return { name: key.name, id: key.id, signature: concatBytes(stamped, signature) };
}

export type CosignatureState =
	| { readonly state: 'valid'; readonly timestamp: PosixSeconds }
	| { readonly state: Exclude<SignatureState, 'valid'> };

/** The newest valid cosignature of a key; one false one spoils them all. */
export function verifyCosignature(
	note: Note,
	key: VerifierKey,
	verify: VerifyEd25519 = defaultVerify,
): CosignatureState {
	const own = signaturesOf(note, key);
	if (own.length === 0) return { state: 'missing' };
	if (key.type !== signatureTypes.cosignatureV1) return { state: 'unsupported' };
	let newest = -1;
	for (const { signature } of own) {
		const timestamp = timestampOf(signature);
		if (timestamp === undefined) return { state: 'invalid' };
		const message = cosignatureMessage(timestamp, note.text);
		if (!verify(key.publicKey, message, signature.subarray(timestampBytes))) {
			return { state: 'invalid' };
		}
		newest = Math.max(newest, timestamp);
	}
	return { state: 'valid', timestamp: newest };
}

/** Undefined where the bytes are no timestamped Ed25519 signature. */
function timestampOf(signature: Uint8Array): PosixSeconds | undefined {
	if (signature.length !== timestampBytes + ed25519SignatureBytes) return undefined;
	const view = new DataView(signature.buffer, signature.byteOffset, timestampBytes);
	const timestamp = Number(view.getBigUint64(0));
	return Number.isSafeInteger(timestamp) ? timestamp : undefined;
}
