import { canonicalBytes } from '@terang/ledger';
import { engineVersion } from '@terang/rules';
import type { Kysely, Selectable } from 'kysely';
import { join } from 'node:path';
import type { Permission } from '../../identity/contract.ts';
import type { VacanciesApi, VacancyCommands } from '../../vacancies/contract.ts';
import type { RunOutcome, RunRefusal, StaffOutcome } from '../committee/contract.ts';
import { parseNamed, parseResults } from '../domain/results-file.ts';
import { countOutcomes, tallyVacancies } from '../domain/tally.ts';
import { aloneWith } from './alone.server.ts';
import { dataFilesOf, digestsOf } from './bundle.server.ts';
import { createFolder, type FileSet, findFile } from './files.server.ts';
import { inputFolder, readInput, sealInput } from './input-files.server.ts';
import type { PublishDeps } from './publication.server.ts';
import { getPackBytes, nodeSha256, runRules, textOf } from './ranking.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { gatherInputs, parseRules, type RunVacancies } from './run-inputs.server.ts';
import type { RunTable } from './runs.tables.server.ts';
import { listPreparers } from './preparers.server.ts';
import { markImportsUsed } from './taken-in.store.server.ts';

export type RunsDb = Kysely<ResultsTables>;
export type Run = Selectable<RunTable>;

export interface RunDeps extends Omit<PublishDeps, 'vacancies'> {
	readonly vacancies: VacanciesApi & VacancyCommands & RunVacancies;
}

export const refused = (
	code: Extract<StaffOutcome, { kind: 'refused' }>['code'],
): StaffOutcome => ({ kind: 'refused', code });

/** Puts a run into the queue: it goes on whether or not its page stays open. */
export async function queueRun(
	deps: RunDeps,
	{ actor, resource }: Permission<'ranking.run'>,
	selection: { readonly id: string; readonly seasonId: string },
): Promise<StaffOutcome> {
	const { institutionId } = resource;
	if (institutionId === undefined) return refused('results.unknown');
	const inserted = await deps.database
		.withTables<ResultsTables>()
		.insertInto('results.run')
		.values({
			selection_id: selection.id,
			season_id: selection.seasonId,
			institution_id: institutionId,
			state: 'waiting',
			asked_by: actor.personId,
			asked_by_name: actor.name,
			asked_at: deps.clock.now(),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	return inserted === undefined
		? refused('results.run_underway')
		: { kind: 'done', id: inserted.id };
}

/** Works off every run that waits or was interrupted; another process may do the same at once. */
export async function workRuns(deps: RunDeps): Promise<void> {
	const db: RunsDb = deps.database.withTables<ResultsTables>();
	const waiting = await db
		.selectFrom('results.run')
		.select('id')
		.where('state', 'in', ['waiting', 'ranking'])
		.orderBy('id')
		.execute();
	for (const { id } of waiting) {
		await aloneWith(deps.database, `run/${id}`, async () => {
			await gather(deps, id);
			await rankRun(deps, db, id);
		});
	}
}

/** From `waiting` to `ranking`: its files are kept, and what they came from can no longer be undone. */
async function gather(deps: RunDeps, id: number): Promise<void> {
	await deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		const run = await getRun(db, id);
		if (run.state !== 'waiting') return;
		const selection = { id: run.selection_id, seasonId: run.season_id };
		const gathered = await gatherInputs(deps, trx, selection);
		if (!gathered.ok) {
			await finish(deps, db, id, { refusal: gathered.refusal });
			return;
		}
		const digest = nodeSha256(canonicalBytes({ run: id, files: digestsOf(gathered.files) }));
		const kept = sealInput(deps.sealing, selection.id, digest, gathered.files);
		const folder = inputFolder(deps.folders, selection.id, digest);
		await createFolder(folder, kept, { aside: deps.folders.aside, mode: 0o700 });
		const brought = [
			...(await markImportsUsed(trx, selection.id)),
			...(await deps.vacancies.markListUsed(trx, selection.seasonId)),
		];
		await db
			.updateTable('results.run')
			.set({
				state: 'ranking',
				input_digest: digest,
				prepared_by: await listPreparers(db, run, brought),
			})
			.where('id', '=', id)
			.execute();
	});
}

async function rankRun(deps: RunDeps, db: RunsDb, id: number): Promise<void> {
	const run = await getRun(db, id);
	if (run.state !== 'ranking') return;
	const input = await readRunInput(deps, run);
	const judged = judgeRun(run.selection_id, input);
	if ('refusal' in judged) {
		await finish(deps, db, id, judged);
		return;
	}
	const { aside } = deps.folders;
	await createFolder(dataFolder(deps, run), judged.data, { aside, mode: 0o700 });
	await finish(deps, db, id, { outcome: judged.outcome });
}

async function finish(
	deps: RunDeps,
	db: RunsDb,
	id: number,
	end: { readonly refusal: RunRefusal } | { readonly outcome: RunOutcome },
): Promise<void> {
	const changes =
		'refusal' in end
			? { state: 'refused' as const, refusal: JSON.stringify(end.refusal) }
			: { state: 'done' as const, outcome: JSON.stringify(end.outcome) };
	await db
		.updateTable('results.run')
		.set({ ...changes, finished_at: deps.clock.now() })
		.where('id', '=', id)
		.execute();
}

/** Faults that are kept with a run; the file itself is judged row by row at its import. */
const keptFaults = 50;

function judgeRun(
	selectionId: string,
	input: FileSet,
): { readonly refusal: RunRefusal } | { readonly outcome: RunOutcome; readonly data: FileSet } {
	const rules = parseRules(textOf(input, 'selection.json'));
	if (rules === undefined) return { refusal: { code: 'results.rules_unreadable' } };
	if (rules.id !== selectionId) return { refusal: { code: 'results.selection_differs' } };
	const ranked = runRules(input);
	if (ranked.kind === 'refused') {
		const faults = ranked.faults
			.slice(0, keptFaults)
			.map(({ file, line, column, code }) => ({ file, line, column, code }));
		return { refusal: { code: 'results.input_refused', faults, total: ranked.total } };
	}
	const data = dataFilesOf(input, rules.pack);
	const rows = parseResults(textOf(data, 'results.csv'));
	const tallies = tallyVacancies(parseNamed(textOf(input, 'vacancies.csv')), rows);
	const sum = (column: 'seats' | 'filled') =>
		tallies.reduce((total, tally) => total + tally[column], 0);
	const outcome: RunOutcome = {
		pack: rules.pack,
		packSha256: nodeSha256(getPackBytes(rules.pack)).toString('hex'),
		engine: engineVersion,
		inputs: digestsOf(input),
		files: digestsOf(data),
		participants: rows.length,
		seats: sum('seats'),
		filled: sum('filled'),
		counts: countOutcomes(rows),
		ties: ranked.openTies,
	};
	return { outcome, data };
}

export async function getRun(db: RunsDb, id: number): Promise<Run> {
	return db.selectFrom('results.run').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** The inputs of a run in full form. */
export async function readRunInput(
	deps: Pick<RunDeps, 'folders' | 'sealing'>,
	run: Run,
): Promise<FileSet> {
	const { selection_id, input_digest } = run;
	if (input_digest === null) throw new Error(`run ${run.id} has no input yet`);
	return readInput(deps, { selection_id, input_digest });
}

/** One of the seven data files of a run, as it would be published. */
export async function readRunFile(
	deps: Pick<RunDeps, 'folders'>,
	run: Run,
	name: string,
): Promise<Uint8Array> {
	const bytes = await findFile(join(dataFolder(deps, run), name));
	if (bytes === undefined) throw new Error(`run ${run.id} lacks ${name}`);
	return bytes;
}

function dataFolder({ folders }: Pick<RunDeps, 'folders'>, run: Run): string {
	if (run.input_digest === null) throw new Error(`run ${run.id} has no input yet`);
	return `${inputFolder(folders, run.selection_id, run.input_digest)}.data`;
}

/** The seven data files made anew from the inputs of a run. */
export async function recomputeRun(
	deps: Pick<RunDeps, 'folders' | 'sealing'>,
	run: Run,
): Promise<FileSet> {
	const input = await readRunInput(deps, run);
	const rules = parseRules(textOf(input, 'selection.json'));
	if (rules === undefined) throw new Error(`the rules of run ${run.id} are unreadable`);
	return dataFilesOf(input, rules.pack);
}
