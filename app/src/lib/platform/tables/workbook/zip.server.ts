import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { piecesOf, type TableBytes } from '../table-bytes.ts';
import { WorkbookRefused } from './refused.ts';

/** A workbook has some tens of parts. */
const mostEntries = 10_000;
/** Of names, notes and extra fields together, which stay in memory. */
const largestDirectory = 8 << 20;

/** The parts of a workbook by name, whatever their order in the archive. */
export class Archive {
	private readonly zip: ZipFile;
	private readonly entries: ReadonlyMap<string, Entry>;

	private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
		this.zip = zip;
		this.entries = entries;
	}

	/**
	 * Reads what the archive holds. Whoever opened `bytes` closes them.
	 * @param onBytes told how many bytes each piece has that is read to be unpacked
	 * @throws WorkbookRefused, and what the library throws for what is no archive
	 */
	static async open(bytes: TableBytes, onBytes: (count: number) => void): Promise<Archive> {
		const source = new ArchiveBytes(bytes, onBytes);
		const options = { autoClose: false, lazyEntries: true };
		const zip = await fromRandomAccessReaderPromise(source, bytes.size, options);
		if (zip.entryCount > mostEntries) throw new WorkbookRefused('too many parts');
		return new Archive(zip, await entriesOf(zip));
	}

	has(path: string): boolean {
		return this.entries.has(path);
	}

	/**
	 * One part, unpacked piece by piece. The library refuses a part of another size than it says.
	 * @param most bytes that the part may have at all
	 * @throws WorkbookRefused, and what the library throws
	 */
	async *unpack(path: string, most: number): AsyncGenerator<Buffer> {
		const entry = this.entries.get(path);
		if (entry === undefined) throw new WorkbookRefused('a part is missing');
		if (entry.uncompressedSize > most) throw new WorkbookRefused('too large when unpacked');
		yield* (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
	}
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
	const entries = new Map<string, Entry>();
	let size = 0;
	for await (const entry of zip.eachEntry()) {
		size += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
		if (size > largestDirectory) throw new WorkbookRefused('an endless directory');
		entries.set(entry.fileName, entry);
	}
	return entries;
}

/** Our files as the library reads them: single records of the directory, and ranges. */
class ArchiveBytes extends RandomAccessReader {
	private readonly bytes: TableBytes;
	private readonly onBytes: (count: number) => void;

	constructor(bytes: TableBytes, onBytes: (count: number) => void) {
		super();
		this.bytes = bytes;
		this.onBytes = onBytes;
	}

	override _readStreamForRange(from: number, to: number): Readable {
		return Readable.from(piecesOf(this.bytes, { from, to }, this.onBytes), { objectMode: false });
	}

	override read(...[target, offset, length, position, done]: ReadArguments): void {
		this.bytes.read(position, length).then(
			(piece) => {
				done(null, piece.copy(target, offset));
			},
			(cause: unknown) => {
				done(cause as Error, 0);
			},
		);
	}
}

/** As the library calls it: with the count of bytes read, which its types leave out. */
type ReadArguments = [
	target: Buffer,
	offset: number,
	length: number,
	position: number,
	done: (error: Error | null, count: number) => void,
];
