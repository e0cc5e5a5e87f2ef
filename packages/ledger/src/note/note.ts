import { fromBase64, toBase64 } from '../base64.ts';
import { concatBytes, decodeUtf8, encodeUtf8, hexOf } from '../bytes.ts';
import { failure, type Outcome } from '../outcome.ts';
import { verifyEd25519 as defaultVerify, type Sign, type VerifyEd25519 } from './ed25519.ts';
import { isKeyName, signatureTypes, type VerifierKey } from './keys.ts';

export interface NoteSignature {
	readonly name: string;
	/** Eight lower-case hexadecimal digits. */
	readonly id: string;
	/** What follows the key id; its form depends on the key's type. */
	readonly signature: Uint8Array;
}

export interface Note {
	/** With its final newline, without the blank line. */
	readonly text: string;
	readonly signatures: readonly NoteSignature[];
}

/** `missing`: no line of this key. `unsupported`: the key is of a type nobody here can check. */
export type SignatureState = 'valid' | 'invalid' | 'missing' | 'unsupported';

/** A note is read whole before its signature is known: bounded against a hostile server. */
const longestNote = 1_000_000;
const mostSignatures = 100;

/** C2SP signed-note: the text ends at the last blank line. */
export function parseNote(input: Uint8Array | string): Outcome<'note', Note> {
	const bytes = typeof input === 'string' ? encodeUtf8(input) : input;
	const malformed = failure('ledger.note_malformed');
	if (bytes.length > longestNote) return malformed;
	const whole = decodeUtf8(bytes);
	// A lone surrogate in a string has no bytes: what would be checked is not what was given.
	if (whole === undefined || (typeof input === 'string' && whole !== input)) return malformed;
	if (hasForbidden(whole)) return malformed;
	const split = whole.lastIndexOf('\n\n');
	if (split < 0 || !whole.endsWith('\n')) return malformed;
	const lines = whole.slice(split + 2, -1).split('\n');
	if (lines.length > mostSignatures) return malformed;
	const signatures: NoteSignature[] = [];
	for (const line of lines) {
		const signature = parseSignatureLine(line);
		if (signature === undefined) return malformed;
		signatures.push(signature);
	}
	return { ok: true, note: { text: whole.slice(0, split + 1), signatures } };
}

/** The standard forbids U+0000 to U+001F but for the newline. */
function hasForbidden(text: string): boolean {
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (code < 0x20 && code !== 0x0a) return true;
	}
	return false;
}

function parseSignatureLine(line: string): NoteSignature | undefined {
	const [, name, encoded] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
	if (name === undefined || encoded === undefined || !isKeyName(name)) return undefined;
	const bytes = fromBase64(encoded);
	if (bytes === undefined || bytes.length < 5) return undefined;
	return { name, id: hexOf(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

/** Signature lines as a witness answers them; undefined if any line is malformed. */
export function parseSignatureLines(text: string): readonly NoteSignature[] | undefined {
	if (!text.endsWith('\n')) return undefined;
	const signatures = text.slice(0, -1).split('\n').map(parseSignatureLine);
	return signatures.every((signature) => signature !== undefined) ? signatures : undefined;
}

/** `— <name> <base64(key id ‖ signature)>` and a newline. */
export function signatureLine({ name, id, signature }: NoteSignature): string {
	const idBytes = Uint8Array.from({ length: 4 }, (_, place) =>
		Number.parseInt(id.slice(2 * place, 2 * place + 2), 16),
	);
	return `\u2014 ${name} ${toBase64(concatBytes(idBytes, signature))}\n`;
}

/** @throws TypeError if the text does not end in a newline or has a control character */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
	if (!text.endsWith('\n') || hasForbidden(text)) throw new TypeError('text cannot be a note');
	return `${text}\n${signatures.map(signatureLine).join('')}`;
}

/** Signatures of a note that claim to be made by a key: its name and id, both. */
export function signaturesOf(note: Note, key: VerifierKey): readonly NoteSignature[] {
	return note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
}

/** Of plain Ed25519 signatures (type 0x01). One false signature of a known key spoils the note. */
export function verifyNoteSignature(
	note: Note,
	key: VerifierKey,
	verify: VerifyEd25519 = defaultVerify,
): SignatureState {
	const own = signaturesOf(note, key);
	if (own.length === 0) return 'missing';
	if (key.type !== signatureTypes.ed25519) return 'unsupported';
	const message = encodeUtf8(note.text);
	return own.every(({ signature }) => verify(key.publicKey, message, signature))
		? 'valid'
		: 'invalid';
}

/** A plain Ed25519 signature over a note's text. */
export async function signNote(text: string, key: VerifierKey, sign: Sign): Promise<NoteSignature> {
	return { name: key.name, id: key.id, signature: await sign(encodeUtf8(text)) };
}
