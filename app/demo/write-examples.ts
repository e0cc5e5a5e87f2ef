import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleFiles } from './examples.ts';
import { shortlistByRules } from './shortlist.ts';

/** `npx tsx app/demo/write-examples.ts`, after a change of the generator. */
const folder = join(import.meta.dirname, '../../examples');
for (const [name, text] of exampleFiles(shortlistByRules)) {
	const path = join(folder, name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}
