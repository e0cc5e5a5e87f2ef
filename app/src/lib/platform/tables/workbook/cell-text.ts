import { WorkbookRefused } from './refused.ts';

/** Characters that a cell can hold in a spreadsheet. */
const longest = 32_767;
/** In the file each of them may stand as `_x000D_`. */
const longestWritten = 7 * longest;

/**
 * The text of one cell, piece by piece as it is read. What is longer than a cell can be ends the
 * reading: thousands of cells may name one text, and each has it for itself.
 * @throws WorkbookRefused
 */
export class CellText {
	private written = '';

	add(piece: string): void {
		if (this.written.length + piece.length > longestWritten) {
			throw new WorkbookRefused('an endless text');
		}
		this.written += piece;
	}

	/** As it was written, and empty again. */
	take(): string {
		const { written } = this;
		this.written = '';
		return written;
	}

	/** `_x000D_` stands for a character that XML cannot hold (ECMA-376, ST_Xstring). */
	takeText(): string {
		const written = this.take();
		const text = written.includes('_x')
			? written.replaceAll(/_x([0-9a-f]{4})_/giu, (_whole, hex: string) =>
					String.fromCharCode(Number.parseInt(hex, 16)),
				)
			: written;
		if (text.length > longest) throw new WorkbookRefused('an endless text');
		return text;
	}
}
