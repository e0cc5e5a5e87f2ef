import type { TableRecord } from '../csv-records.ts';
import { CellText } from './cell-text.ts';
import { dateText } from './number-formats.ts';
import { WorkbookRefused } from './refused.ts';
import type { XmlHandler } from './xml-reader.ts';

export interface SheetContext {
	sharedText(index: number): string | undefined;
	isDate(style: number): boolean;
	readonly since1904: boolean;
}

/** As many rows as a spreadsheet can show. */
const mostRows = 1_048_576;

/** No template has as many columns; what stands further right is a fault of its row. */
const mostColumns = 500;

/** Characters of one row, as in a text file, and of all rows together. */
const longestRow = 1 << 20;
const longestSheet = 2 ** 31;

/** Beyond, a double no longer holds every digit that a person typed: half a NIK is lost. */
const exactBelow = 1e15;

/**
 * Rows of a sheet as text. A formula counts by the value that was kept with it; one without is
 * shown as the formula, and a number that lost digits as its power of ten: both are faults for the
 * reader of the rows, never a guess here.
 */
export class SheetRows implements XmlHandler {
	private readonly context: SheetContext;
	private rows: TableRecord[] = [];
	private line = 0;
	private inSheet = false;
	private cells: string[] = [];
	private column = 0;
	private rowLength = 0;
	private sheetLength = 0;
	private type = '';
	private style = -1;
	private readonly value = new CellText();
	private readonly formula = new CellText();
	private hasFormula = false;
	private target: 'value' | 'formula' | undefined;
	private phonetic = false;

	constructor(context: SheetContext) {
		this.context = context;
	}

	/** Rows that are complete; each is given once. */
	take(): readonly TableRecord[] {
		const { rows } = this;
		this.rows = [];
		return rows;
	}

	open(name: string, attribute: (name: string) => string | undefined): void {
		if (name === 'sheetData') this.inSheet = true;
		if (!this.inSheet) return;
		switch (name) {
			case 'row':
				this.beginRow(attribute('r'));
				break;
			case 'c':
				this.beginCell(attribute);
				break;
			case 'v':
				this.target = 'value';
				break;
			case 't':
				this.target = this.phonetic ? undefined : 'value';
				break;
			case 'rPh':
				this.phonetic = true;
				break;
			case 'f':
				this.target = 'formula';
				this.hasFormula = true;
				break;
		}
	}

	text(text: string): void {
		if (this.target === 'value') this.value.add(text);
		else if (this.target === 'formula') this.formula.add(text);
	}

	close(name: string): void {
		if (!this.inSheet) return;
		switch (name) {
			case 'v':
			case 't':
			case 'f':
				this.target = undefined;
				break;
			case 'rPh':
				this.phonetic = false;
				break;
			case 'c':
				this.endCell();
				break;
			case 'row':
				this.rows.push({ line: this.line, cells: this.cells });
				break;
			case 'sheetData':
				this.inSheet = false;
				break;
		}
	}

	private beginRow(number: string | undefined): void {
		const line = number === undefined ? this.line + 1 : Number(number);
		if (!Number.isInteger(line) || line <= this.line || line > mostRows) {
			throw new WorkbookRefused('impossible row');
		}
		this.line = line;
		this.cells = [];
		this.column = -1;
		this.rowLength = 0;
	}

	private beginCell(attribute: (name: string) => string | undefined): void {
		const reference = attribute('r');
		const column = reference === undefined ? this.column + 1 : columnOf(reference);
		if (column <= this.column) throw new WorkbookRefused('impossible cell');
		this.column = column;
		this.type = attribute('t') ?? 'n';
		this.style = Number(attribute('s') ?? -1);
		this.value.take();
		this.formula.take();
		this.hasFormula = false;
	}

	private endCell(): void {
		const text = this.textOfCell();
		if (text === '') return;
		this.weigh(text);
		const at = Math.min(this.column, mostColumns);
		while (this.cells.length < at) this.cells.push('');
		this.cells[at] = text;
	}

	/** Many cells may name one long text: what they come to is not seen in the size of the part. */
	private weigh(text: string): void {
		this.rowLength += text.length;
		this.sheetLength += text.length;
		if (this.rowLength > longestRow || this.sheetLength > longestSheet) {
			throw new WorkbookRefused('more text than a sheet can hold');
		}
	}

	private textOfCell(): string {
		if (this.type === 'str' || this.type === 'inlineStr') return this.value.takeText();
		const value = this.value.take();
		switch (this.type) {
			case 's':
				return this.sharedText(value);
			case 'e':
			case 'b':
				return value.trim();
			case 'd':
				return value.trim().replace(/T00:00:00(?:\.0+)?Z?$/u, '');
			default:
				return this.numberText(value.trim());
		}
	}

	private sharedText(value: string): string {
		const text = this.context.sharedText(Number(value));
		if (text === undefined) throw new WorkbookRefused('a text that is not there');
		return text;
	}

	private numberText(value: string): string {
		if (value === '') return this.hasFormula ? `=${this.formula.take()}` : '';
		const number = Number(value);
		if (Number.isNaN(number)) return value;
		if (this.context.isDate(this.style)) return dateText(number, this.context.since1904);
		if (Math.abs(number) >= exactBelow) return number.toExponential().toUpperCase();
		return String(number);
	}
}

/** `AB12` is in the 28th column, 27 from 0. */
function columnOf(reference: string): number {
	let column = 0;
	for (let at = 0; at < reference.length; at += 1) {
		const letter = reference.charCodeAt(at) - 64;
		if (letter < 1 || letter > 26) break;
		column = column * 26 + letter;
	}
	if (column === 0) throw new WorkbookRefused('impossible cell');
	return column - 1;
}
