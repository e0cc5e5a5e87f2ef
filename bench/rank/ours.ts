/**
 * Our side without reasons, which the command has no option for:
 * `ours.ts <input folder> <output file>`. The same engine and reading as `terang rank`.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { rank, type ByteSource } from '@terang/rules';

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error('input folder, output file');

function source(folder: string, name: string): ByteSource {
	return {
		name,
		*chunks() {
			const file = openSync(path.join(folder, name), 'r');
			try {
				for (;;) {
					const chunk = new Uint8Array(2 ** 18);
					const size = readSync(file, chunk);
					if (size === 0) return;
					yield chunk.subarray(0, size);
				}
			} finally {
				closeSync(file);
			}
		},
	};
}

const ranking = rank(
	{
		selection: source(input, 'selection.json'),
		vacancies: source(input, 'vacancies.csv'),
		participants: source(input, 'participants.csv'),
		decisions: source(input, 'decisions.csv'),
	},
	{ createSha256: () => createHash('sha256'), reasons: false },
);
if (ranking.kind !== 'ranked') throw new Error(`the run ended as ${ranking.kind}`);
const file = openSync(output, 'w');
for (const chunk of ranking.results()) writeSync(file, chunk);
closeSync(file);
JSON.stringify(ranking.report());
