import { roundedQuotient } from '../bytes/decimal.ts';

/** `0.60` as 60 over 10^2. */
export interface Decimal {
	readonly digits: bigint;
	readonly decimals: number;
}

const decimalPattern = /^\d{1,24}(\.\d{1,24})?$/;

/** Digits, optionally a point and digits; anything else is `undefined`. */
export function parseDecimalText(text: string): Decimal | undefined {
	if (!decimalPattern.test(text)) return undefined;
	const [whole = '', fraction = ''] = text.split('.');
	return { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/** One test of an SKB plan; marks and limits in thousandths. */
export interface Component {
	readonly code: string;
	/** Position among all codes of the selection. */
	readonly index: number;
	readonly max: number;
	readonly weight: Decimal;
	readonly weightText: string;
	/** 0 where the component eliminates nobody. */
	readonly eliminateBelow: number;
}

export interface Plan {
	readonly name: string;
	readonly components: readonly Component[];
	/** Maximum by the position among all codes of the selection, -1 = not in this plan. */
	readonly maxima: readonly number[];
	readonly weightsAreOne: boolean;
	/** Σ weight × score / max × 100 from marks in thousandths, as thousandths, rounded once. */
	readonly score: (marks: readonly number[]) => number;
}

const tenTo = (decimals: number): bigint => BigInt(`1${'0'.repeat(decimals)}`);

function gcd(a: bigint, b: bigint): bigint {
	return b === 0n ? a : gcd(b, a % b);
}

/**
 * The sum as one fraction: coefficients over a common denominator, cut down. Within doubles' exact
 * range plain numbers are used, else BigInt; both are exact, so they cannot differ.
 */
function makeScore(components: readonly Component[]): Plan['score'] {
	const decimals = Math.max(0, ...components.map((one) => one.weight.decimals));
	const maxima = components.map((one) => BigInt(one.max));
	const common = maxima.reduce((a, b) => (a / gcd(a, b)) * b, 1n);
	const coefficients = components.map(
		(one, i) =>
			one.weight.digits * tenTo(decimals - one.weight.decimals) * 100_000n * (common / maxima[i]!),
	);
	const denominator = tenTo(decimals) * common;
	const divisor = coefficients.reduce(gcd, denominator);
	const factors = coefficients.map((coefficient) => coefficient / divisor);
	const below = denominator / divisor;
	const largest = factors.reduce((sum, factor, i) => sum + factor * maxima[i]!, 0n);
	if (2n * largest + 2n * below <= BigInt(Number.MAX_SAFE_INTEGER)) {
		const numbers = factors.map(Number);
		const bottom = Number(below);
		return (marks) => {
			let top = 0;
			for (let i = 0; i < numbers.length; i++) top += numbers[i]! * marks[i]!;
			return roundedQuotient(top, bottom);
		};
	}
	return (marks) => {
		const top = factors.reduce((sum, factor, i) => sum + factor * BigInt(marks[i]!), 0n);
		return Number((2n * top + below) / (2n * below));
	};
}

export function makePlan(name: string, components: readonly Component[]): Plan {
	const decimals = Math.max(0, ...components.map((one) => one.weight.decimals));
	const sum = components.reduce(
		(total, { weight }) => total + weight.digits * tenTo(decimals - weight.decimals),
		0n,
	);
	return {
		name,
		components,
		maxima: [],
		weightsAreOne: sum === tenTo(decimals),
		score: makeScore(components),
	};
}

/** The plan once the codes of all plans are known. */
export function withMaxima(plan: Plan, codes: number): Plan {
	const maxima = new Array<number>(codes).fill(-1);
	for (const component of plan.components) maxima[component.index] = component.max;
	return { ...plan, maxima };
}
