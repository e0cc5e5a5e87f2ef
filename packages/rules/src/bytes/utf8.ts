/** Length of the well-formed sequence at `i` (RFC 3629: no overlong form, no surrogate), else 0. */
function sequenceLength(bytes: Uint8Array, i: number, end: number): number {
	const first = bytes[i]!;
	if (first < 0x80) return 1;
	const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (first < 0xc2 || first > 0xf4 || i + length > end) return 0;
	const second = bytes[i + 1]!;
	const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
	const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
	if (second < lowest || second > highest) return 0;
	for (let k = 2; k < length; k++) {
		const next = bytes[i + k]!;
		if (next < 0x80 || next > 0xbf) return 0;
	}
	return length;
}

export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
	let i = start;
	while (i < end) {
		const length = sequenceLength(bytes, i, end);
		if (length === 0) return false;
		i += length;
	}
	return true;
}
