import type { CreateSha256 } from '../ports.ts';
import { embeddedPacks } from './embedded.ts';
import { readRules, type Rules } from './rules.ts';

export const packIds: readonly string[] = Object.keys(embeddedPacks).sort();

const encoder = new TextEncoder();

function packText(id: string): string | undefined {
	return Object.hasOwn(embeddedPacks, id) ? `${embeddedPacks[id]!.join('\n')}\n` : undefined;
}

/** The bytes of `packs/<id>.json`, which a bundle carries as `pack.json`. */
export function packBytes(id: string): Uint8Array | undefined {
	const text = packText(id);
	return text === undefined ? undefined : encoder.encode(text);
}

/** SHA-256 of `packBytes(id)`, 32 bytes. */
export function packDigest(id: string, createSha256: CreateSha256): Uint8Array | undefined {
	const bytes = packBytes(id);
	if (bytes === undefined) return undefined;
	const sha256 = createSha256();
	sha256.update(bytes);
	return sha256.digest();
}

export function findRules(id: string): Rules | undefined {
	const text = packText(id);
	return text === undefined ? undefined : readRules(JSON.parse(text));
}
