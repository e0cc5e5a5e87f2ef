import { type Kysely, sql } from 'kysely';
import { rm } from 'node:fs/promises';
import type { RunRefusal } from '../committee/contract.ts';
import { inputFolder, type ResultFolders } from './input-files.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

type Db = Kysely<ResultsTables>;

/** Led to a version that everybody sees: what is kept of it follows the version. */
const isPublished = sql<boolean>`exists (
	select from results.approval approval join results.publication publication
		on publication.selection_id = approval.selection_id
		and publication.version = approval.version and publication.state = 'published'
	where approval.run_id = run.id and approval.state = 'approved')`;

/** True while a run of the selection is being made, or one that was signed is not yet public. */
export async function hasRunUnderway(db: Db, selectionId: string): Promise<boolean> {
	const { rows } = await sql<{ found: boolean }>`
		select exists (
			select from results.run run where selection_id = ${selectionId} and (state in ('waiting', 'ranking')
				or (not ${isPublished} and exists (
					select from results.approval approval
					where approval.run_id = run.id and approval.state = 'approved')))
		) as found`.execute(db);
	return rows[0]?.found === true;
}

/**
 * Takes back what was ranked and never published: the run says why, a question for a signature that
 * is still open is closed, and the files are named for removal. Nobody signs what no longer is.
 * @param askedUntil later ones stay
 */
export async function takeBackRuns(
	db: Db,
	selectionId: string,
	why: Extract<RunRefusal['code'], 'results.run_erased' | 'results.run_expired'>,
	{ now, askedUntil }: { readonly now: Date; readonly askedUntil: Date },
): Promise<readonly Buffer[]> {
	const { rows } = await sql<{ id: number; input_digest: Buffer }>`
		select id, input_digest from results.run run
		where selection_id = ${selectionId} and state in ('done', 'refused')
			and input_digest is not null and asked_at <= ${askedUntil}
			and not ${isPublished}
		for update`.execute(db);
	const ids = rows.map(({ id }) => id);
	// Nobody decided about it, so nobody is named.
	await sql`
		update results.approval set state = 'returned', decided_by = '', decided_at = ${now}
		where run_id = any(${ids}) and state = 'open'`.execute(db);
	await sql`
		update results.run set state = 'refused', outcome = null, input_digest = null,
			refusal = case state when 'refused' then refusal else ${JSON.stringify({ code: why })}::jsonb end
		where id = any(${ids})`.execute(db);
	return rows.map((row) => row.input_digest);
}

export async function removeRunFiles(
	folders: Pick<ResultFolders, 'inputs'>,
	selectionId: string,
	digests: readonly Buffer[],
): Promise<void> {
	for (const digest of digests) {
		const folder = inputFolder(folders, selectionId, digest);
		await rm(`${folder}.data`, { recursive: true, force: true });
		await rm(folder, { recursive: true, force: true });
	}
}
