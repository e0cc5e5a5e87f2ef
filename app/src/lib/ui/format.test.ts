import { describe, expect, it } from 'vitest';
import {
	daysUntil,
	formatDate,
	formatDateRange,
	formatDecimal,
	formatNumber,
	formatRupiah,
	formatTime,
	share,
} from './format.ts';

describe('numbers', () => {
	it('group thousands the way each language writes them', () => {
		expect(formatNumber(9812, 'id')).toBe('9.812');
		expect(formatNumber(1_234_567, 'en')).toBe('1,234,567');
		expect(formatNumber(999, 'id')).toBe('999');
		expect(formatNumber(-1500, 'id')).toBe('−1.500');
	});

	it('keep every digit of a score', () => {
		expect(formatDecimal('76.364', 'id')).toBe('76,364');
		expect(formatDecimal('54.000', 'en')).toBe('54.000');
		expect(formatDecimal('423', 'id')).toBe('423');
		expect(formatDecimal('-0.262', 'id')).toBe('−0,262');
	});

	it('write rupiah in whole amounts', () => {
		expect(formatRupiah(2_858_800, 'id')).toBe('Rp\u00a02.858.800');
	});
});

describe('moments', () => {
	const lastMinute = '2026-11-22T15:59:00Z';

	it('stand on the wall clock of the zone they are said in', () => {
		expect(formatTime(lastMinute, 'WITA', 'id')).toBe('23.59 WITA');
		expect(formatTime(lastMinute, 'WIB', 'en')).toBe('22:59 WIB');
		expect(formatTime('2026-11-22T15:59:07Z', 'WITA', 'id', 'second')).toBe('23.59.07 WITA');
		expect(formatDate(lastMinute, 'WITA', 'id')).toBe('22 November 2026');
		expect(formatDate(lastMinute, 'WIT', 'id')).toBe('23 November 2026');
	});

	it('say once what two days of a range share', () => {
		expect(formatDateRange('2026-12-15T00:00:00Z', '2026-12-17T00:00:00Z', 'WIB', 'id')).toBe(
			'15 sampai 17 Desember 2026',
		);
		expect(formatDateRange('2026-11-16T00:00:00Z', '2026-12-05T00:00:00Z', 'WIB', 'en')).toBe(
			'16 November to 5 December 2026',
		);
		expect(formatDateRange('2026-12-30T00:00:00Z', '2027-01-02T00:00:00Z', 'WIB', 'id')).toBe(
			'30 Desember 2026 sampai 2 Januari 2027',
		);
		expect(formatDateRange('2026-12-30T01:00:00Z', '2026-12-30T09:00:00Z', 'WIB', 'id')).toBe(
			'30 Desember 2026',
		);
	});

	it('count days by the calendar of the zone, not by hours', () => {
		const lateEvening = new Date('2026-11-21T15:30:00Z');
		expect(daysUntil(lateEvening, lastMinute, 'WITA')).toBe(1);
		expect(daysUntil(lateEvening, '2026-11-21T15:59:00Z', 'WITA')).toBe(0);
		expect(daysUntil(lateEvening, '2026-11-21T16:01:00Z', 'WITA')).toBe(1);
		expect(daysUntil(lateEvening, '2026-11-20T16:01:00Z', 'WITA')).toBe(0);
	});

	it('refuse text that is no moment', () => {
		expect(() => formatDate('besok', 'WIB', 'id')).toThrow(RangeError);
	});
});

describe('share', () => {
	it('is a width, and nothing of nothing is no width', () => {
		expect(share(598, 9812)).toBe('6.1%');
		expect(share(3, 0)).toBe('0%');
	});
});
