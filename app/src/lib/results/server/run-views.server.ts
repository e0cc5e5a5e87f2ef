import type { Selectable } from 'kysely';
import type {
	ApprovalPage,
	ApprovalStep,
	ApprovalView,
	RunPage,
	RunView,
	StaffSelection,
	TieProposalView,
} from '../committee/contract.ts';
import { type Approval, correctionOf, findNextVersion } from './approval.server.ts';
import { approvedType, publishedType } from './bundle.server.ts';
import { compareWith } from './compared-runs.server.ts';
import { findReplacedLog } from './publish.server.ts';
import type { PublicationEntries, PublicationState } from './results.tables.server.ts';
import type { Run, RunDeps, RunsDb } from './runs.server.ts';
import type { TieProposalTable } from './runs.tables.server.ts';

/** Runs and approvals as the staff pages show them. */

export function viewRun(run: Run): RunView {
	return {
		id: run.id,
		selectionId: run.selection_id,
		state: run.state,
		askedByName: run.asked_by_name,
		askedAt: run.asked_at.toISOString(),
		...(run.finished_at === null ? {} : { finishedAt: run.finished_at.toISOString() }),
		...(run.refusal === null ? {} : { refusal: run.refusal }),
		...(run.outcome === null ? {} : { outcome: run.outcome }),
		...(run.failure === null ? {} : { failure: run.failure }),
	};
}

/** The same, and how far it is. */
export async function viewProgress(db: RunsDb, run: Run): Promise<RunView> {
	const view = viewRun(run);
	if (view.state !== 'waiting' && view.state !== 'ranking') return view;
	const told = await db
		.selectFrom('results.run_progress')
		.select(['percent', 'attempts'])
		.where('run_id', '=', run.id)
		.executeTakeFirst();
	const percent = told?.percent ?? 0;
	// Its inputs are gathered before the rules begin: nobody waits for a turn any more.
	const state = percent > 0 ? 'ranking' : view.state;
	return { ...view, state, percent, ...((told?.attempts ?? 0) > 1 ? { begunAgain: true } : {}) };
}

export async function listRuns(db: RunsDb, selectionId: string): Promise<readonly Run[]> {
	return db
		.selectFrom('results.run')
		.selectAll()
		.where('selection_id', '=', selectionId)
		.orderBy('id', 'desc')
		.limit(100)
		.execute();
}

/** @param institutions whose approvals are asked for */
export async function listApprovals(
	db: RunsDb,
	filter:
		{ readonly institutions: 'all' | readonly string[] } | { readonly runs: readonly number[] },
): Promise<readonly ApprovalView[]> {
	let query = db
		.selectFrom('results.approval as approval')
		.innerJoin('results.run as run', 'run.id', 'approval.run_id')
		.leftJoin('results.publication as publication', (join) =>
			join
				.onRef('publication.selection_id', '=', 'approval.selection_id')
				.onRef('publication.version', '=', 'approval.version')
				.on('approval.state', '=', 'approved'),
		)
		.selectAll('approval')
		.select(['publication.state as progress', 'publication.entries as placed'])
		.orderBy('approval.id', 'desc');
	if ('runs' in filter) query = query.where('approval.run_id', 'in', [0, ...filter.runs]);
	else {
		query = query.limit(100);
		if (filter.institutions !== 'all') {
			query = query.where('run.institution_id', 'in', ['', ...filter.institutions]);
		}
	}
	const rows = await query.execute();
	return rows.map((row) => viewApproval(row, row));
}

interface Progress {
	readonly progress: PublicationState | null;
	readonly placed: PublicationEntries | null;
}

/** What has been taken in and not recorded yet is no step that a person could tell apart. */
function stepOf({ state }: Approval, { progress }: Progress): ApprovalStep {
	if (state === 'returned') return 'returned';
	if (state === 'open') return 'asked';
	return progress === null || progress === 'received' ? 'approved' : progress;
}

function entriesOf({ placed }: Progress): ApprovalView['entries'] {
	const index = (type: string) => placed?.[type]?.[0]?.index;
	const found = {
		approved: index(approvedType),
		recorded: index('ranking.run'),
		bound: index(publishedType),
	};
	return Object.fromEntries(Object.entries(found).filter(([, at]) => at !== undefined));
}

function viewApproval(approval: Approval, progress: Progress): ApprovalView {
	const correction = correctionOf(approval);
	const step = stepOf(approval, progress);
	return {
		id: approval.id,
		runId: approval.run_id,
		selectionId: approval.selection_id,
		version: approval.version,
		files: approval.files,
		...(correction === undefined ? {} : { correction }),
		askedByName: approval.asked_by_name,
		askedAt: approval.asked_at.toISOString(),
		state: approval.state,
		...(approval.decided_by_name === null ? {} : { decidedByName: approval.decided_by_name }),
		...(approval.decided_at === null ? {} : { decidedAt: approval.decided_at.toISOString() }),
		...(approval.note === null ? {} : { note: approval.note }),
		step,
		entries: entriesOf(progress),
		published: step === 'published',
	};
}

export async function runPage(
	deps: RunDeps,
	db: RunsDb,
	run: Run,
	comparedWith?: number,
): Promise<RunPage> {
	const runs = await listRuns(db, run.selection_id);
	const proposals = await db
		.selectFrom('results.tie_proposal')
		.selectAll()
		.where('selection_id', '=', run.selection_id)
		.orderBy('id', 'desc')
		.execute();
	return {
		run: await viewProgress(db, run),
		selection: await selectionOf(deps, run),
		proposals: proposals.map(viewProposal),
		tied: await titlesOf(deps, run),
		nextVersion: (await findNextVersion(db, run.selection_id)) ?? 0,
		...(await compareWith(deps, db, run, runs, comparedWith)),
		others: runs.filter(({ id, state }) => id !== run.id && state === 'done').map(viewRun),
		approvals: await Promise.all(
			(await listApprovals(db, { runs: [run.id] })).map((one) => unlessReplaced(deps, db, one)),
		),
	};
}

async function titlesOf({ vacancies }: RunDeps, run: Run): Promise<RunPage['tied']> {
	const ids = run.outcome?.ties.map(({ vacancy }) => vacancy) ?? [];
	if (ids.length === 0) return {};
	const labels = await vacancies.labels(run.season_id, ids);
	return Object.fromEntries(
		[...labels].map(([id, { title, unit }]) => [id, unit === '' ? title : `${title}, ${unit}`]),
	);
}

async function unlessReplaced(
	deps: RunDeps,
	db: RunsDb,
	approval: ApprovalView,
): Promise<ApprovalView> {
	if (approval.step !== 'bound') return approval;
	const replaced = await findReplacedLog(deps, db, approval);
	return replaced === undefined ? approval : { ...approval, step: 'log_replaced' };
}

export async function approvalPage(
	deps: RunDeps,
	db: RunsDb,
	run: Run,
	id: number,
): Promise<ApprovalPage | undefined> {
	const page = await runPage(deps, db, run);
	const approval = page.approvals.find((one) => one.id === id);
	return approval && { ...page, approval };
}

function viewProposal(proposal: Selectable<TieProposalTable>): TieProposalView {
	return {
		id: proposal.id,
		runId: proposal.run_id,
		vacancyId: proposal.vacancy_id,
		chosen: proposal.chosen,
		authority: proposal.authority,
		reason: proposal.reason,
		proposedBy: proposal.proposed_by,
		proposedByName: proposal.proposed_by_name,
		state: proposal.state,
		...(proposal.decided_by_name === null ? {} : { decidedByName: proposal.decided_by_name }),
	};
}

export async function selectionOf(
	{ vacancies }: RunDeps,
	run: Pick<Run, 'selection_id' | 'season_id'>,
): Promise<Pick<StaffSelection, 'id' | 'title' | 'institution'>> {
	const season = await vacancies.findSeason(run.season_id);
	if (season === undefined) throw new Error(`no season ${run.season_id}`);
	return { id: run.selection_id, title: season.title, institution: season.institution };
}
