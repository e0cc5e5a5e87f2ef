import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pieceBytes, pieceOf, sealedPieceBytes } from './sealed-file.server.ts';
import { sealedOverhead } from './envelope.server.ts';
import type { Sealing } from './sealing.server.ts';

/** What a sealed file is going to be when it is whole. */
export interface GrowingPlan {
	readonly path: string;
	/** What the file is opened by once it is whole; never given to another file. */
	readonly name: string;
	/** Bytes of plain text of the whole, at least 1. */
	readonly size: number;
}

/**
 * A sealed file (`sealed-file.server.ts`) that comes in parts, with any time and any end of the
 * process between them. What opens is there; a piece that a kill tore is not.
 */
export interface GrowingFile {
	/** Bytes of plain text that are there. */
	arrived(): number;
	append(chunk: Buffer): Promise<void>;
	/** Keeps what fills no piece yet too; afterwards everything stands on the disk. */
	close(): Promise<void>;
}

interface Found {
	/** Whole pieces. */
	readonly pieces: number;
	/** The beginning of the next one. */
	readonly rest: Buffer;
}

const lastPieceOf = (size: number) => Math.ceil(size / pieceBytes) - 1;

/**
 * Bytes of plain text that have arrived; nothing where there is no file. The last piece never counts:
 * whoever sends it completes the file, and one whose completion failed must be able to send it again.
 */
export async function arrivedBytes(
	sealing: Pick<Sealing, 'open'>,
	plan: GrowingPlan,
): Promise<number> {
	const file = await open(plan.path, 'r').catch(unlessAbsent);
	if (file === undefined) return 0;
	try {
		const { pieces, rest } = await look(sealing, plan, file);
		return pieces * pieceBytes + rest.length;
	} finally {
		await file.close();
	}
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
	if (error.code !== 'ENOENT') throw error;
}

/** Goes on where {@link arrivedBytes} says. One at a time: the caller holds others off. */
export async function growFile(sealing: Sealing, plan: GrowingPlan): Promise<GrowingFile> {
	const { name, size, path } = plan;
	const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
	const last = lastPieceOf(size);
	const found = await look(sealing, plan, file);
	// What follows is a torn piece, or pieces behind one: never to be taken for what comes next.
	const kept = found.rest.length === 0 ? 0 : found.rest.length + sealedOverhead;
	await file.truncate(found.pieces * sealedPieceBytes + kept);
	let index = found.pieces;
	let waiting: Buffer[] = [found.rest];
	let length = found.rest.length;
	let isWhole = false;
	let isBroken = false;
	async function write(is: 'more' | 'last' | 'part', piece: Buffer): Promise<void> {
		const sealed = sealing.seal(pieceOf(name, index, is), piece);
		isBroken = true;
		await writeAll(file, sealed, index * sealedPieceBytes);
		isBroken = false;
	}
	return {
		arrived: () => index * pieceBytes + length,
		async append(chunk) {
			if (isWhole) throw new Error('a file that is whole does not grow');
			waiting.push(chunk);
			length += chunk.length;
			if (length < pieceBytes && index * pieceBytes + length < size) return;
			const all = Buffer.concat(waiting);
			let from = 0;
			for (; index < last && all.length - from >= pieceBytes; from += pieceBytes) {
				await write('more', all.subarray(from, from + pieceBytes));
				index += 1;
			}
			waiting = [all.subarray(from)];
			length = all.length - from;
			if (index * pieceBytes + length < size) return;
			await write('last', all.subarray(from));
			isWhole = true;
		},
		async close() {
			try {
				if (!isBroken && !isWhole && length > 0) await write('part', Buffer.concat(waiting));
				await file.datasync();
			} finally {
				await file.close();
			}
		},
	};
}

async function look(
	sealing: Pick<Sealing, 'open'>,
	{ name, size }: GrowingPlan,
	file: FileHandle,
): Promise<Found> {
	const { size: sealedSize } = await file.stat();
	const opened = async (index: number, is: 'more' | 'part') => {
		const sealed = Buffer.alloc(sealedPieceBytes);
		const { bytesRead } = await file.read(sealed, 0, sealed.length, index * sealedPieceBytes);
		if (bytesRead <= sealedOverhead) return undefined;
		try {
			return sealing.open(pieceOf(name, index, is), sealed.subarray(0, bytesRead));
		} catch {
			return undefined;
		}
	};
	let pieces = Math.min(Math.floor(sealedSize / sealedPieceBytes), lastPieceOf(size));
	while (pieces > 0 && (await opened(pieces - 1, 'more')) === undefined) pieces -= 1;
	return { pieces, rest: (await opened(pieces, 'part')) ?? Buffer.alloc(0) };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
	for (let done = 0; done < bytes.length;) {
		const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
		done += bytesWritten;
	}
}
