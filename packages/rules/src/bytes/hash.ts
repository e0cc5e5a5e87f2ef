/** FNV-1a over the bytes with a last stir, so that the low bits are as good as the high ones. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
	let value = 0x811c9dc5;
	for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193);
	value ^= value >>> 15;
	value = Math.imul(value, 0x2c1b3c6d);
	return value ^ (value >>> 13);
}
