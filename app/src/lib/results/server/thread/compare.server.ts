import { readFile } from 'node:fs/promises';
import { parseNamed } from '../../domain/results-file.ts';
import { type ComparedRun, compareRuns, type RunComparison } from '../../domain/run-comparison.ts';
import { digestsOf } from '../bundle.server.ts';
import { getFile, textOf } from '../ranking.server.ts';
import { openKept } from './kept.server.ts';
import { namedOf, resultsOf } from './records.server.ts';
import type { ThreadSide } from './side.server.ts';
import type { CompareInput, ComparedInput } from './tasks.server.ts';

export async function compareFiles(side: ThreadSide, input: CompareInput): Promise<RunComparison> {
	return compareRuns(await comparedOf(side, input.before), await comparedOf(side, input.after));
}

async function comparedOf(
	side: ThreadSide,
	{ kept, results }: ComparedInput,
): Promise<ComparedRun> {
	const files = await openKept(side, kept);
	const rows = await readFile(results);
	return {
		rows: { [Symbol.iterator]: () => resultsOf(rows) },
		participants: {
			[Symbol.iterator]: () => namedOf(getFile(files, 'participants.csv')),
		},
		decisions: parseNamed(textOf(files, 'decisions.csv')),
		inputs: digestsOf(files),
	};
}
