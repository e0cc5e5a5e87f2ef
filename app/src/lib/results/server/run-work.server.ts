import { eachApart } from '../../platform/each-apart.ts';
import type { RunFailure, RunOutcome, RunRefusal } from '../committee/contract.ts';
import { aloneWith } from './alone.server.ts';
import { listPreparers } from './preparers.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { gatherInputs } from './run-inputs.server.ts';
import {
	dataFolder,
	getRun,
	type Run,
	type RunDeps,
	runInput,
	type RunsDb,
} from './runs.server.ts';
import { markImportsUsed } from './taken-in.store.server.ts';
import type { Kept } from './thread/tasks.server.ts';
import { type Exchange, ThreadsStopped } from './threads.server.ts';
import { removeRunFiles } from './unpublished-runs.server.ts';

/** The work behind a run, from `waiting` to its end. */

type Watch = Pick<Exchange, 'onShare' | 'signal'>;

class RunCancelled extends Error {}

/** Works off every run that waits or was interrupted; another process may do the same at once. */
export async function workRuns(deps: RunDeps): Promise<void> {
	const db: RunsDb = deps.database.withTables<ResultsTables>();
	const waiting = await db
		.selectFrom('results.run')
		.select('id')
		.where('state', 'in', ['waiting', 'ranking'])
		.orderBy('id')
		.execute();
	await eachApart(waiting, ({ id }) =>
		aloneWith(deps.database, `run/${id}`, () => workRun(deps, db, id)),
	);
	await removeLeftFiles(deps, db);
}

/** Times that a run is begun; a process that dies of it must not do so for ever. */
const mostAttempts = 3;

/** A run ends for good: as done, refused, cancelled, or as failed, which people see and may repeat. */
async function workRun(deps: RunDeps, db: RunsDb, id: number): Promise<void> {
	const attempt = await beginAttempt(db, id);
	if (attempt === undefined) return;
	if (attempt > mostAttempts) {
		await finish(deps, db, id, { failure: 'results.run_interrupted' });
		await removeFiles(deps, db, await getRun(db, id));
		return;
	}
	const watched = watch(db, id);
	try {
		await gather(deps, id, watched.part(0, 0.35));
		await rank(deps, db, id, watched.part(0.35, 1));
	} catch (error) {
		// The next start takes it up.
		if (error instanceof ThreadsStopped) return;
		if (error instanceof RunCancelled) {
			await removeFiles(deps, db, await getRun(db, id));
			return;
		}
		if (isConflict(error)) {
			await workRun(deps, db, id);
			return;
		}
		deps.onError?.(error);
		await finish(deps, db, id, { failure: failureOf(error) });
		await removeFiles(deps, db, await getRun(db, id));
	} finally {
		watched.end();
	}
}

/** Undefined where somebody has ended it. */
async function beginAttempt(db: RunsDb, id: number): Promise<number | undefined> {
	const { state } = await getRun(db, id);
	if (state !== 'waiting' && state !== 'ranking') return undefined;
	const { attempts } = await db
		.insertInto('results.run_progress')
		.values({ run_id: id, attempts: 1 })
		.onConflict((conflict) =>
			conflict.column('run_id').doUpdateSet((update) => ({
				attempts: update('results.run_progress.attempts', '+', 1),
				percent: 0,
			})),
		)
		.returning('attempts')
		.executeTakeFirstOrThrow();
	return attempts;
}

const lookEveryMs = 500;

/** Tells how far the run is, and ends the work on one that somebody cancelled. */
function watch(db: RunsDb, id: number) {
	const ending = new AbortController();
	let percent = 0;
	async function look(): Promise<void> {
		await db
			.updateTable('results.run_progress')
			.set({ percent })
			.where('run_id', '=', id)
			.execute();
		const { state } = await getRun(db, id);
		if (state === 'cancelled') ending.abort(new RunCancelled());
	}
	// What keeps a look from the database keeps the work from it as well, and is reported there.
	const timer = setInterval(() => void look().catch(() => undefined), lookEveryMs);
	return {
		part: (from: number, to: number): Watch => ({
			signal: ending.signal,
			onShare: (share) => {
				percent = Math.min(99, Math.floor((from + (to - from) * share) * 100));
			},
		}),
		end: () => {
			clearInterval(timer);
		},
	};
}

/** From `waiting` to `ranking`: its files are kept, and what they came from can no longer be undone. */
async function gather(deps: RunDeps, id: number, watched: Watch): Promise<void> {
	// One state of the database throughout: what takes effect meanwhile is for the next run.
	const transaction = deps.database.transaction().setIsolationLevel('repeatable read');
	let kept: Kept | undefined;
	const gathering = transaction.execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		const run = await getRun(db, id);
		if (run.state !== 'waiting') return;
		const gathered = await gatherInputs(deps, trx, run, watched);
		if (!gathered.ok) {
			await finish(deps, db, id, { refusal: gathered.refusal });
			return;
		}
		({ kept } = gathered);
		const brought = [
			...(await markImportsUsed(trx, run.selection_id)),
			...(await deps.vacancies.markListUsed(trx, run.season_id)),
		];
		await db
			.updateTable('results.run')
			.set({
				state: 'ranking',
				input_digest: Buffer.from(kept.digest, 'hex'),
				prepared_by: await listPreparers(db, run, brought),
			})
			.where('id', '=', id)
			.execute();
	});
	await gathering.catch(async (error: unknown) => {
		// Cancelled, or to be gathered anew: no row will ever name what was kept.
		if (kept !== undefined && isConflict(error)) {
			await removeRunFiles(deps.folders, kept.selectionId, [Buffer.from(kept.digest, 'hex')]);
		}
		throw error;
	});
}

async function rank(deps: RunDeps, db: RunsDb, id: number, watched: Watch): Promise<void> {
	const run = await getRun(db, id);
	if (run.state !== 'ranking') return;
	const input = {
		kept: runInput(deps, run),
		selectionId: run.selection_id,
		into: dataFolder(deps, run),
		aside: deps.folders.aside,
	};
	await finish(deps, db, id, await deps.threads.work('rank', input, watched));
}

type End =
	| { readonly refusal: RunRefusal }
	| { readonly outcome: RunOutcome }
	| { readonly failure: RunFailure };

async function finish(deps: RunDeps, db: RunsDb, id: number, end: End): Promise<void> {
	await db
		.updateTable('results.run')
		.set({ ...columnsOf(end), finished_at: deps.clock.now() })
		.where('id', '=', id)
		.where('state', 'in', ['waiting', 'ranking'])
		.execute();
}

function columnsOf(end: End) {
	if ('refusal' in end) return { state: 'refused' as const, refusal: JSON.stringify(end.refusal) };
	if ('outcome' in end) return { state: 'done' as const, outcome: JSON.stringify(end.outcome) };
	return { state: 'failed' as const, failure: end.failure };
}

/** Of a run that has no outcome nothing stays about people; another one gathers anew. */
async function removeFiles(deps: RunDeps, db: RunsDb, run: Run): Promise<void> {
	if (run.input_digest === null || !withoutOutcome.some((state) => state === run.state)) return;
	await removeRunFiles(deps.folders, run.selection_id, [run.input_digest]);
	await db
		.updateTable('results.run')
		.set({ input_digest: null })
		.where('id', '=', run.id)
		.execute();
}

const withoutOutcome = ['cancelled', 'failed'] as const;

/** Of runs that ended, when the process did before their files were gone. */
async function removeLeftFiles(deps: RunDeps, db: RunsDb): Promise<void> {
	const ended = await db
		.selectFrom('results.run')
		.selectAll()
		.where('state', 'in', withoutOutcome)
		.where('input_digest', 'is not', null)
		.execute();
	for (const run of ended) {
		await aloneWith(deps.database, `run/${run.id}`, () => removeFiles(deps, db, run));
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Something that the run rests on was changed while it was read (`serialization_failure`). */
function isConflict(error: unknown): boolean {
	return codeOf(error) === '40001';
}

function failureOf(error: unknown): RunFailure {
	switch (codeOf(error)) {
		case 'ERR_WORKER_OUT_OF_MEMORY':
			return 'results.run_out_of_memory';
		case 'ENOSPC':
		case '53100':
			return 'results.run_no_space';
		default:
			return 'results.run_unexpected';
	}
}
