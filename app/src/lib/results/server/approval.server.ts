import type { Insertable, Selectable } from 'kysely';
import type { Actor, Permission } from '../../identity/contract.ts';
import type { EntryRef } from '../../ledger/contract.ts';
import { eachApart } from '../../platform/each-apart.ts';
import type { StaffOutcome } from '../committee/contract.ts';
import { approvedEntry } from '../domain/approved-entry.ts';
import type { Correction } from '../domain/entries.ts';
import { areAsApproved } from './bundle.server.ts';
import type { PublicationInput } from './publication.server.ts';
import { listVersions } from './publications.store.server.ts';
import { publish } from './publish.server.ts';
import { textsOf } from './receive.server.ts';
import { streamOf } from './record.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import {
	getRun,
	recomputeRun,
	refused,
	type Run,
	type RunDeps,
	runInput,
	type RunsDb,
} from './runs.server.ts';
import type { ApprovalTable } from './runs.tables.server.ts';
import { isLoggable, tellsOfPeople } from './ties.server.ts';

export type Approval = Selectable<ApprovalTable>;

/** Asks for the second signature under the seven data files of a run; nothing is logged yet. */
export async function askApproval(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'publication.ask'>,
	runId: number,
	correction?: Correction,
): Promise<StaffOutcome> {
	const run = await getRun(db, runId);
	// Of an older release nobody knows on whose work it rests: it is run again.
	if (run.outcome === null || run.prepared_by.length === 0) {
		return refused('results.not_in_this_state');
	}
	const next = await findNextVersion(db, run.selection_id);
	if (next === undefined) return refused('results.version_taken');
	if (next > 1 && correction === undefined) return refused('results.correction_required');
	const given = next > 1 ? correction : undefined;
	if (given !== undefined && !(isLoggable(given.authority) && isLoggable(given.reason))) {
		return refused('results.text_needed');
	}
	const same = await findSameQuestion(db, runId, actor, given);
	if (same !== undefined) return same;
	const refusal = await findRefusal(deps, run, given);
	if (refusal !== undefined) return refusal;
	const outcome = await insertApproval(deps, run, {
		run_id: runId,
		selection_id: run.selection_id,
		version: next,
		files: JSON.stringify(run.outcome.files),
		correction_authority: given?.authority ?? null,
		correction_reason: given?.reason ?? null,
		prepared_by: [...new Set([...run.prepared_by, actor.personId])],
		asked_by: actor.personId,
		asked_by_name: actor.name,
		asked_at: deps.clock.now(),
		state: 'open',
	});
	if (outcome.kind === 'done') return outcome;
	return (await findSameQuestion(db, runId, actor, given)) ?? outcome;
}

/** Whoever asks again while the question stands, as by pressing twice, has asked it. */
async function findSameQuestion(
	db: RunsDb,
	runId: number,
	{ personId }: Actor,
	correction: Correction | undefined,
): Promise<StaffOutcome | undefined> {
	const open = await db
		.selectFrom('results.approval')
		.select(['id', 'correction_authority', 'correction_reason'])
		.where('run_id', '=', runId)
		.where('asked_by', '=', personId)
		.where('state', '=', 'open')
		.executeTakeFirst();
	const isSame =
		open?.correction_authority === (correction?.authority ?? null) &&
		open.correction_reason === (correction?.reason ?? null);
	return isSame ? { kind: 'done', id: open.id } : undefined;
}

/** The question and the letters that carry it are one transaction. */
async function insertApproval(
	deps: RunDeps,
	run: Run,
	values: Insertable<ApprovalTable>,
): Promise<StaffOutcome> {
	const title = await titleOf(deps, deps.database.withTables<ResultsTables>(), run);
	return deps.database.transaction().execute(async (trx) => {
		const inserted = await trx
			.withTables<ResultsTables>()
			.insertInto('results.approval')
			.values(values)
			.onConflict((conflict) => conflict.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (inserted === undefined) return refused('results.already_asked');
		await deps.letters.approvalAsked(trx, {
			approvalId: inserted.id,
			selectionId: run.selection_id,
			title,
			institutionId: run.institution_id,
			version: values.version,
			preparedBy: values.prepared_by,
		});
		return { kind: 'done', id: inserted.id };
	});
}

/** What publishing would refuse is refused before anybody is asked to sign it. */
async function findRefusal(
	deps: RunDeps,
	run: Run,
	correction: Correction | undefined,
): Promise<StaffOutcome | undefined> {
	const judgement = await deps.threads.work('judge', {
		kept: runInput(deps, run),
		selectionId: run.selection_id,
		approvedFiles: run.outcome?.files ?? {},
		texts: textsOf(correction),
	});
	if (judgement.ok) return undefined;
	switch (judgement.code) {
		case 'results.tie_unresolved':
		case 'results.name_missing':
		case 'results.not_as_approved':
		case 'results.text_personal':
			return refused(judgement.code);
		case 'results.text_not_loggable':
			return refused('results.text_needed');
		default:
			throw new Error(`a finished run is refused: ${judgement.code}`);
	}
}

/** The version that comes next; undefined while another one is on its way. */
export async function findNextVersion(
	db: RunsDb,
	selectionId: string,
): Promise<number | undefined> {
	const versions = await listVersions(db, selectionId);
	const underway = versions.some(({ state }) => state !== 'published');
	return underway ? undefined : versions.length + 1;
}

/**
 * Signs the digests into the log. The server makes the seven files anew and asks for the result of
 * the approver's own computation, so that nobody signs what was only shown to them.
 */
export async function approve(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'publication.approve'>,
	id: number,
	computed: string,
): Promise<StaffOutcome> {
	const found = await getApproval(db, id);
	if (isDecidedBy(found, actor, 'approved')) return { kind: 'done', id };
	if (found.state !== 'open') return refused('results.not_in_this_state');
	if (computed !== found.files['results.csv']) return refused('results.not_recomputed');
	const files = await recomputeRun(deps, await getRun(db, found.run_id));
	if (!areAsApproved(files, found.files)) return refused('results.not_as_approved');
	return deps.database.transaction().execute(async (trx) => {
		const tables = trx.withTables<ResultsTables>();
		const approval = await holdApproval(tables, id);
		if (isDecidedBy(approval, actor, 'approved')) return { kind: 'done', id };
		if (approval.state !== 'open') return refused('results.not_in_this_state');
		if (approval.prepared_by.includes(actor.personId)) return refused('results.prepared_by_same');
		if ((await findNextVersion(tables, approval.selection_id)) !== approval.version) {
			return refused('results.version_taken');
		}
		const entry = approvedEntry({
			selection: approval.selection_id,
			version: approval.version,
			files: approval.files,
			preparer: approval.asked_by,
			approver: actor.personId,
		});
		const stream = streamOf(approval.selection_id);
		const [ref] = await deps.log.append(trx, [{ stream, ...entry }]);
		await settle(deps, tables, id, actor, { state: 'approved', ref });
		return { kind: 'done', id };
	});
}

/** By pressing twice, say: it is decided once, and whoever decided it is told so. */
function isDecidedBy(
	{ state, decided_by: by }: Approval,
	{ personId }: Actor,
	decision: 'approved' | 'returned',
): boolean {
	return state === decision && by === personId;
}

export async function sendBack(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'publication.refuse'>,
	id: number,
	note: string,
): Promise<StaffOutcome> {
	if (!isLoggable(note)) return refused('results.text_needed');
	if (isDecidedBy(await getApproval(db, id), actor, 'returned')) return { kind: 'done', id };
	// It stands readable in the database, beside the name of the official who wrote it.
	const run = await getRun(db, (await getApproval(db, id)).run_id);
	if (await tellsOfPeople(deps, run, [note])) return refused('results.text_personal');
	return deps.database.transaction().execute(async (trx) => {
		const tables = trx.withTables<ResultsTables>();
		const held = await holdApproval(tables, id);
		if (isDecidedBy(held, actor, 'returned')) return { kind: 'done', id };
		if (held.state !== 'open') return refused('results.not_in_this_state');
		await settle(deps, tables, id, actor, { state: 'returned', note });
		return { kind: 'done', id };
	});
}

async function settle(
	deps: RunDeps,
	db: RunsDb,
	id: number,
	actor: Permission['actor'],
	decision:
		| { readonly state: 'approved'; readonly ref: EntryRef | undefined }
		| { readonly state: 'returned'; readonly note: string },
): Promise<void> {
	await db
		.updateTable('results.approval')
		.set({
			state: decision.state,
			decided_by: actor.personId,
			decided_by_name: actor.name,
			decided_at: deps.clock.now(),
			...(decision.state === 'approved'
				? { entry: JSON.stringify(decision.ref) }
				: { note: decision.note }),
		})
		.where('id', '=', id)
		.execute();
}

/**
 * Publishes whatever is approved and not visible yet, through the one state machine of publications.
 * Files that were taken in before are the same version, so it may be called after any interruption.
 */
export async function publishApproved(deps: RunDeps, db: RunsDb): Promise<void> {
	await eachApart(await listUnpublished(db), async (approval) => {
		const run = await getRun(db, approval.run_id);
		const input = await inputOf(deps, db, run, correctionOf(approval), approval.files);
		const outcome = await publish(deps, { ...input, approval: signatureOf(approval) });
		if (!outcome.ok) throw new Error(`an approved version is refused: ${outcome.code}`);
	});
}

function signatureOf({ id, decided_at: at, entry }: Approval) {
	if (at === null || entry === null) throw new Error(`approval ${id} is not signed`);
	return { at, entry };
}

/** What was taken in already is on its way, and is resumed as every publication is. */
async function listUnpublished(db: RunsDb): Promise<readonly Approval[]> {
	return db
		.selectFrom('results.approval as approval')
		.selectAll('approval')
		.where('approval.state', '=', 'approved')
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('results.publication as publication')
						.select('publication.version')
						.whereRef('publication.selection_id', '=', 'approval.selection_id')
						.whereRef('publication.version', '=', 'approval.version'),
				),
			),
		)
		.orderBy('approval.id')
		.execute();
}

async function inputOf(
	deps: RunDeps,
	db: RunsDb,
	run: Run,
	correction: Correction | undefined,
	approvedFiles: Readonly<Record<string, string>>,
): Promise<PublicationInput> {
	const title = await titleOf(deps, db, run);
	return {
		selectionId: run.selection_id,
		seasonId: run.season_id,
		title,
		files: runInput(deps, run),
		approvedFiles,
		...(correction === undefined ? {} : { correction }),
	};
}

async function titleOf(deps: RunDeps, db: RunsDb, run: Run): Promise<PublicationInput['title']> {
	const known = await db
		.selectFrom('results.selection')
		.select('title')
		.where('id', '=', run.selection_id)
		.executeTakeFirst();
	if (known !== undefined) return known.title;
	const season = await deps.vacancies.findSeason(run.season_id);
	if (season === undefined) throw new Error(`no season ${run.season_id}`);
	return season.title;
}

async function getApproval(db: RunsDb, id: number): Promise<Approval> {
	return db
		.selectFrom('results.approval')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
}

async function holdApproval(db: RunsDb, id: number): Promise<Approval> {
	return db
		.selectFrom('results.approval')
		.selectAll()
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirstOrThrow();
}

export function correctionOf(approval: Approval): Correction | undefined {
	const { correction_authority: authority, correction_reason: reason } = approval;
	return authority === null || reason === null ? undefined : { authority, reason };
}
