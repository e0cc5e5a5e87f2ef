const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function digits(bytes: Uint8Array, start: number, count: number): number {
	let value = 0;
	for (let i = start; i < start + count; i++) {
		const digit = bytes[i]! - 48;
		if (digit < 0 || digit > 9) return -1;
		value = value * 10 + digit;
	}
	return value;
}

/** `1998-02-07` → 19980207, or -1 where no such day exists (ISO 8601, proleptic Gregorian). */
export function parseDate(bytes: Uint8Array, start: number, end: number): number {
	if (end - start !== 10 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return -1;
	const year = digits(bytes, start, 4);
	const month = digits(bytes, start + 5, 2);
	const day = digits(bytes, start + 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1) return -1;
	const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	const longest = month === 2 && leap ? 29 : lengths[month - 1]!;
	return day > longest ? -1 : year * 10000 + month * 100 + day;
}
