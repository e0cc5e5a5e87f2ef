import { CellText } from './cell-text.ts';
import { WorkbookRefused } from './refused.ts';
import type { XmlHandler } from './xml-reader.ts';

const blockBytes = 1 << 20;
/** Sixteen for each row that a sheet can have; where each begins takes twelve bytes. */
const mostTexts = 1 << 24;

/**
 * The texts of a workbook, which its cells name by number. They are kept as UTF-8 in a few large
 * blocks: as one object each, those of a million people would take a gigabyte.
 */
export class SharedStrings implements XmlHandler {
	private readonly blocks: Buffer[] = [];
	private used = blockBytes;
	/** Where each text begins, counted through all blocks, and how long it is. */
	private places = new Float64Array(1 << 10);
	private lengths = new Uint32Array(1 << 10);
	private count = 0;
	private readonly current = new CellText();
	private reading = false;
	private phonetic = false;

	at(index: number): string | undefined {
		if (!Number.isSafeInteger(index) || index < 0 || index >= this.count) return undefined;
		const place = this.places[index] ?? 0;
		const block = this.blocks[Math.floor(place / blockBytes)];
		const from = place % blockBytes;
		return block?.toString('utf8', from, from + (this.lengths[index] ?? 0));
	}

	open(name: string): void {
		if (name === 'si') this.current.take();
		else if (name === 't') this.reading = !this.phonetic;
		else if (name === 'rPh') this.phonetic = true;
	}

	text(text: string): void {
		if (this.reading) this.current.add(text);
	}

	close(name: string): void {
		if (name === 't') this.reading = false;
		else if (name === 'rPh') this.phonetic = false;
		else if (name === 'si') this.add(this.current.takeText());
	}

	private add(text: string): void {
		const length = Buffer.byteLength(text);
		if (this.count === mostTexts) throw new WorkbookRefused('texts without end');
		if (this.used + length > blockBytes) {
			this.blocks.push(Buffer.allocUnsafe(blockBytes));
			this.used = 0;
		}
		if (this.count === this.places.length) this.grow();
		this.blocks.at(-1)?.write(text, this.used);
		this.places[this.count] = (this.blocks.length - 1) * blockBytes + this.used;
		this.lengths[this.count] = length;
		this.used += length;
		this.count += 1;
	}

	private grow(): void {
		const places = new Float64Array(this.count * 2);
		const lengths = new Uint32Array(this.count * 2);
		places.set(this.places);
		lengths.set(this.lengths);
		this.places = places;
		this.lengths = lengths;
	}
}
