import { dataFiles } from '@terang/bundle';
import type { Permission } from '../../identity/contract.ts';
import type { Season } from '../../vacancies/contract.ts';
import { eachApart } from '../../platform/each-apart.ts';
import { LogStopped } from '../../ledger/server/api.server.ts';
import type {
	CommitteeApi,
	SelectionPage,
	StaffOutcome,
	StaffResource,
	StaffSelection,
} from '../committee/contract.ts';
import { selectionWay } from '../domain/selection-steps.ts';
import { approve, askApproval, publishApproved, sendBack } from './approval.server.ts';
import { listPublished } from './publications.store.server.ts';
import { toPublishedVersion } from './published-index.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { saveRules, viewRules } from './rules.server.ts';
import { previewRun } from './run-preview.server.ts';
import {
	approvalPage,
	listApprovals,
	listRuns,
	runPage,
	viewProgress,
	viewRun,
} from './run-views.server.ts';
import {
	cancelRun,
	getRun,
	queueRun,
	readRunFile,
	recomputeRun,
	refused,
	type Run,
	type RunDeps,
	type RunsDb,
} from './runs.server.ts';
import { workRuns } from './run-work.server.ts';
import { readSelections } from './selection-states.server.ts';
import { decideTie, proposeTie } from './ties.server.ts';

export interface Committee extends CommitteeApi {
	/** Works off runs and publishes what was approved; settles when nothing waits. */
	resume(): Promise<void>;
}

export function createCommittee(deps: RunDeps): Committee {
	const db: RunsDb = deps.database.withTables<ResultsTables>();
	const parts = [() => workRuns(deps), () => publishApproved(deps, db)];
	const resume = () => eachApart(parts, (part) => part());
	// What fails here is taken up by the job that resumes, which reports it.
	const wake = () => void resume().catch(() => undefined);
	return { ...createReading(deps, db), ...createCommands(deps, db, wake), resume };
}

type Commands = Pick<
	CommitteeApi,
	| 'setRules'
	| 'startRun'
	| 'cancelRun'
	| 'proposeTie'
	| 'decideTie'
	| 'askApproval'
	| 'approve'
	| 'sendBack'
>;

/** A command is about what its permission names: an address of another institution's is unknown. */
function createCommands(deps: RunDeps, db: RunsDb, wake: () => void): Commands {
	const owned = (permission: Permission, id: number) => ownedRun(db, permission, id);
	const approvalOwned = (permission: Permission, id: number) => ownedApproval(db, permission, id);
	return {
		async setRules(permission, id, rules) {
			const season = await ownSeason(deps, permission, id);
			if (season === undefined) return { kind: 'refused', code: 'results.unknown' };
			return saveRules(deps, db, permission, { id, seasonId: season.id }, rules);
		},
		async startRun(permission, selectionId) {
			const season = await ownSeason(deps, permission, selectionId);
			if (season === undefined) return refused('results.unknown');
			const outcome = await queueRun(deps, permission, { id: selectionId, seasonId: season.id });
			wake();
			return outcome;
		},
		async cancelRun(permission, id) {
			if ((await owned(permission, id)) === undefined) return refused('results.unknown');
			return cancelRun(deps, db, id);
		},
		async proposeTie(permission, runId, proposal) {
			if ((await owned(permission, runId)) === undefined) return refused('results.unknown');
			return proposeTie(deps, db, permission, runId, proposal);
		},
		async decideTie(permission, id, decision) {
			const resource = await tieResource(db, id);
			return resource?.institutionId === permission.resource.institutionId
				? decideTie(deps, db, permission, id, decision)
				: refused('results.unknown');
		},
		async askApproval(permission, runId, correction) {
			if ((await owned(permission, runId)) === undefined) return refused('results.unknown');
			return askApproval(deps, db, permission, runId, correction);
		},
		async approve(permission, id, computed) {
			if ((await approvalOwned(permission, id)) === undefined) return refused('results.unknown');
			const outcome = await approve(deps, db, permission, id, computed).catch(refusedByLog);
			if (outcome.kind === 'done') wake();
			return outcome;
		},
		async sendBack(permission, id, note) {
			if ((await approvalOwned(permission, id)) === undefined) return refused('results.unknown');
			return sendBack(deps, db, permission, id, note);
		},
	};
}

/** An approval is its entry: while the log takes none, nothing was signed. */
function refusedByLog(error: unknown): StaffOutcome {
	if (error instanceof LogStopped) return refused('results.log_stopped');
	throw error;
}

function createReading(deps: RunDeps, db: RunsDb): Omit<CommitteeApi, keyof Commands> {
	return {
		resourceOfSelection: (id) => selectionResource(deps, id),
		resourceOfRun: (id) => runResource(db, id),
		resourceOfApproval: (id) => approvalResource(db, id),
		resourceOfTie: (id) => tieResource(db, id),
		selections: (institutions) => listSelections(deps, db, institutions),
		async selection(permission, id) {
			const season = await ownSeason(deps, permission, id);
			return season && selectionPage(deps, db, id, season);
		},
		async run(permission, id, comparedWith) {
			const run = await ownedRun(db, permission, id);
			return run && runPage(deps, db, run, comparedWith);
		},
		async progress(permission, id) {
			const run = await ownedRun(db, permission, id);
			return run && viewProgress(db, run);
		},
		async preview(permission, id, wanted) {
			const run = await ownedRun(db, permission, id);
			return run?.outcome === null || run === undefined ? undefined : previewRun(deps, run, wanted);
		},
		approvals: (institutions) => listApprovals(db, { institutions }),
		async approval(permission, id) {
			const run = await ownedApproval(db, permission, id);
			return run && approvalPage(deps, db, run, id);
		},
		async approvalFile(permission, id, name) {
			const run = await ownedApproval(db, permission, id);
			const known = (dataFiles as readonly string[]).includes(name);
			return run !== undefined && known ? readRunFile(deps, run, name) : undefined;
		},
		async recompute(permission, id) {
			const run = await ownedApproval(db, permission, id);
			return run && (await recomputeRun(deps, run))['results.csv'];
		},
	};
}

async function selectionPage(
	deps: RunDeps,
	db: RunsDb,
	id: string,
	season: Season,
): Promise<SelectionPage> {
	const of = { id, seasonId: season.id };
	const read = (await readSelections(deps, db, [of])).get(id);
	if (read === undefined) throw new Error(`no state of ${id}`);
	return {
		...of,
		title: season.title,
		institution: season.institution,
		runs: (await listRuns(db, id)).map(viewRun),
		rules: await viewRules(deps, db, of),
		way: selectionWay(read.state),
	};
}

async function listSelections(
	deps: RunDeps,
	db: RunsDb,
	institutions: 'all' | readonly string[],
): Promise<readonly StaffSelection[]> {
	const published = await listPublished(db);
	const seasons = await listSeasons(deps, institutions);
	const reads = await readSelections(
		deps,
		db,
		seasons.map(({ id, season }) => ({ id, seasonId: season.id })),
	);
	return seasons.flatMap(({ id, season }) => {
		const read = reads.get(id);
		if (read === undefined) return [];
		const newest = published.find(({ selection_id }) => selection_id === id);
		return [
			{
				id,
				title: season.title,
				institution: season.institution,
				...(newest === undefined ? {} : { published: toPublishedVersion(newest, published) }),
				...(read.run === undefined ? {} : { lastRun: viewRun(read.run) }),
				...(read.approval === undefined ? {} : { approval: read.approval }),
				way: selectionWay(read.state),
			},
		];
	});
}

/** A season shares its id with its first selection. */
async function listSeasons(
	deps: RunDeps,
	institutions: 'all' | readonly string[],
): Promise<readonly { readonly id: string; readonly season: Season }[]> {
	const seasons = await deps.vacancies.seasonsOf(institutions);
	return seasons.flatMap((season) =>
		[...new Set([season.id, ...season.selectionIds])].map((id) => ({ id, season })),
	);
}

/** The season whose people a selection ranks; until its first version, they share an id. */
async function seasonOf(deps: RunDeps, selectionId: string): Promise<Season | undefined> {
	const known = await deps.database
		.withTables<ResultsTables>()
		.selectFrom('results.selection')
		.select('season_id')
		.where('id', '=', selectionId)
		.executeTakeFirst();
	return deps.vacancies.findSeason(known?.season_id ?? selectionId);
}

async function ownSeason(
	deps: RunDeps,
	{ resource }: Permission,
	selectionId: string,
): Promise<Season | undefined> {
	const season = await seasonOf(deps, selectionId);
	return season?.institution.id === resource.institutionId ? season : undefined;
}

async function ownedRun(
	db: RunsDb,
	{ resource }: Permission,
	id: number,
): Promise<Run | undefined> {
	if (resource.institutionId === undefined) return undefined;
	return db
		.selectFrom('results.run')
		.selectAll()
		.where('id', '=', id)
		.where('institution_id', '=', resource.institutionId)
		.executeTakeFirst();
}

async function ownedApproval(
	db: RunsDb,
	permission: Permission,
	id: number,
): Promise<Run | undefined> {
	const approval = await db
		.selectFrom('results.approval')
		.select('run_id')
		.where('id', '=', id)
		.executeTakeFirst();
	return approval && ownedRun(db, permission, approval.run_id);
}

async function selectionResource(deps: RunDeps, id: string): Promise<StaffResource | undefined> {
	const season = await seasonOf(deps, id);
	return season && { institutionId: season.institution.id, preparedBy: [] };
}

async function runResource(db: RunsDb, id: number): Promise<StaffResource | undefined> {
	const run = await db
		.selectFrom('results.run')
		.select(['institution_id', 'asked_by'])
		.where('id', '=', id)
		.executeTakeFirst();
	return run && { institutionId: run.institution_id, preparedBy: [run.asked_by] };
}

async function approvalResource(db: RunsDb, id: number): Promise<StaffResource | undefined> {
	const approval = await db
		.selectFrom('results.approval')
		.select(['run_id', 'prepared_by'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (approval === undefined) return undefined;
	const { institution_id: institutionId } = await getRun(db, approval.run_id);
	return { institutionId, preparedBy: approval.prepared_by };
}

async function tieResource(db: RunsDb, id: number): Promise<StaffResource | undefined> {
	const tie = await db
		.selectFrom('results.tie_proposal')
		.select(['run_id', 'proposed_by'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (tie === undefined) return undefined;
	const { institution_id: institutionId } = await getRun(db, tie.run_id);
	return { institutionId, preparedBy: [tie.proposed_by] };
}
