/**
 * RFC 4648 base64 (section 4, padded) and base64url (section 5, without padding). Decoding is
 * strict: one text per byte string, so that a signature or a digest cannot be written in two ways.
 */
const common = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const standard = `${common}+/`;
const urlSafe = `${common}-_`;

const standardValues = valuesOf(standard);
const urlSafeValues = valuesOf(urlSafe);

function valuesOf(alphabet: string): ReadonlyMap<string, number> {
	return new Map(Array.from(alphabet, (character, value) => [character, value]));
}

function encode(bytes: Uint8Array, alphabet: string): string {
	let text = '';
	for (let index = 0; index < bytes.length; index += 3) {
		const first = bytes[index] ?? 0;
		const second = bytes[index + 1] ?? 0;
		const third = bytes[index + 2] ?? 0;
		text += alphabet.charAt(first >> 2);
		text += alphabet.charAt(((first & 3) << 4) | (second >> 4));
		if (index + 1 < bytes.length) text += alphabet.charAt(((second & 15) << 2) | (third >> 6));
		if (index + 2 < bytes.length) text += alphabet.charAt(third & 63);
	}
	return text;
}

function decode(text: string, values: ReadonlyMap<string, number>): Uint8Array | undefined {
	if (text.length % 4 === 1) return undefined;
	const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
	let buffer = 0;
	let bits = 0;
	let length = 0;
	for (const character of text) {
		const value = values.get(character);
		if (value === undefined) return undefined;
		buffer = ((buffer << 6) | value) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[length] = (buffer >> bits) & 255;
			length += 1;
		}
	}
	const leftOver = buffer & ((1 << bits) - 1);
	return leftOver === 0 ? bytes : undefined;
}

export function toBase64(bytes: Uint8Array): string {
	const text = encode(bytes, standard);
	return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Undefined where the text is not padded, not in the alphabet, or not the only form of its bytes. */
export function fromBase64(text: string): Uint8Array | undefined {
	if (text.length % 4 !== 0) return undefined;
	return decode(text.replace(/={1,2}$/u, ''), standardValues);
}

export function toBase64Url(bytes: Uint8Array): string {
	return encode(bytes, urlSafe);
}

/** Undefined where the text is padded, not in the alphabet, or not the only form of its bytes. */
export function fromBase64Url(text: string): Uint8Array | undefined {
	return decode(text, urlSafeValues);
}
