import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { drawQr } from './qr.ts';

/** Counts the squares that a path of runs fills. */
function squares(path: string): number {
	return [...path.matchAll(/h(\d+)v1/gu)].reduce((sum, match) => sum + Number(match[1]), 0);
}

describe('QR picture', () => {
	it('fills exactly the dark modules', () => {
		const text = 'https://terang.example/catatan/48207';
		const { modules } = create(text, { errorCorrectionLevel: 'M' });
		const dark = modules.data.reduce((sum: number, bit: number) => sum + bit, 0);
		expect(squares(drawQr(text).path)).toBe(dark);
	});

	it('keeps a light edge that a camera needs', () => {
		const { path, size } = drawQr('x');
		const starts = [...path.matchAll(/M(\d+) (\d+)h(\d+)/gu)];
		expect(Math.min(...starts.map((match) => Number(match[1])))).toBe(2);
		expect(Math.max(...starts.map((match) => Number(match[1]) + Number(match[3])))).toBe(size - 2);
	});
});
