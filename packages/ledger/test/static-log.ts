import { ed25519 } from '@noble/curves/ed25519.js';
import {
	appendToBundles,
	appendToTiles,
	checkpointBody,
	emptyEdge,
	encodeEntry,
	formatNote,
	formatVkey,
	leafHash,
	makeCosignature,
	signatureTypes,
	signNote,
	verifierKey,
	type Edge,
	type Entry,
	type NoteSignature,
	type Sign,
	type VerifierKey,
} from '../src/index.ts';

/** A key pair from one byte, so that every run signs alike. */
export function testKey(name: string, type: number, seed: number) {
	const secret = new Uint8Array(32).fill(seed);
	const sign: Sign = (message) => ed25519.sign(message, secret);
	const key: VerifierKey = verifierKey(name, type, ed25519.getPublicKey(secret));
	return { key, sign, vkey: formatVkey(key) };
}

export const logKey = testKey('terang.example/log/2026', signatureTypes.ed25519, 1);
export const witnessKeys = [2, 3, 4].map((seed) =>
	testKey(`witness.example/w${seed}`, signatureTypes.cosignatureV1, seed),
);

export const someDigest = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Valid entries that go round three streams. */
export function entryAt(index: number): Entry {
	if (index === 0) {
		const p = { origin: logKey.key.name, vkey: logKey.vkey };
		return { v: 1, t: 'log.opened', s: 'log', q: 1, at: '2026-11-21T08:00:00.000Z', p };
	}
	return {
		v: 1,
		t: 'marks.imported',
		s: `selection/${(index - 1) % 3}`,
		q: Math.floor((index - 1) / 3) + 1,
		at: '2026-11-21T08:00:01.000Z',
		p: { selection: `s${(index - 1) % 3}`, source: 'skd', digest: someDigest, count: index },
	};
}

/** A log as files, kept as a server would keep it; tests change the files behind its back. */
export class StaticLog {
	readonly files = new Map<string, Uint8Array>();
	edge: Edge = emptyEdge;
	#partial: Uint8Array = new Uint8Array(0);

	readonly fetch = (path: string) => Promise.resolve(this.files.get(path));

	append(entries: readonly Uint8Array[]): void {
		const appended = appendToTiles(
			this.edge,
			entries.map((entry) => leafHash(entry)),
		);
		const { bundles, partial } = appendToBundles(this.edge.size, this.#partial, entries);
		for (const { path, bytes } of [...appended.tiles, ...bundles]) this.files.set(path, bytes);
		this.edge = appended.edge;
		this.#partial = partial;
		this.root = appended.root;
	}

	root: Uint8Array = appendToTiles(emptyEdge, []).root;

	head() {
		return { origin: logKey.key.name, size: this.edge.size, root: this.root };
	}

	async sign(
		cosigners: readonly (typeof logKey)[] = [],
		timestamp = 1_795_248_000,
	): Promise<string> {
		const body = checkpointBody(this.head());
		const signatures: NoteSignature[] = [await signNote(body, logKey.key, logKey.sign)];
		for (const { key, sign } of cosigners) {
			signatures.push(await makeCosignature(key, timestamp, body, sign));
		}
		const text = formatNote(body, signatures);
		this.files.set('checkpoint', new TextEncoder().encode(text));
		return text;
	}
}

/** A signed log of `size` valid entries, appended in the given batches. */
export async function logOf(size: number, batch = size): Promise<StaticLog> {
	const log = new StaticLog();
	for (let from = 0; from < size; from += batch) {
		const count = Math.min(batch, size - from);
		log.append(Array.from({ length: count }, (_, place) => encodeEntry(entryAt(from + place))));
	}
	await log.sign();
	return log;
}
