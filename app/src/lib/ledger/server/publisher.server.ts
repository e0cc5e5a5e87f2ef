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
import { DamagedStore, storePaths, type TileStore } from './tile-store.server.ts';

/**
 * The only writer of `checkpoint`. It signs nothing but the body of a claim that stands in the
 * store, and Ed25519 is deterministic: publishing a claim again after a crash makes the same bytes.
 */
export interface Publisher {
	/** False where a checkpoint of a larger tree stands already: it never goes back. */
	publish(claim: Claim): Promise<boolean>;
	/** Adds a witness's line to the published checkpoint; false where the log has moved on. */
	addCosignature(body: string, cosignature: NoteSignature): Promise<boolean>;
}

export function createPublisher(store: TileStore, key: SigningKey): Publisher {
	// Both writers read before they write, so they take turns.
	let last: Promise<unknown> = Promise.resolve();
	const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
		const next = last.then(act, act);
		last = next.catch(() => undefined);
		return next;
	};
	/** Until no other process was in between. `next` is asked again for what stands there then. */
	const swap = async <T>(
		next: (published: Note | undefined) => Promise<{ readonly note?: string; readonly answer: T }>,
	): Promise<T> => {
		for (;;) {
			const read = await store.checkpoint();
			const { note, answer } = await next(noteOf(read?.bytes));
			if (note === undefined || (await store.swapCheckpoint(read, encode(note)))) return answer;
		}
	};
	return {
		publish: (claim) =>
			inTurn(() =>
				swap(async (published) => {
					const body = claimBody(key.name, claim);
					if (published?.text === body) return { answer: true };
					const size = published === undefined ? 0 : sizeOf(published);
					if (size > claim.size) return { answer: false };
					// Another root of this very size, which no claim entitled anybody to.
					if (size === claim.size) throw new DamagedStore(storePaths.checkpoint);
					const signature = await signNote(body, keyOf(key), key.sign);
					return { note: formatNote(body, [signature]), answer: true };
				}),
			),
		addCosignature: (body, cosignature) =>
			inTurn(() =>
				swap((published) => {
					if (published?.text !== body) return Promise.resolve({ answer: false });
					const others = published.signatures.filter(
						({ name, id }) => name !== cosignature.name || id !== cosignature.id,
					);
					return Promise.resolve({
						note: formatNote(body, [...others, cosignature]),
						answer: true,
					});
				}),
			),
	};
}

/** The text a claim entitles the log to sign. */
function claimBody(origin: string, claim: Pick<Claim, 'size' | 'root'>): string {
	const root = new Uint8Array(Buffer.from(claim.root, 'base64'));
	return checkpointBody({ origin, size: claim.size, root });
}

export async function readPublished(store: TileStore): Promise<Note | undefined> {
	return noteOf((await store.checkpoint())?.bytes);
}

function noteOf(bytes: Uint8Array | undefined): Note | undefined {
	if (bytes === undefined) return undefined;
	const parsed = parseNote(bytes);
	if (!parsed.ok) throw new DamagedStore(storePaths.checkpoint);
	return parsed.note;
}

/** Of the second line of a checkpoint's text. */
function sizeOf({ text }: Note): number {
	const size = Number(text.split('\n')[1]);
	if (!Number.isSafeInteger(size)) throw new DamagedStore(storePaths.checkpoint);
	return size;
}

function keyOf(key: SigningKey) {
	const parsed = parseVkey(key.vkey);
	if (!parsed.ok) throw new Error('a key of our own making does not parse');
	return parsed.key;
}

function encode(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
