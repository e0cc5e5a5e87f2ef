import type { FaultCode } from '../faults.ts';

const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;

/**
 * Above every maximum there is (a million in thousandths): a longer number stays here. With it every
 * step is arithmetic of 32-bit integers, which engines do without allocating.
 */
const SATURATED = 2_000_000_000;

function append(value: number, digit: number): number {
	return value < SATURATED / 10 ? value * 10 + digit : SATURATED;
}

const NEGATIVE = -1;
const TOO_MANY_DECIMALS = -2;
const NOT_A_NUMBER = -3;

/**
 * A decimal as an integer of 1 / 10^decimals (`"73.5"` with 3 decimals is 73500), or a negative
 * number that `numberFault` names. Form: digits, optionally a point and digits; no sign, blank or
 * exponent.
 */
export function parseScaled(
	bytes: Uint8Array,
	start: number,
	end: number,
	decimals: number,
): number {
	let value = 0;
	let i = start;
	while (i < end) {
		const digit = bytes[i]!;
		if (digit < ZERO || digit > NINE) break;
		value = append(value, digit - ZERO);
		i++;
	}
	if (i === start) return whyNot(bytes, start, end);
	if (i === end) {
		for (let k = 0; k < decimals; k++) value = append(value, 0);
		return value;
	}
	return bytes[i] === POINT ? parseFraction(bytes, i + 1, end, decimals, value) : NOT_A_NUMBER;
}

function parseFraction(
	bytes: Uint8Array,
	start: number,
	end: number,
	decimals: number,
	whole: number,
): number {
	if (start === end) return NOT_A_NUMBER;
	let value = whole;
	for (let i = start; i < end; i++) {
		const digit = bytes[i]!;
		if (digit < ZERO || digit > NINE) return NOT_A_NUMBER;
		if (i - start < decimals) value = append(value, digit - ZERO);
	}
	if (end - start > decimals) return TOO_MANY_DECIMALS;
	for (let k = end - start; k < decimals; k++) value = append(value, 0);
	return value;
}

function whyNot(bytes: Uint8Array, start: number, end: number): number {
	if (bytes[start] !== MINUS || start + 1 >= end) return NOT_A_NUMBER;
	const rest = parseScaled(bytes, start + 1, end, 0);
	return rest >= 0 || rest === TOO_MANY_DECIMALS ? NEGATIVE : NOT_A_NUMBER;
}

/** The fault behind a negative answer of `parseScaled`. */
export function numberFault(answer: number, decimals: number): FaultCode {
	if (answer === NEGATIVE) return 'negative';
	if (answer === TOO_MANY_DECIMALS) return decimals === 0 ? 'not_an_integer' : 'too_many_decimals';
	return 'not_a_number';
}

/** `73500` → `73.500`: thousandths with exactly three decimals. */
export function formatThousandths(value: number): string {
	const rest = value % 1000;
	return `${String((value - rest) / 1000)}.${String(rest).padStart(3, '0')}`;
}

/** `73500` → `73.5`: thousandths in the shortest exact form. */
export function formatShort(value: number): string {
	const [whole, fraction] = formatThousandths(value).split('.') as [string, string];
	const trimmed = fraction.replace(/0+$/, '');
	return trimmed === '' ? whole : `${whole}.${trimmed}`;
}

/** Half-up quotient of two non-negative safe integers whose double is still safe. */
export function roundedQuotient(numerator: number, denominator: number): number {
	const doubled = 2 * numerator + denominator;
	const rest = doubled % (2 * denominator);
	return (doubled - rest) / (2 * denominator);
}
