import { describe, expect, it } from 'vitest';
import { countTies, tieState } from './tie-state.ts';

const proposal = (vacancyId: string, runId: number, state: 'open' | 'confirmed' | 'refused') => ({
	vacancyId,
	runId,
	state,
});

describe('a tie of a run', () => {
	it.each([
		['undecided', []],
		['undecided', [proposal('v', 7, 'refused')]],
		['undecided', [proposal('w', 7, 'confirmed')]],
		['proposed', [proposal('v', 6, 'open')]],
		['proposed', [proposal('v', 7, 'open'), proposal('v', 7, 'confirmed')]],
		['decided', [proposal('v', 7, 'confirmed'), proposal('v', 7, 'refused')]],
	] as const)('is %s after %j', (state, proposals) => {
		expect(tieState('v', 7, proposals)).toBe(state);
	});

	it('that came up again is not settled by what was decided before', () => {
		expect(tieState('v', 7, [proposal('v', 6, 'confirmed')])).toBe('undecided');
	});

	it('is counted by what is left to do', () => {
		const proposals = [proposal('a', 1, 'confirmed'), proposal('b', 1, 'open')];
		expect(countTies(['a', 'b', 'c'], 1, proposals)).toEqual({
			undecided: 1,
			proposed: 1,
			decided: 1,
		});
	});
});
