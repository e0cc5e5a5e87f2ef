import { expect, it } from 'vitest';
import { eachApart } from './each-apart.ts';

it('works on those behind one that fails, and tells of the first failure afterwards', async () => {
	const worked: number[] = [];
	const working = eachApart([1, 2, 3, 4], (item) => {
		worked.push(item);
		return item % 2 === 0 ? Promise.reject(new Error(`${item} failed`)) : Promise.resolve();
	});
	await expect(working).rejects.toThrow('2 failed');
	expect(worked).toEqual([1, 2, 3, 4]);
});
