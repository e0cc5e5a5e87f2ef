import { writeFileSync } from 'node:fs';
import { files } from './files.ts';
import { inventory } from './inventory.ts';
import { marks } from './marks.ts';

/** `npx tsx tools/personal-data/write.mjs`, after a change of the marks. */
writeFileSync(new URL('../../docs/data-inventory.md', import.meta.url), inventory(marks, files));
