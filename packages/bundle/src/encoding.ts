/** Text forms of bytes. Lower-case hexadecimal and base64 without line breaks (RFC 4648 §§4, 8). */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toHex(bytes: Uint8Array): string {
	let text = '';
	for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
	return text;
}

/** RFC 4648 §4 with padding. */
export function toBase64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += 3) {
		const first = bytes[at] ?? 0;
		const second = bytes[at + 1];
		const third = bytes[at + 2];
		const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
		text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
		text += second === undefined ? '=' : alphabet.charAt((group >> 6) & 63);
		text += third === undefined ? '=' : alphabet.charAt(group & 63);
	}
	return text;
}

/** RFC 4648 §5 without padding, as the log's entries write digests. */
export function toBase64Url(bytes: Uint8Array): string {
	return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
