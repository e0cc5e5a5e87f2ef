import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { piecesOf, type TableBytes } from '../table-bytes.ts';
import { WorkbookRefused } from './refused.ts';

/** PKWARE APPNOTE 6.3.10, as far as workbooks use it: stored or deflated entries, ZIP64. */

export interface ZipEntry {
	readonly deflated: boolean;
	readonly packed: number;
	/** As the directory claims; more than that is never unpacked. */
	readonly unpacked: number;
	/** Of the entry's local header. */
	readonly offset: number;
}

const endBytes = 22;
const longestComment = 0xffff;
const locatorBytes = 20;
/** A workbook has some tens of parts. */
const mostEntries = 10_000;
const largestDirectory = 8 << 20;
const inZip64 = 0xffff_ffff;

/** What an archive holds, by name, read from its end: the order of the parts does not matter. */
export async function readZipDirectory(bytes: TableBytes): Promise<ReadonlyMap<string, ZipEntry>> {
	const { count, size, offset } = await findDirectory(bytes);
	if (count > mostEntries || size > largestDirectory) {
		throw new WorkbookRefused('a directory of that size belongs to no workbook');
	}
	const directory = await bytes.read(offset, size);
	const entries = new Map<string, ZipEntry>();
	let at = 0;
	for (let index = 0; index < count; index += 1) {
		if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) {
			throw new WorkbookRefused('broken directory');
		}
		const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
		const nameEnd = at + 46 + (name ?? 0);
		const end = nameEnd + (extra ?? 0) + (comment ?? 0);
		if (end > directory.length) throw new WorkbookRefused('broken directory');
		const path = directory.toString('utf8', at + 46, nameEnd);
		const more = directory.subarray(nameEnd, nameEnd + (extra ?? 0));
		entries.set(path, readEntry(directory.subarray(at), more));
		at = end;
	}
	return entries;
}

async function findDirectory(bytes: TableBytes) {
	const from = Math.max(0, bytes.size - endBytes - longestComment);
	const tail = await bytes.read(from, bytes.size - from);
	const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
	if (end < 0 || end + endBytes > tail.length) throw new WorkbookRefused('no directory');
	const plain = {
		count: tail.readUInt16LE(end + 10),
		size: tail.readUInt32LE(end + 12),
		offset: tail.readUInt32LE(end + 16),
	};
	if (plain.offset !== inZip64 && plain.size !== inZip64 && plain.count !== 0xffff) return plain;
	const locator = await bytes.read(from + end - locatorBytes, locatorBytes);
	if (locator.length < locatorBytes || locator.readUInt32LE(0) !== 0x07064b50) {
		throw new WorkbookRefused('no ZIP64 directory');
	}
	const large = await bytes.read(sizeAt(locator, 8), 56);
	if (large.length < 56 || large.readUInt32LE(0) !== 0x06064b50) {
		throw new WorkbookRefused('no ZIP64 directory');
	}
	return { count: sizeAt(large, 32), size: sizeAt(large, 40), offset: sizeAt(large, 48) };
}

function readEntry(record: Buffer, extra: Buffer): ZipEntry {
	const encrypted = (record.readUInt16LE(8) & 1) === 1;
	const method = record.readUInt16LE(10);
	if (encrypted || (method !== 0 && method !== 8)) throw new WorkbookRefused('unknown packing');
	const large = zip64Fields(extra);
	const sizes = [24, 20, 42].map((field) => {
		const value = record.readUInt32LE(field);
		return value === inZip64 ? large() : value;
	});
	const [unpacked = 0, packed = 0, offset = 0] = sizes;
	return { deflated: method === 8, packed, unpacked, offset };
}

/** Sizes that do not fit stand in the extra field 1, in the order in which they are asked for. */
function zip64Fields(extra: Buffer): () => number {
	let at = 0;
	while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) {
		at += 4 + extra.readUInt16LE(at + 2);
	}
	at += 4;
	return () => {
		if (at + 8 > extra.length) throw new WorkbookRefused('broken ZIP64 sizes');
		at += 8;
		return sizeAt(extra, at - 8);
	};
}

function sizeAt(bytes: Buffer, at: number): number {
	const size = Number(bytes.readBigUInt64LE(at));
	if (!Number.isSafeInteger(size)) throw new WorkbookRefused('impossible size');
	return size;
}

/**
 * One part, unpacked piece by piece.
 * @param most bytes that the part may have at all
 * @throws WorkbookRefused for a part that is larger, or that says another size than it has
 */
export async function* unpack(
	bytes: TableBytes,
	entry: ZipEntry,
	most: number,
	onBytes?: (count: number) => void,
): AsyncGenerator<Buffer> {
	if (entry.unpacked > most) throw new WorkbookRefused('too large when unpacked');
	const head = await bytes.read(entry.offset, 30);
	if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) {
		throw new WorkbookRefused('no part where the directory says');
	}
	const from = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
	const packed = piecesOf(bytes, { from, to: from + entry.packed }, onBytes);
	let total = 0;
	for await (const piece of entry.deflated ? inflated(packed) : packed) {
		total += piece.length;
		if (total > entry.unpacked) throw new WorkbookRefused('larger than it says');
		yield piece;
	}
	if (total !== entry.unpacked) throw new WorkbookRefused('shorter than it says');
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const inflate = createInflateRaw({ chunkSize: 1 << 16 });
	// A failure ends the loop below by itself; here it only must not go unheard.
	pipeline(Readable.from(packed), inflate, () => undefined);
	try {
		for await (const piece of inflate) yield piece as Buffer;
	} catch {
		throw new WorkbookRefused('broken packing');
	} finally {
		inflate.destroy();
	}
}
