import {
	checkpointBody,
	formatNote,
	type NoteSignature,
	parseNote,
	parseVkey,
	type Note,
	signNote,
} from '@terang/ledger';
import type { Claim } from '../domain/claim.ts';
import type { SigningKey } from './signing-key.server.ts';
import { DamagedStore, type TileStore } from './tile-store.server.ts';

/**
 * The only writer of `checkpoint`. It signs nothing but the body of a claim that stands in the
 * store, and Ed25519 is deterministic: publishing a claim again after a crash makes the same bytes.
 */
export interface Publisher {
	publish(claim: Claim): Promise<void>;
	/** Adds a witness's line to the published checkpoint; false where the log has moved on. */
	addCosignature(body: string, cosignature: NoteSignature): Promise<boolean>;
}

const path = 'checkpoint';

export function createPublisher(store: TileStore, key: SigningKey): Publisher {
	// Both writers read before they write, so they take turns.
	let last: Promise<unknown> = Promise.resolve();
	const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
		const next = last.then(act, act);
		last = next.catch(() => undefined);
		return next;
	};
	return {
		publish: (claim) =>
			inTurn(async () => {
				const body = claimBody(key.name, claim);
				const published = await readPublished(store);
				if (published?.text === body) return;
				const signature = await signNote(body, keyOf(key), key.sign);
				await store.write(path, encode(formatNote(body, [signature])));
			}),
		addCosignature: (body, cosignature) =>
			inTurn(async () => {
				const published = await readPublished(store);
				if (published?.text !== body) return false;
				const others = published.signatures.filter(
					({ name, id }) => name !== cosignature.name || id !== cosignature.id,
				);
				await store.write(path, encode(formatNote(body, [...others, cosignature])));
				return true;
			}),
	};
}

/** The text a claim entitles the log to sign. */
function claimBody(origin: string, claim: Pick<Claim, 'size' | 'root'>): string {
	const root = new Uint8Array(Buffer.from(claim.root, 'base64'));
	return checkpointBody({ origin, size: claim.size, root });
}

export async function readPublished(store: TileStore): Promise<Note | undefined> {
	const bytes = await store.read(path);
	if (bytes === undefined) return undefined;
	const parsed = parseNote(bytes);
	if (!parsed.ok) throw new DamagedStore(path);
	return parsed.note;
}

function keyOf(key: SigningKey) {
	const parsed = parseVkey(key.vkey);
	if (!parsed.ok) throw new Error('a key of our own making does not parse');
	return parsed.key;
}

function encode(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
