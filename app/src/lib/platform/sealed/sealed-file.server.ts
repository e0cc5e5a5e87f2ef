import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { sealedOverhead, type SealedPlace } from './envelope.server.ts';
import type { Sealing } from './sealing.server.ts';

/**
 * A file sealed piece by piece, so that one of any size is written and read with little memory, from
 * any position. A piece opens only under its own name and number, and the last one only as the last:
 * pieces cannot be exchanged, left out or cut off at the end unnoticed (the construction STREAM of
 * Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
 */
export const pieceBytes = 1 << 16;
export const sealedPieceBytes = pieceBytes + sealedOverhead;

/** `part`: the beginning of a piece whose rest has not come yet; no whole file has one. */
export function pieceOf(name: string, index: number, is: 'more' | 'last' | 'part'): SealedPlace {
	return { column: 'file', row: [name, index, is] };
}

/** @param name what the file is opened by again; never given to another file */
export function sealingStream(sealing: Pick<Sealing, 'seal'>, name: string): Transform {
	let waiting: Buffer[] = [];
	let length = 0;
	let index = 0;
	const seal = (piece: Buffer, isLast: boolean) => {
		const sealed = sealing.seal(pieceOf(name, index, isLast ? 'last' : 'more'), piece);
		index += 1;
		return sealed;
	};
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			waiting.push(chunk);
			length += chunk.length;
			// What fills a piece may be the end of the file: it waits until more has come.
			if (length <= pieceBytes) {
				done();
				return;
			}
			const all = Buffer.concat(waiting);
			let from = 0;
			for (; all.length - from > pieceBytes; from += pieceBytes) {
				this.push(seal(all.subarray(from, from + pieceBytes), false));
			}
			waiting = [all.subarray(from)];
			length = all.length - from;
			done();
		},
		flush(done) {
			done(null, seal(Buffer.concat(waiting), true));
		},
	});
}

export interface SealedFile {
	/** Of what was sealed. */
	readonly size: number;
	/** @throws where the file was changed or cut */
	read(position: number, length: number): Promise<Buffer>;
	close(): Promise<void>;
}

export async function openSealedFile(
	sealing: Pick<Sealing, 'open'>,
	path: string,
	name: string,
): Promise<SealedFile> {
	const file = await open(path, 'r');
	const { size: sealedSize } = await file.stat();
	const pieces = Math.max(1, Math.ceil(sealedSize / sealedPieceBytes));
	const size = sealedSize - pieces * sealedOverhead;
	if (size < 0) {
		await file.close();
		throw new Error('not a sealed file');
	}
	/** Reading goes forward in parts smaller than a piece. */
	let kept: { readonly index: number; readonly plain: Buffer } | undefined;
	async function piece(index: number): Promise<Buffer> {
		if (kept?.index === index) return kept.plain;
		const sealed = Buffer.alloc(sealedPieceBytes);
		const { bytesRead } = await file.read(sealed, 0, sealed.length, index * sealedPieceBytes);
		const place = pieceOf(name, index, index === pieces - 1 ? 'last' : 'more');
		const plain = sealing.open(place, sealed.subarray(0, bytesRead));
		kept = { index, plain };
		return plain;
	}
	async function read(position: number, length: number): Promise<Buffer> {
		const end = Math.min(position + length, size);
		const parts: Buffer[] = [];
		for (let at = position; at < end;) {
			const index = Math.floor(at / pieceBytes);
			const start = at - index * pieceBytes;
			const part = (await piece(index)).subarray(start, start + end - at);
			if (part.length === 0) throw new Error('a sealed file is shorter than it says');
			parts.push(part);
			at += part.length;
		}
		return Buffer.concat(parts);
	}
	return { size, read, close: () => file.close() };
}
