/** Exact decimals and fractions on BigInt. */

/** `text` (plain decimal) as an integer count of 10^-places; more decimals than `places` throw. */
export function decimal(text: string, places: number): bigint {
	const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
	const fraction = match?.[2] ?? '';
	if (match === null || fraction.length > places) throw new Error(`not a decimal: ${text}`);
	return BigInt((match[1] ?? '') + fraction.padEnd(places, '0'));
}

/** numerator / denominator (both not negative) rounded half up to a whole. */
export function halfUp(numerator: bigint, denominator: bigint): bigint {
	return (2n * numerator + denominator) / (2n * denominator);
}

/** Thousandths as text with three decimals. */
export function threeDecimals(thousandths: bigint): string {
	const digits = thousandths.toString().padStart(4, '0');
	return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
