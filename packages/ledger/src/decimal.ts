/**
 * The one decimal form the C2SP texts allow: no sign, no leading zero. Undefined above 2^53 - 1,
 * where a number would no longer be exact.
 */
export function parseDecimal(text: string): number | undefined {
	if (!/^(?:0|[1-9][0-9]{0,15})$/u.test(text)) return undefined;
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : undefined;
}
