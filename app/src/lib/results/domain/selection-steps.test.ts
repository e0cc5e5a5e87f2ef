import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SelectionState, selectionWay } from './selection-steps.ts';

const file = { from: 'import', importId: 1, rows: 5 } as const;
const inputs: SelectionState = {
	kind: 'cpns',
	stage: 'final',
	vacancies: file,
	participants: file,
	firstMarks: file,
	skbMarks: file,
	rules: { from: 'saved', faults: 0 },
};
const run = { id: 7, state: 'done', outdated: false, ties: 0, proposals: 0 } as const;
const now = (state: SelectionState) => selectionWay(state).steps.find((one) => one.state === 'now');

describe('the way of a selection', () => {
	it('begins with the vacancies, and nothing can be run', () => {
		const { steps, missing, marksMissing } = selectionWay({ kind: 'cpns', stage: 'final' });
		expect(steps[0]).toMatchObject({ key: 'vacancies', state: 'now' });
		expect(missing).toEqual(['vacancies', 'participants', 'rules']);
		expect(marksMissing).toEqual(['skd', 'skb']);
	});

	it('can be run without marks: nobody of a small selection may have sat the SKB', () => {
		const from = { from: 'import', importId: 1, rows: 2 } as const;
		const state: SelectionState = {
			kind: 'cpns',
			stage: 'final',
			vacancies: from,
			participants: from,
			firstMarks: from,
			rules: { from: 'saved', faults: 0 },
		};
		const { missing, marksMissing } = selectionWay(state);
		expect({ missing, marksMissing }).toEqual({ missing: [], marksMissing: ['skb'] });
		expect(now(state)?.key).toBe('skb');
	});

	it('knows no SKB where the selection stops after the SKD or is of PPPK', () => {
		const keys = (state: SelectionState) => selectionWay(state).steps.map(({ key }) => key);
		expect(keys({ kind: 'cpns', stage: 'skd' })).not.toContain('skb');
		expect(keys({ kind: 'pppk', stage: 'final' }).slice(0, 4)).toEqual([
			'vacancies',
			'participants',
			'competence',
			'rules',
		]);
	});

	it('goes from one step to the next as each is done', () => {
		const { vacancies, ...without } = inputs;
		expect(vacancies).toBeDefined();
		expect(now(without)).toMatchObject({ key: 'vacancies' });
		expect(now(inputs)).toMatchObject({ key: 'run', detail: { from: 'absent' } });
		expect(now({ ...inputs, run: { ...run, ties: 2 } })).toMatchObject({
			key: 'ties',
			detail: { open: 2 },
		});
		expect(now({ ...inputs, run })?.key).toBe('ask');
		const asked = (step: 'asked' | 'returned' | 'bound' | 'log_replaced' | 'published') =>
			now({
				...inputs,
				run,
				approval: { id: 3, step },
				...(step === 'published' ? { published: { version: 1, current: true } } : {}),
			});
		expect(asked('returned')).toMatchObject({ key: 'ask', detail: { is: 'returned' } });
		expect(asked('asked')).toMatchObject({ key: 'approve', detail: { is: 'waiting' } });
		expect(asked('bound')).toMatchObject({ key: 'publish', detail: { is: 'underway' } });
		expect(asked('log_replaced')).toMatchObject({ key: 'publish', detail: { is: 'halted' } });
		expect(asked('published')).toBeUndefined();
	});

	it('leads back to a run when something it rests on was changed, whatever was approved', () => {
		const changed = {
			...inputs,
			run: { ...run, outdated: true },
			approval: { id: 3, step: 'published' },
			published: { version: 1, current: false },
		} as const;
		expect(now(changed)).toMatchObject({ key: 'run', detail: { is: 'outdated', run: 7 } });
		expect(now({ ...inputs, run: { ...run, state: 'refused' } })).toMatchObject({
			key: 'run',
			detail: { is: 'refused' },
		});
	});

	it('offers no run by rules that are faulty, and none beside another', () => {
		const faulty = { ...inputs, rules: { from: 'saved', faults: 2 } } as const;
		expect(selectionWay(faulty).missing).toEqual(['rules']);
		expect(selectionWay({ ...inputs, run: { ...run, state: 'ranking' } }).underway).toBe(true);
	});

	it('is at its end where a version that came otherwise is the newest word', () => {
		const from = { from: 'version', version: 2 } as const;
		const state: SelectionState = {
			kind: 'cpns',
			stage: 'final',
			vacancies: from,
			participants: from,
			firstMarks: from,
			skbMarks: from,
			rules: from,
			published: { version: 2, current: true },
		};
		expect(selectionWay(state).steps.every((step) => step.state === 'done')).toBe(true);
		expect(selectionWay(state).missing).toEqual([]);
	});

	it('has one next step at most, and it is the first that is not done', () => {
		const source = fc.option(fc.constant(file), { nil: undefined });
		const state = fc.record(
			{
				kind: fc.constantFrom('cpns', 'pppk'),
				stage: fc.constantFrom('skd', 'final'),
				vacancies: source,
				firstMarks: source,
				run: fc.record({
					id: fc.nat(),
					state: fc.constantFrom('waiting', 'refused', 'done'),
					outdated: fc.boolean(),
					ties: fc.nat(2),
					proposals: fc.nat(2),
				}),
				approval: fc.record({
					id: fc.nat(),
					step: fc.constantFrom('asked', 'returned', 'approved', 'published'),
				}),
			},
			{ requiredKeys: ['kind', 'stage'] },
		);
		fc.assert(
			fc.property(state, (one) => {
				const states = selectionWay(one as SelectionState).steps.map((step) => step.state);
				const first = states.findIndex((word) => word !== 'done');
				expect(states.indexOf('now')).toBe(first);
				expect(states.lastIndexOf('now')).toBe(first);
			}),
		);
	});
});
