import {
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	sign,
} from 'node:crypto';
import { formatVkey, signatureTypes, verifierKey } from '@terang/ledger';
import { createDurably, readIfThere } from './durable-files.server.ts';

/** A log's or witness's Ed25519 key with the name it signs under. */
export interface SigningKey {
	/** Origin line of the log, or name of the witness. */
	readonly name: string;
	readonly vkey: string;
	readonly sign: (message: Uint8Array) => Uint8Array;
	/** The secret as one line; see `parseSecret`. */
	readonly secret: string;
}

/** A log signs notes, a witness cosigns them. */
export type KeyUse = 'log' | 'witness';

const prefix = 'PRIVATE+TERANG';
const algorithm = { log: signatureTypes.ed25519, witness: signatureTypes.cosignatureV1 } as const;
// RFC 8410: the fixed DER head of a PKCS #8 Ed25519 key, before its 32 bytes of seed.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The secret is one line that also holds the name: `PRIVATE+TERANG+<use>+<name>+<base64 seed>`. The
 * origin of a log is fixed when its key is made, so the two never travel apart.
 */
export function parseSecret(line: string, use: KeyUse): SigningKey | undefined {
	const rest = line.trim();
	const start = `${prefix}+${use}+`;
	if (!rest.startsWith(start)) return undefined;
	const split = rest.indexOf('+', start.length);
	if (split === -1) return undefined;
	const name = rest.slice(start.length, split);
	const seed = Buffer.from(rest.slice(split + 1), 'base64');
	if (name === '' || /\s/u.test(name) || seed.length !== 32) return undefined;
	return keyOf(name, seed, use);
}

export function makeKey(name: string, use: KeyUse): SigningKey {
	const { privateKey } = generateKeyPairSync('ed25519');
	return keyOf(name, seedOf(privateKey), use);
}

/** An origin that names no host: the log may move, its identity must not. */
export function newOrigin(slug: string): string {
	return `terang.local/${randomBytes(8).toString('hex')}/log/${slug}`;
}

/** The key in a file, made at first need and readable by its owner alone. */
export async function openKeyFile(
	path: string,
	options: { readonly use: KeyUse; readonly aside: string; readonly make: () => string },
): Promise<SigningKey> {
	const found = await readKeyFile(path, options.use);
	if (found !== undefined) return found;
	const key = makeKey(options.make(), options.use);
	const bytes = new TextEncoder().encode(`${key.secret}\n`);
	const made = await createDurably(path, bytes, { aside: options.aside, mode: 0o600 });
	if (made) return key;
	const other = await readKeyFile(path, options.use);
	if (other === undefined) throw new Error(`no key in ${path}`);
	return other;
}

/** Undefined where there is no file; a file that holds no key is a broken installation. */
export async function readKeyFile(path: string, use: KeyUse): Promise<SigningKey | undefined> {
	const bytes = await readIfThere(path);
	if (bytes === undefined) return undefined;
	const key = parseSecret(new TextDecoder().decode(bytes), use);
	if (key === undefined) throw new Error(`not a ${use} key: ${path}`);
	return key;
}

function keyOf(name: string, seed: Buffer, use: KeyUse): SigningKey {
	const privateKey = createPrivateKey({
		key: Buffer.concat([pkcs8Head, seed]),
		format: 'der',
		type: 'pkcs8',
	});
	const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
	const raw = new Uint8Array(publicKey.subarray(-32));
	return {
		name,
		vkey: formatVkey(verifierKey(name, algorithm[use], raw)),
		sign: (message) => sign(null, message, privateKey),
		secret: `${prefix}+${use}+${name}+${seed.toString('base64')}`,
	};
}

function seedOf(key: KeyObject): Buffer {
	return key.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
}
