const tiny = 1e-300;
const enoughTerms = 10_000;

/**
 * a₀ / (b₀ + a₁ / (b₁ + …)) by Lentz's method as modified by Thompson and Barnett (1986), to full
 * double precision.
 */
export function continuedFraction(
	numerator: (n: number) => number,
	denominator: (n: number) => number,
): number {
	let value = tiny;
	let c = value;
	let d = 0;
	for (let n = 0; n < enoughTerms; n++) {
		const b = denominator(n);
		const a = numerator(n);
		d = b + a * d;
		if (d === 0) d = tiny;
		c = b + a / c;
		if (c === 0) c = tiny;
		d = 1 / d;
		const factor = c * d;
		value *= factor;
		if (Math.abs(factor - 1) < 1e-15) break;
	}
	return value;
}
