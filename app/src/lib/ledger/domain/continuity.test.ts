import { describe, expect, it } from 'vitest';
import { compareHeads } from './continuity.ts';

const at = (size: number, root = 'a') => ({ size, root });

describe('before each signature', () => {
	it('goes on where both name the same head', () => {
		expect(compareHeads(at(3), at(3))).toEqual({ kind: 'same' });
	});

	it('reads back where the database is behind', () => {
		const behind = { kind: 'database_behind', from: 3, to: 5 };
		expect(compareHeads(at(5, 'b'), at(3))).toEqual(behind);
	});

	it('stops where the store is behind: it was replaced by an older copy', () => {
		expect(compareHeads(at(3), at(5, 'b'))).toMatchObject({
			stop: { code: 'ledger.store_behind', store: 3, database: 5 },
		});
	});

	it('stops where one size has two roots', () => {
		expect(compareHeads(at(3), at(3, 'b'))).toMatchObject({
			stop: { code: 'ledger.roots_differ', size: 3 },
		});
	});
});
