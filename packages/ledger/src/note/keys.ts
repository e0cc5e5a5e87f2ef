import { fromBase64, toBase64 } from '../base64.ts';
import { concatBytes, encodeUtf8, hexOf } from '../bytes.ts';
import { failure, type Outcome } from '../outcome.ts';
import { sha256 as defaultSha256, type Sha256 } from '../sha256.ts';

/** C2SP signed-note signature types that this package knows by name. */
export const signatureTypes = {
	ed25519: 0x01,
	cosignatureV1: 0x04,
	subtreeMlDsa44: 0x06,
} as const;

/** Bytes of a public key, by signature type; other types have other key ids and are refused. */
const publicKeyBytes: ReadonlyMap<number, number> = new Map([
	[signatureTypes.ed25519, 32],
	[signatureTypes.cosignatureV1, 32],
	[signatureTypes.subtreeMlDsa44, 1312],
]);

export interface VerifierKey {
	readonly name: string;
	/** Eight lower-case hexadecimal digits. */
	readonly id: string;
	readonly type: number;
	readonly publicKey: Uint8Array;
}

/** Not empty, no Unicode space, no plus. */
export function isKeyName(name: string): boolean {
	return name !== '' && !/[\p{White_Space}+]/u.test(name);
}

/** First four bytes of `SHA-256(name ‖ 0x0A ‖ type ‖ public key)` as eight hexadecimal digits. */
export function keyId(
	name: string,
	type: number,
	publicKey: Uint8Array,
	sha256: Sha256 = defaultSha256,
): string {
	const input = concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(type), publicKey);
	return hexOf(sha256(input).subarray(0, 4));
}

/** @throws TypeError for a name or key that no reader would accept */
export function verifierKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
	if (!isKeyName(name)) throw new TypeError('key name is empty or has a space or a plus');
	if (publicKeyBytes.get(type) !== publicKey.length) throw new TypeError('key has a wrong length');
	return { name, id: keyId(name, type, publicKey), type, publicKey };
}

/** `<name>+<hex id>+<base64(type ‖ public key)>` */
export function formatVkey(key: VerifierKey): string {
	return `${key.name}+${key.id}+${toBase64(concatBytes(Uint8Array.of(key.type), key.publicKey))}`;
}

export function parseVkey(text: string): Outcome<'key', VerifierKey> {
	// Base64 may itself hold a plus, so only the first two separate the parts.
	const [, name, id, encoded] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/u.exec(text.trim()) ?? [];
	if (name === undefined || id === undefined || encoded === undefined || !isKeyName(name)) {
		return failure('ledger.key_malformed');
	}
	const material = fromBase64(encoded);
	const type = material?.[0];
	if (material === undefined || type === undefined) return failure('ledger.key_malformed');
	const length = publicKeyBytes.get(type);
	if (length === undefined) return failure('ledger.key_type_unsupported');
	const publicKey = material.slice(1);
	if (publicKey.length !== length || keyId(name, type, publicKey) !== id) {
		return failure('ledger.key_malformed');
	}
	return { ok: true, key: { name, id, type, publicKey } };
}

/** Two keys are the same key only if name, id and bytes are. */
export function sameKey(left: VerifierKey, right: VerifierKey): boolean {
	return formatVkey(left) === formatVkey(right);
}
