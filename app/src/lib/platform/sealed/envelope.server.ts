import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM with a random nonce of 96 bits. What is sealed for one place opens in no other: a row
 * of the database cannot be given another person's value unnoticed. At most 2^32 values a key (NIST
 * SP 800-38D, 8.3).
 */
const nonceBytes = 12;
const tagBytes = 16;

export interface DataKey {
	/** From 1; stands in front of every value that the key sealed. */
	readonly id: number;
	/** 32 bytes. */
	readonly key: Uint8Array;
}

/** Where a value belongs: its column, and what identifies the row. */
export interface SealedPlace {
	/** `results.person.name` */
	readonly column: string;
	readonly row: readonly (string | number)[];
}

const version = 1;
const headBytes = 5;

/** By how much a sealed value is longer than what was sealed. */
export const sealedOverhead = headBytes + nonceBytes + tagBytes;

/** `version (1) | key (4, big-endian) | nonce (12) | ciphertext | tag (16)` */
export function sealValue(dataKey: DataKey, place: SealedPlace, plain: Uint8Array): Buffer {
	const head = Buffer.alloc(headBytes);
	head.writeUInt8(version, 0);
	head.writeUInt32BE(dataKey.id, 1);
	return Buffer.concat([head, encrypt(dataKey.key, context(place), plain)]);
}

/** Throws where the key is unknown, or the value was changed or moved: never a usual outcome. */
export function openValue(
	findKey: (id: number) => Uint8Array | undefined,
	place: SealedPlace,
	sealed: Uint8Array,
): Buffer {
	const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
	if (!isSealed(bytes)) throw new Error(`not a sealed value: ${place.column}`);
	const id = bytes.readUInt32BE(1);
	const key = findKey(id);
	if (key === undefined) throw new Error(`no data key ${id} for ${place.column}`);
	return decrypt(key, context(place), bytes.subarray(headBytes));
}

/** Text never begins with this byte, so that what was kept before it was sealed stays readable. */
export function isSealed(bytes: Uint8Array): boolean {
	return bytes[0] === version && bytes.length >= headBytes + nonceBytes + tagBytes;
}

export function wrapKey(wrapping: Uint8Array, dataKey: DataKey): Buffer {
	return encrypt(wrapping, wrapContext(dataKey.id), dataKey.key);
}

/** Undefined where the wrapping key is another. */
export function unwrapKey(
	wrapping: Uint8Array,
	id: number,
	wrapped: Uint8Array,
): DataKey | undefined {
	try {
		return { id, key: decrypt(wrapping, wrapContext(id), wrapped) };
	} catch {
		return undefined;
	}
}

function context({ column, row }: SealedPlace): string {
	return JSON.stringify([column, ...row]);
}

function wrapContext(id: number): string {
	return JSON.stringify(['data key', id]);
}

function encrypt(key: Uint8Array, aad: string, plain: Uint8Array): Buffer {
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad));
	return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, aad: string, sealed: Uint8Array): Buffer {
	const end = sealed.length - tagBytes;
	const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
		authTagLength: tagBytes,
	});
	decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(end));
	return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
}
