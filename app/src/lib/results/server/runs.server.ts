import type { Kysely, Selectable } from 'kysely';
import { join } from 'node:path';
import type { Permission } from '../../identity/contract.ts';
import type { VacanciesApi, VacancyCommands } from '../../vacancies/contract.ts';
import type { FileDigests, StaffOutcome } from '../committee/contract.ts';
import { findFile } from './files.server.ts';
import { inputFolder, keptOf } from './input-files.server.ts';
import type { PublishDeps } from './publication.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import type { RunVacancies } from './run-inputs.server.ts';
import type { RunTable } from './runs.tables.server.ts';
import type { Kept } from './thread/tasks.server.ts';

export type RunsDb = Kysely<ResultsTables>;
export type Run = Selectable<RunTable>;

export interface RunDeps extends Omit<PublishDeps, 'vacancies'> {
	readonly vacancies: VacanciesApi & VacancyCommands & RunVacancies;
	/** Told of what made a run fail, for whoever runs the installation. */
	readonly onError?: (error: unknown) => void;
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

/** Whoever works on it finds out by itself; what it has made goes with it. */
export async function cancelRun(deps: RunDeps, db: RunsDb, id: number): Promise<StaffOutcome> {
	const cancelled = await db
		.updateTable('results.run')
		.set({ state: 'cancelled', finished_at: deps.clock.now() })
		.where('id', '=', id)
		.where('state', 'in', ['waiting', 'ranking'])
		.returning('id')
		.executeTakeFirst();
	return cancelled === undefined ? refused('results.not_in_this_state') : { kind: 'done', id };
}

export async function getRun(db: RunsDb, id: number): Promise<Run> {
	return db.selectFrom('results.run').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** What a run was made from, as it is kept. */
export function runInput(deps: Pick<RunDeps, 'folders'>, run: Run): Kept {
	const { id, selection_id, input_digest } = run;
	if (input_digest === null) throw new Error(`run ${id} has no input yet`);
	return keptOf(deps, { selection_id, input_digest });
}

/** One of the seven data files of a run, as it would be published. */
export function runFilePath(deps: Pick<RunDeps, 'folders'>, run: Run, name: string): string {
	return join(dataFolder(deps, run), name);
}

export async function readRunFile(
	deps: Pick<RunDeps, 'folders'>,
	run: Run,
	name: string,
): Promise<Uint8Array> {
	const bytes = await findFile(runFilePath(deps, run, name));
	if (bytes === undefined) throw new Error(`run ${run.id} lacks ${name}`);
	return bytes;
}

export function dataFolder({ folders }: Pick<RunDeps, 'folders'>, run: Run): string {
	if (run.input_digest === null) throw new Error(`run ${run.id} has no input yet`);
	return `${inputFolder(folders, run.selection_id, run.input_digest)}.data`;
}

/** The digests of the seven data files, made anew from the inputs of a run. */
export async function recomputeRun(
	deps: Pick<RunDeps, 'folders' | 'threads'>,
	run: Run,
): Promise<FileDigests> {
	return deps.threads.work('recompute', runInput(deps, run));
}
