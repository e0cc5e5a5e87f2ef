import type { Threshold } from '../packs/rules.ts';
import type { Inputs } from './standings.ts';

/** A mark or a sum of marks by the name rules use for it: `tiu`, `total`, `manajerial_sosiokultural`. */
export type MarkOf = (row: number) => number;

export function markReader(inputs: Inputs, name: string): { read: MarkOf; max: number } {
	const { parts } = inputs.selection.rules;
	const names = name === 'total' ? parts.map((part) => part.name) : name.split('_');
	const chosen = names.map((one) => {
		const index = parts.findIndex((part) => part.name === one);
		if (index < 0) throw new Error(`pack names an unknown mark: ${name}`);
		return { column: inputs.participants.marks[index]!, max: parts[index]!.max };
	});
	const columns = chosen.map((one) => one.column);
	return {
		max: chosen.reduce((sum, one) => sum + one.max, 0),
		read: (row) => {
			let sum = 0;
			for (let i = 0; i < columns.length; i++) sum += columns[i]![row]!;
			return sum;
		},
	};
}

/**
 * Several descending keys as one integer, each in a digit wide enough for it. Every built-in pack
 * stays below 2^53 (a test multiplies the maxima), so the doubles that carry it are exact.
 */
export function composedKey(inputs: Inputs, names: readonly string[]): MarkOf {
	const keys = names.map((name) => markReader(inputs, name));
	return (row) => {
		let value = 0;
		for (let i = 0; i < keys.length; i++) value = value * (keys[i]!.max + 1) + keys[i]!.read(row);
		return value;
	};
}

/** One above the greatest value of `composedKey`. */
export function keyRange(inputs: Inputs, names: readonly string[]): number {
	return names.reduce((range, name) => range * (markReader(inputs, name).max + 1), 1);
}

interface MinimumTest {
	readonly part: string;
	readonly need: number;
	readonly read: MarkOf;
}

/** The minima of a threshold, ready to be asked row by row. */
export class ThresholdCheck {
	readonly tests: readonly MinimumTest[];

	constructor(inputs: Inputs, threshold: Threshold) {
		this.tests = threshold.map(({ part, need }) => ({
			part,
			need,
			read: markReader(inputs, part).read,
		}));
	}

	isMet(row: number): boolean {
		for (let i = 0; i < this.tests.length; i++) {
			const test = this.tests[i]!;
			if (test.read(row) < test.need) return false;
		}
		return true;
	}
}
