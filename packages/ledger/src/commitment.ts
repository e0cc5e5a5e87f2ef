import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { canonicalBytes } from './canonical.ts';
import { concatBytes, encodeUtf8, equalBytes } from './bytes.ts';
import { hashBytes } from './sha256.ts';

/** HMAC-SHA256. Node passes its own for speed; browsers use the default. */
export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array;

const hmacSha256: HmacSha256 = (key, message) => hmac(sha256, key, message);

/**
 * HMAC pads a short key with zeros, so that a salt of 31 bytes and the same with a zero behind it
 * would open one commitment in two ways: only this length binds.
 */
export const saltBytes = 32;

/**
 * `HMAC-SHA256(salt, "asn.commit/v1\n" ‖ type ‖ "\n" ‖ JCS(record))`. The salt is 32 fresh random
 * bytes for each record; without it a guess at the record cannot be tested.
 * @throws RangeError for a salt of another length, TypeError for a type with a newline
 */
export function commit(
	type: string,
	record: unknown,
	salt: Uint8Array,
	mac: HmacSha256 = hmacSha256,
): Uint8Array {
	if (salt.length !== saltBytes) throw new RangeError('a salt has 32 bytes');
	if (type === '' || type.includes('\n')) throw new TypeError('a type is one line');
	return mac(salt, concatBytes(encodeUtf8(`asn.commit/v1\n${type}\n`), canonicalBytes(record)));
}

export interface Opening {
	readonly type: string;
	readonly record: unknown;
	readonly salt: Uint8Array;
}

/** Whether a commitment is to this record. False for anything malformed. */
export function openCommitment(
	commitment: Uint8Array,
	{ type, record, salt }: Opening,
	mac?: HmacSha256,
): boolean {
	if (salt.length !== saltBytes || commitment.length !== hashBytes) return false;
	try {
		return equalBytes(commit(type, record, salt, mac), commitment);
	} catch {
		return false;
	}
}
