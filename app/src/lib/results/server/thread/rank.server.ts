import { engineVersion } from '@terang/rules';
import type { FileDigests, RunOutcome } from '../../committee/contract.ts';
import { createTally } from '../../domain/tally.ts';
import { dataFilesOf, digestsOf } from '../bundle.server.ts';
import { createFolder } from '../files.server.ts';
import { getFile, getPackBytes, nodeSha256, textOf } from '../ranking.server.ts';
import { parseRules } from '../../domain/selection-document.ts';
import { openKept } from './kept.server.ts';
import { namedOf } from './records.server.ts';
import { stepOf, type ThreadSide } from './side.server.ts';
import type { Kept, RankInput, RankOutput } from './tasks.server.ts';

/** Faults that are kept with a run; the file itself is judged row by row at its import. */
const keptFaults = 50;

/** Ranks the inputs of a run and leaves the seven data files as they would be published. */
export async function rankRun(side: ThreadSide, input: RankInput): Promise<RankOutput> {
	const files = await openKept(side, input.kept);
	const rules = parseRules(textOf(files, 'selection.json'));
	if (rules === undefined) return { refusal: { code: 'results.rules_unreadable' } };
	if (rules.id !== input.selectionId) return { refusal: { code: 'results.selection_differs' } };
	const ranked = dataFilesOf(files, rules.pack, stepOf(side, 0, 0.9));
	if (ranked.kind === 'refused') {
		const faults = ranked.faults
			.slice(0, keptFaults)
			.map(({ file, line, column, code }) => ({ file, line, column, code }));
		return { refusal: { code: 'results.input_refused', faults, total: ranked.total } };
	}
	const tally = createTally(namedOf(getFile(files, 'vacancies.csv')));
	for (const row of ranked.rows()) tally.add(row);
	const vacancies = tally.vacancies();
	const sum = (column: 'seats' | 'filled' | 'applicants') =>
		vacancies.reduce((total, vacancy) => total + vacancy[column], 0);
	const outcome: RunOutcome = {
		pack: rules.pack,
		packSha256: nodeSha256(getPackBytes(rules.pack)).toString('hex'),
		engine: engineVersion,
		inputs: digestsOf(files),
		files: digestsOf(ranked.files),
		participants: sum('applicants'),
		seats: sum('seats'),
		filled: sum('filled'),
		counts: tally.outcomes(),
		ties: ranked.openTies,
	};
	side.share(0.95);
	await createFolder(input.into, ranked.files, { aside: input.aside, mode: 0o700 });
	return { outcome };
}

/** The digests of the seven data files, made anew from the inputs of a run. */
export async function recompute(side: ThreadSide, kept: Kept): Promise<FileDigests> {
	const files = await openKept(side, kept);
	const rules = parseRules(textOf(files, 'selection.json'));
	const made = rules && dataFilesOf(files, rules.pack);
	if (made?.kind !== 'ranked') throw new Error('a run that is done cannot be ranked again');
	return digestsOf(made.files);
}
