import type { ItemParameters } from '../irt/index.ts';

/** θ on the scale linked to = `slope` · θ on the scale linked from + `intercept` (A and B). */
export interface LinkingConstants {
	readonly slope: number;
	readonly intercept: number;
}

/**
 * An item of the old scale on the new one: a* = a/A, b* = A·b + B, so each intercept d* = d − aB/A;
 * guessing stays. Probabilities at A·θ + B are those at θ before.
 */
export function toLinkedScale(
	item: ItemParameters,
	{ slope, intercept }: LinkingConstants,
): ItemParameters {
	const a = item.slope / slope;
	if (item.model === 'logistic') {
		return { ...item, slope: a, intercept: item.intercept - a * intercept };
	}
	return { ...item, slope: a, intercepts: item.intercepts.map((d) => d - a * intercept) };
}
