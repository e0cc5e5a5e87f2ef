/** Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7). */
function quantile(sorted: readonly number[], p: number): number {
	const place = p * (sorted.length - 1);
	const below = Math.floor(place);
	const above = Math.min(below + 1, sorted.length - 1);
	return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

export function median(values: readonly number[]): number {
	return quantile(ascending(values), 0.5);
}

export function quartiles(values: readonly number[]): [number, number] {
	const sorted = ascending(values);
	return [quantile(sorted, 0.25), quantile(sorted, 0.75)];
}
