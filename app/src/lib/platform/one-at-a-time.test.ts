import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

/** Work that ends when it is told to; each run adds one way to end it. */
function told() {
	const ends: (() => void)[] = [];
	const work = () => new Promise<void>((resolve) => ends.push(resolve));
	return { ends, ...oneAtATime(work) };
}

const turns = async () => {
	for (let at = 0; at < 10; at++) await Promise.resolve();
};

it('runs once more for all who asked meanwhile, and not beside itself', async () => {
	const { ends, run } = told();
	const asked = [run(), run(), run()];
	await turns();
	expect(ends).toHaveLength(1);
	ends[0]?.();
	await asked[0];
	await turns();
	expect(ends).toHaveLength(2);
	ends[1]?.();
	await Promise.all(asked);
	expect(ends).toHaveLength(2);
});

it('does nothing for a job while it runs', async () => {
	const { ends, runUnlessRunning } = told();
	const first = runUnlessRunning();
	await runUnlessRunning();
	expect(ends).toHaveLength(1);
	ends[0]?.();
	await first;
});

it('goes on after a run that failed', async () => {
	let runs = 0;
	const { run } = oneAtATime(() => {
		runs += 1;
		return runs === 1 ? Promise.reject(new Error('once')) : Promise.resolve();
	});
	const asked = [run(), run()];
	await expect(asked[0]).rejects.toThrow('once');
	await asked[1];
	expect(runs).toBe(2);
});
