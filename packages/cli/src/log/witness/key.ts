import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'; // prettier-ignore
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { signatureTypes, verifierKey, type Sign, type VerifierKey } from '@terang/ledger';
import { FileProblem } from '../../files.ts';
import { writeDurably } from './durable.ts';

export interface WitnessKey {
	readonly verifier: VerifierKey;
	readonly sign: Sign;
}

/** The witness's own key, made at the first start and never again under the same name. */
export function openWitnessKey(folder: string, name: string): WitnessKey {
	const file = path.join(folder, 'key.pem');
	const secret = existsSync(file) ? readKey(file) : makeKey(file);
	const material = createPublicKey(secret).export({ format: 'jwk' }).x;
	if (material === undefined) throw new FileProblem(`${file}: is not an Ed25519 key`);
	return {
		verifier: verifierKey(name, signatureTypes.cosignatureV1, Buffer.from(material, 'base64url')),
		sign: (message) => sign(null, message, secret),
	};
}

function readKey(file: string): KeyObject {
	try {
		return createPrivateKey(readFileSync(file));
	} catch {
		throw new FileProblem(`${file}: is not a private key`);
	}
}

function makeKey(file: string): KeyObject {
	const { privateKey } = generateKeyPairSync('ed25519');
	const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
	writeDurably(file, Buffer.from(pem), 0o600);
	return privateKey;
}
