import { sql } from 'kysely';
import type { ListInEffect } from '../../vacancies/server/api.server.ts';
import type { ApprovalView } from '../committee/contract.ts';
import { pppkMarks, skdMarks } from '../domain/imported-rows.ts';
import { judgeRules } from '../domain/rules-faults.ts';
import { formOf } from '../domain/rules-form.ts';
import type { Kind, SelectionState, Source } from '../domain/selection-steps.ts';
import { listApprovals } from './run-views.server.ts';
import type { Run, RunDeps, RunsDb } from './runs.server.ts';

export interface SelectionRead {
	readonly state: SelectionState;
	/** The newest that nobody cancelled. */
	readonly run?: Run;
	readonly approval?: ApprovalView;
}

/** States of selections by id, by as many questions to the database for one as for all of them. */
export async function readSelections(
	deps: Pick<RunDeps, 'vacancies'>,
	db: RunsDb,
	selections: readonly { readonly id: string; readonly seasonId: string }[],
): Promise<ReadonlyMap<string, SelectionRead>> {
	const ids = selections.map(({ id }) => id);
	const seasonIds = selections.map(({ seasonId }) => seasonId);
	const [setups, taken, runs, versions, lists] = await Promise.all([
		db
			.selectFrom('results.selection_setup')
			.select(['selection_id', 'document', 'set_at'])
			.where('selection_id', 'in', ['', ...ids])
			.execute(),
		listTaken(db, ids),
		listNewestRuns(db, ids),
		listNewestVersions(db, ids),
		deps.vacancies.listsInEffect(seasonIds),
	]);
	const approvals = await listApprovals(db, { runs: runs.map(({ id }) => id) });
	const proposals = await listProposals(db, ids);
	const of = <Row extends { readonly selection_id: string }>(rows: readonly Row[], id: string) =>
		rows.filter((row) => row.selection_id === id);
	return new Map(
		selections.map(({ id, seasonId }) => {
			const run = of(runs, id)[0];
			const read = {
				id,
				setup: of(setups, id)[0],
				taken: of(taken, id),
				run,
				version: of(versions, id)[0],
				list: lists.get(seasonId),
				approval: approvals.find(({ runId }) => runId === run?.id),
				proposals: of(proposals, id)[0],
			};
			const { approval } = read;
			const state = stateOf(read);
			return [
				id,
				{
					state,
					...(run === undefined ? {} : { run }),
					...(approval === undefined ? {} : { approval }),
				},
			];
		}),
	);
}

interface Read {
	readonly id: string;
	readonly setup: { readonly document: string; readonly set_at: Date } | undefined;
	readonly taken: readonly Taken[];
	readonly run: Run | undefined;
	readonly version: Version | undefined;
	readonly list: ListInEffect | undefined;
	readonly approval: ApprovalView | undefined;
	readonly proposals: { readonly open: number; readonly decided_at: Date | null } | undefined;
}

function stateOf(read: Read): SelectionState {
	const { id, setup, taken, run, version, list, approval } = read;
	const { kind, stage } = kindAndStage(id, setup?.document);
	const before: Source | undefined =
		version === undefined ? undefined : { from: 'version', version: version.version };
	const people = taken.find((one) => one.kind === 'participants');
	const marks = (needed: readonly string[], any: readonly string[] = []) =>
		people === undefined ? before : marksIn(taken, needed, any);
	const skb = taken.flatMap(({ columns }) => columns.filter(isSkbMark));
	const given = {
		vacancies: list === undefined ? before : file(list.importId, list.rows),
		participants: people === undefined ? before : file(people.import_id, people.rows),
		firstMarks: marks(
			kind === 'pppk' ? ['kompetensi_status', ...pppkMarks] : ['skd_status', ...skdMarks],
		),
		skbMarks: marks(['skb_status'], skb),
	};
	return {
		kind,
		stage,
		...defined(given),
		...rulesOf(read, before),
		...(run === undefined ? {} : { run: runState(run, read) }),
		...(approval === undefined ? {} : { approval: { id: approval.id, step: approval.step } }),
		...(version === undefined
			? {}
			: { published: { version: version.version, current: isCurrent(version, read) } }),
	};
}

function defined<T extends object>(given: T) {
	const known = Object.entries(given).filter(([, value]) => value !== undefined);
	return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}

function file(importId: number, rows: number): Source {
	return { from: 'import', importId, rows };
}

const isSkbMark = (column: string) => /^skb(?:_|$)/u.test(column) && column !== 'skb_status';

/** The longest file that brought some of them, where all of them have come; a correction is short. */
function marksIn(
	taken: readonly Taken[],
	needed: readonly string[],
	any: readonly string[],
): Source | undefined {
	const brings = ({ kind, columns }: Taken) =>
		kind === 'decisions' ? [] : [...needed, ...any].filter((column) => columns.includes(column));
	const brought = new Set(taken.flatMap(brings));
	if (!needed.every((column) => brought.has(column)) || brought.size === 0) return undefined;
	if (needed.length === 1 && brought.size === 1) return undefined;
	const [longest] = taken
		.filter((one) => brings(one).length > 0)
		.toSorted((one, other) => other.rows - one.rows);
	return longest && file(longest.import_id, longest.rows);
}

/** The rules say it; before there are any, the name of the selection does. */
function kindAndStage(id: string, document: string | undefined) {
	const form = document === undefined ? undefined : formOf(document);
	const kind: Kind = (form?.pack ?? id).startsWith('pppk-') ? 'pppk' : 'cpns';
	return { kind, stage: form?.stage === 'skd' ? ('skd' as const) : ('final' as const) };
}

function rulesOf(
	{ id, setup, list }: Read,
	before: Source | undefined,
): Pick<SelectionState, 'rules'> {
	if (setup !== undefined) {
		const { faults } = judgeRules({ document: setup.document }, id, list?.plans ?? {});
		return { rules: { from: 'saved', faults: faults.length } };
	}
	return before?.from === 'version' ? { rules: before } : {};
}

/** A file that no run has used since it came, or rules or a decision of after a moment. */
function changedSince({ setup, taken, list, proposals }: Read, moment: Date): boolean {
	const unused = taken.some(({ used }) => !used) || list?.used === false;
	const later = [setup?.set_at, proposals?.decided_at].some(
		(at) => at !== undefined && at !== null && at > moment,
	);
	return unused || later;
}

function runState(run: Run, read: Read): NonNullable<SelectionState['run']> {
	return {
		id: run.id,
		// Those are left out by the query.
		state: run.state === 'cancelled' ? 'failed' : run.state,
		outdated: changedSince(read, run.asked_at),
		ties: run.outcome?.ties.length ?? 0,
		proposals: read.proposals?.open ?? 0,
	};
}

function isCurrent({ published_at: at }: Version, read: Read): boolean {
	if (at === null) return false;
	return !changedSince(read, at) && (read.run === undefined || read.run.asked_at <= at);
}

interface Taken {
	readonly selection_id: string;
	readonly import_id: number;
	readonly kind: 'participants' | 'marks' | 'decisions';
	readonly columns: readonly string[];
	readonly rows: number;
	readonly used: boolean;
}

/** As `listTakenIn`, of several selections. */
async function listTaken(db: RunsDb, ids: readonly string[]): Promise<readonly Taken[]> {
	const { rows } = await sql<Taken>`
		select selection_id, import_id, kind, columns, rows, used_at is not null as used
		from results.taken_in one
		where selection_id = any(${[...ids]}) and undone_at is null
			and (kind = 'marks' or not exists (
				select from results.taken_in later
				where later.selection_id = one.selection_id and later.kind = one.kind
					and later.undone_at is null and later.position > one.position))
		order by position`.execute(db);
	return rows;
}

async function listNewestRuns(db: RunsDb, ids: readonly string[]): Promise<readonly Run[]> {
	return db
		.selectFrom('results.run')
		.selectAll()
		.distinctOn('selection_id')
		.where('selection_id', 'in', ['', ...ids])
		.where('state', '<>', 'cancelled')
		.orderBy('selection_id')
		.orderBy('id', 'desc')
		.execute();
}

interface Version {
	readonly selection_id: string;
	readonly version: number;
	readonly published_at: Date | null;
}

async function listNewestVersions(db: RunsDb, ids: readonly string[]): Promise<readonly Version[]> {
	return db
		.selectFrom('results.publication')
		.select(['selection_id', 'version', 'published_at'])
		.distinctOn('selection_id')
		.where('selection_id', 'in', ['', ...ids])
		.where('state', '=', 'published')
		.orderBy('selection_id')
		.orderBy('version', 'desc')
		.execute();
}

/** How many proposals about ties wait for a second person, and when one was last confirmed. */
async function listProposals(db: RunsDb, ids: readonly string[]) {
	const { rows } = await sql<{
		readonly selection_id: string;
		readonly open: number;
		readonly decided_at: Date | null;
	}>`
		select selection_id, count(*) filter (where state = 'open') as open,
			max(decided_at) filter (where state = 'confirmed') as decided_at
		from results.tie_proposal where selection_id = any(${[...ids]}) group by selection_id
	`.execute(db);
	return rows;
}
