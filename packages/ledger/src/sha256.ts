import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** A SHA-256 of whole bytes. Node passes its own for speed; browsers use the default. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export interface Sha256Stream {
	update(bytes: Uint8Array): void;
	digest(): Uint8Array;
}

export type CreateSha256 = () => Sha256Stream;

export const sha256: Sha256 = (bytes) => nobleSha256(bytes);

export const createSha256: CreateSha256 = () => {
	const hash = nobleSha256.create();
	return {
		update(bytes) {
			hash.update(bytes);
		},
		digest() {
			return hash.digest();
		},
	};
};

/** Bytes of a SHA-256 and of every tree hash. */
export const hashBytes = 32;
