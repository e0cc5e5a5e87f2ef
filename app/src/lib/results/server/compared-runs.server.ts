import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunPage } from '../committee/contract.ts';
import type { RunComparison } from '../domain/run-comparison.ts';
import { keptOf } from './input-files.server.ts';
import { listVersions, type Publication } from './publications.store.server.ts';
import { type Run, type RunDeps, runFilePath, runInput, type RunsDb } from './runs.server.ts';
import type { ComparedInput } from './thread/tasks.server.ts';
import type { Threads } from './threads.server.ts';

/** With the run that was asked for, else with what the public sees now, else with the run before. */
export async function compareWith(
	deps: RunDeps,
	db: RunsDb,
	run: Run,
	runs: readonly Run[],
	wanted: number | undefined,
): Promise<Pick<RunPage, 'comparison' | 'comparedWith'>> {
	if (run.outcome === null) return {};
	const done = runs.filter(({ id, state }) => id !== run.id && state === 'done');
	const asked = done.find(({ id }) => id === wanted);
	const published = asked === undefined ? await newestPublished(db, run) : undefined;
	const after = comparedRun(deps, run);
	if (published !== undefined) {
		const before = comparedVersion(deps, published);
		return {
			comparison: await compareSoon(deps.threads, before, after),
			comparedWith: { version: published.version },
		};
	}
	const other = asked ?? done.find(({ id }) => id < run.id);
	if (other === undefined) return {};
	return {
		comparison: await compareSoon(deps.threads, comparedRun(deps, other), after),
		comparedWith: { run: other.id },
	};
}

async function newestPublished(db: RunsDb, run: Run): Promise<Publication | undefined> {
	const versions = await listVersions(db, run.selection_id);
	return versions.findLast(({ state }) => state === 'published');
}

function comparedRun(deps: RunDeps, run: Run): ComparedInput {
	return { kept: runInput(deps, run), results: runFilePath(deps, run, 'results.csv') };
}

function comparedVersion(deps: RunDeps, published: Publication): ComparedInput {
	const { selection_id: selectionId, version } = published;
	return {
		kept: keptOf(deps, published),
		results: join(deps.folders.published, selectionId, `v${version}`, 'results.csv'),
	};
}

/** A page waits this long; two selections of an institution are compared in less. */
const patienceMs = 2_000;

/** Comparisons that were looked at last: none of them can change. */
const kept = new WeakMap<Threads, Map<string, Promise<RunComparison>>>();
const mostKept = 20;

async function compareSoon(
	threads: Threads,
	before: ComparedInput,
	after: ComparedInput,
): Promise<RunComparison | 'underway'> {
	const comparisons = kept.get(threads) ?? new Map<string, Promise<RunComparison>>();
	kept.set(threads, comparisons);
	const name = `${before.results}\n${after.results}`;
	let comparison = comparisons.get(name);
	if (comparison === undefined) {
		comparison = threads.work('compare', { before, after });
		comparisons.set(name, comparison);
		// One that failed is tried again by whoever looks next.
		comparison.catch(() => comparisons.delete(name));
		const [oldest] = comparisons.keys();
		if (comparisons.size > mostKept && oldest !== undefined) comparisons.delete(oldest);
	}
	return Promise.race([comparison, pause(patienceMs, 'underway' as const, { ref: false })]);
}
