import type { TableRecord } from '../csv-records.ts';
import { dateText } from './number-formats.ts';
import { WorkbookRefused } from './refused.ts';
import { unescaped } from './shared-strings.ts';
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
	private type = '';
	private style = -1;
	private value = '';
	private formula: string | undefined;
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
				this.formula = '';
				break;
		}
	}

	text(text: string): void {
		if (this.target === 'value') this.value += text;
		else if (this.target === 'formula') this.formula = (this.formula ?? '') + text;
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
	}

	private beginCell(attribute: (name: string) => string | undefined): void {
		const reference = attribute('r');
		const column = reference === undefined ? this.column + 1 : columnOf(reference);
		if (column <= this.column) throw new WorkbookRefused('impossible cell');
		this.column = column;
		this.type = attribute('t') ?? 'n';
		this.style = Number(attribute('s') ?? -1);
		this.value = '';
		this.formula = undefined;
	}

	private endCell(): void {
		const text = this.textOfCell();
		if (text === '') return;
		const at = Math.min(this.column, mostColumns);
		while (this.cells.length < at) this.cells.push('');
		this.cells[at] = text;
	}

	private textOfCell(): string {
		const { type, value } = this;
		switch (type) {
			case 's':
				return this.sharedText(value);
			case 'str':
			case 'inlineStr':
				return unescaped(value);
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
		if (value === '') return this.formula === undefined ? '' : `=${this.formula}`;
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
