import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from './examples.ts';
import { shortlistByRules } from './shortlist.ts';

describe('the examples', () => {
	it('are what the generator writes', () => {
		for (const [name, text] of exampleFiles(shortlistByRules)) {
			const kept = readFileSync(join(import.meta.dirname, '../../examples', name), 'utf8');
			expect(kept === text, name).toBe(true);
		}
	});
});
