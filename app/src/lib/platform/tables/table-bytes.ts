/** The bytes of a file on its way in, however they are kept. */
export interface TableBytes {
	readonly size: number;
	/** Up to `length` bytes from `position` on; fewer only at the end. */
	read(position: number, length: number): Promise<Buffer>;
	close(): Promise<void>;
}

const pieceBytes = 1 << 18;

/** The bytes of a range in order, a piece in memory at a time. */
export async function* piecesOf(
	bytes: TableBytes,
	range: { readonly from: number; readonly to: number } = { from: 0, to: bytes.size },
	onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<Buffer> {
	let position = range.from;
	while (position < range.to) {
		const piece = await bytes.read(position, Math.min(pieceBytes, range.to - position));
		if (piece.length === 0) throw new Error('a file ends before its size');
		position += piece.length;
		onBytes(piece.length);
		yield piece;
	}
}
