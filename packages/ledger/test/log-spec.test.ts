import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { entryTable } from './entry-table.ts';

const specification = readFileSync(
	fileURLToPath(new URL('../../../docs/log-spec.md', import.meta.url)),
	'utf8',
);

it('the specification lists exactly the entry types of the program', () => {
	const [, written] =
		/<!-- entry types -->\n([\s\S]*?)\n<!-- \/entry types -->/u.exec(specification) ?? [];
	expect(written).toBe(entryTable());
});
