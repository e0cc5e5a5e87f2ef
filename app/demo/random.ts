/**
 * A small seeded generator, so that the demo season is the same on every machine. It is not
 * cryptographic: salts and keys of the demo come from the platform like everywhere else.
 */
export interface Random {
	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number;
	/** True in `percent` of 100 cases. */
	chance(percent: number): boolean;
	pick<T>(items: readonly T[]): T;
	/** Bell-shaped whole number around `centre`, never further than `3 × spread` from it. */
	bell(centre: number, spread: number): number;
}

/** Marsaglia's xorshift on 32 bits; integer operations only, so engines cannot differ. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0 === 0 ? 0x9e3779b9 : seed >>> 0;
	const next = (): number => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state;
	};
	const between = (low: number, high: number): number => low + (next() % (high - low + 1));
	return {
		between,
		chance: (percent) => between(0, 99) < percent,
		pick: (items) => {
			const item = items[between(0, items.length - 1)];
			if (item === undefined) throw new Error('pick from an empty list');
			return item;
		},
		bell: (centre, spread) => {
			const sum = between(-spread, spread) + between(-spread, spread) + between(-spread, spread);
			return centre + sum;
		},
	};
}
