/**
 * Numbers as a person types them. The decimal mark of the page's language always means decimals; the
 * other one does too, except where it stands as it would between thousands. No mark between thousands
 * is taken in either language.
 */
export type DecimalMark = ',' | '.';

const decimalPattern = /^\d+(?:[.,]\d+)?$/u;

/** With a point, as documents have it; undefined for what is no number. */
export function decimal(text: string): string | undefined {
	return decimalPattern.test(text) ? text.replace(',', '.') : undefined;
}

/** `1.000` where decimals have a comma: a thousand to one reader, one to another. */
export function mayBeThousands(text: string, mark: DecimalMark): boolean {
	const between = mark === ',' ? '\\.' : ',';
	return new RegExp(`^[1-9]\\d{0,2}(?:${between}\\d{3})+$`, 'u').test(text);
}

/** A number with the mark of a language; what is none stays as it was typed. */
export function withDecimalMark(text: string, mark: DecimalMark): string {
	return decimalPattern.test(text) ? text.replace(/[.,]/u, mark) : text;
}
