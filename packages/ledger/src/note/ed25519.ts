import { ed25519 } from '@noble/curves/ed25519.js';

/** Ed25519 by RFC 8032. Node passes node:crypto, several times faster; browsers use the default. */
export type VerifyEd25519 = (
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
) => boolean;

/** Signs with a key that this package never sees. */
export type Sign = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export const ed25519SignatureBytes = 64;

/** `zip215: false` refuses encodings that RFC 8032 refuses, as Go and OpenSSL do. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
	if (signature.length !== ed25519SignatureBytes) return false;
	try {
		return ed25519.verify(signature, message, publicKey, { zip215: false });
	} catch {
		return false;
	}
};
