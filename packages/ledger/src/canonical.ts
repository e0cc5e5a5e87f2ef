import canonicalize from 'canonicalize';
import { decodeUtf8, encodeUtf8, equalBytes } from './bytes.ts';

/**
 * RFC 8785: one byte string for one JSON value.
 * @throws Error for what JSON cannot say: undefined, NaN, infinity, a lone surrogate, a cycle
 */
export function canonicalBytes(value: unknown): Uint8Array {
	const text = canonicalize(value);
	if (text === undefined) throw new TypeError('value has no JSON form');
	return encodeUtf8(text);
}

/** The value of canonical bytes; undefined where they are not canonical JSON. */
export function parseCanonical(bytes: Uint8Array): { readonly value: unknown } | undefined {
	const text = decodeUtf8(bytes);
	if (text === undefined) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return equalBytes(canonicalBytes(value), bytes) ? { value } : undefined;
	} catch {
		// Not JSON, nested too deep, or a lone surrogate written as an escape.
		return undefined;
	}
}

export function isCanonical(bytes: Uint8Array): boolean {
	return parseCanonical(bytes) !== undefined;
}
