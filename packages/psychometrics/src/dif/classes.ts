/** A negligible, B moderate, C large. */
export type EtsClass = 'A' | 'B' | 'C';

/** Upper five per cent of the normal distribution: C asks for a one-sided test against 1. */
const oneSided5 = 1.6448536269514722;

/**
 * ETS class of an MH D-DIF value (Zwick & Ercikan 1989; Zieky 1993; Zwick 2012, ETS RR-12-08):
 * A if |Δ| < 1 or Δ does not differ from 0 (p ≥ .05); C if |Δ| ≥ 1.5 and |Δ| is significantly
 * above 1 (one-sided, .05); B otherwise.
 *
 * @param p of the Mantel–Haenszel χ²
 */
export function etsClass(delta: number, deltaError: number, p: number): EtsClass {
	const size = Math.abs(delta);
	if (size < 1 || p >= 0.05) return 'A';
	return size >= 1.5 && (size - 1) / deltaError > oneSided5 ? 'C' : 'B';
}

/**
 * Class of a polytomous item by SMD / SD of the item in both groups together (Zwick, Thayer &
 * Mazzeo 1997; NAEP): A if Mantel's p ≥ .05 or |SMD/SD| ≤ .17, C above .25, B between.
 */
export function polytomousClass(effect: number, p: number): EtsClass {
	const size = Math.abs(effect);
	if (p >= 0.05 || size <= 0.17) return 'A';
	return size > 0.25 ? 'C' : 'B';
}

/**
 * Reading of STD P-DIF (Dorans & Kulick 1986, p. 362): negligible within ±.05, to be inspected
 * within ±.10, unusual beyond. An effect size alone: small groups pass these bounds by chance.
 */
export function standardisationClass(difference: number): EtsClass {
	const size = Math.abs(difference);
	if (size <= 0.05) return 'A';
	return size <= 0.1 ? 'B' : 'C';
}
