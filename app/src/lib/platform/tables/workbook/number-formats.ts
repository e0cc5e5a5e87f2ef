import type { XmlHandler } from './xml-reader.ts';

/** Which styles of a workbook show a number as a date: nothing else tells a date from a number. */
export class NumberFormats implements XmlHandler {
	private readonly custom = new Map<number, string>();
	private readonly styles: number[] = [];
	private inStyles = false;

	isDate(style: number): boolean {
		const format = this.styles[style] ?? 0;
		const code = this.custom.get(format);
		return code === undefined ? isBuiltInDate(format) : isDateCode(code);
	}

	open(name: string, attribute: (name: string) => string | undefined): void {
		if (name === 'cellXfs') this.inStyles = true;
		else if (name === 'xf' && this.inStyles) this.styles.push(Number(attribute('numFmtId') ?? 0));
		else if (name === 'numFmt') {
			this.custom.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
		}
	}

	text(): void {
		// Styles say everything in attributes.
	}

	close(name: string): void {
		if (name === 'cellXfs') this.inStyles = false;
	}
}

/** ECMA-376 part 1, 18.8.30; those of East Asian locales included. */
function isBuiltInDate(format: number): boolean {
	return (
		(format >= 14 && format <= 22) ||
		(format >= 27 && format <= 36) ||
		(format >= 45 && format <= 47) ||
		(format >= 50 && format <= 58)
	);
}

function isDateCode(code: string): boolean {
	const bare = code.replaceAll(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gu, '');
	return /[dmyhs]/iu.test(bare) && !/general/iu.test(bare);
}

/** Days from the day 0 of a workbook to 1 January 1970. */
const to1970 = { since1904: 24_107, since1900: 25_569 };

/** A serial number of days as ISO 8601; the number itself where it is no day of a calendar. */
export function dateText(serial: number, since1904: boolean): string {
	if (!(serial >= 0 && serial <= 2_958_465)) return String(serial);
	// Spreadsheets count a 29 February 1900 that never was.
	const shift = since1904 ? to1970.since1904 : to1970.since1900 - (serial < 60 ? 1 : 0);
	const iso = new Date(Math.round((serial - shift) * 86_400) * 1_000).toISOString();
	return Number.isInteger(serial) ? iso.slice(0, 10) : iso.slice(0, 19);
}
