import { type Kysely, sql } from 'kysely';
import { approvedType } from './bundle.server.ts';
import type { PublicationInput, PublishDeps, Refusal } from './publication.server.ts';
import { listVersions, type PublicationKey } from './publications.store.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import type { Kept } from './thread/tasks.server.ts';

const noDecisions = 'vacancy_id,participant_id,decision,authority,reason\n';

/**
 * Takes files in: nothing is recorded unless a run over them ends without an open tie. The same
 * files again are the same version, in whatever state it is.
 */
export async function receive(
	deps: PublishDeps,
	input: PublicationInput,
): Promise<{ readonly ok: true; readonly key: PublicationKey } | Refusal> {
	const { correction, selectionId, approvedFiles } = input;
	const received = await deps.threads.work('receive', {
		folder: deps.folders.inputs,
		aside: deps.folders.aside,
		selectionId,
		files: filesOf(input),
		correction: correction ?? null,
		texts: textsOf(correction),
		...(approvedFiles === undefined ? {} : { approvedFiles }),
	});
	if (!received.ok) return received;
	await deps.atPoint?.('input_stored');
	return deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		await insertSelection(db, input);
		return numberVersion(db, input, Buffer.from(received.digest, 'hex'), deps.clock.now());
	});
}

function filesOf({ files }: PublicationInput): Kept | ReadonlyMap<string, Uint8Array> {
	if ('digest' in files) return files;
	return new Map([
		['selection.json', files.selection],
		['vacancies.csv', files.vacancies],
		['participants.csv', files.participants],
		['decisions.csv', files.decisions ?? new TextEncoder().encode(noDecisions)],
		['people.csv', files.people],
	]);
}

export function textsOf(correction: PublicationInput['correction']): readonly string[] {
	return correction === undefined ? [] : [correction.authority, correction.reason];
}

async function insertSelection(
	db: Kysely<ResultsTables>,
	{ selectionId, seasonId, title }: PublicationInput,
): Promise<void> {
	await db
		.insertInto('results.selection')
		.values({ id: selectionId, season_id: seasonId, title: JSON.stringify(title) })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
	// Held until the version has its number: two publications of one selection queue up here.
	await sql`select 1 from results.selection where id = ${selectionId} for update`.execute(db);
}

async function numberVersion(
	db: Kysely<ResultsTables>,
	input: PublicationInput,
	digest: Buffer,
	now: Date,
): Promise<{ readonly ok: true; readonly key: PublicationKey } | Refusal> {
	const { selectionId, correction } = input;
	const versions = await listVersions(db, selectionId);
	const same = versions.find((one) => one.input_digest.equals(digest));
	if (same !== undefined) return { ok: true, key: { selectionId, version: same.version } };
	if (versions.some((one) => one.state !== 'published')) {
		return { ok: false, code: 'results.publication_underway' };
	}
	if (versions.length > 0 !== (correction !== undefined)) {
		const code = versions.length > 0 ? 'correction_required' : 'nothing_to_correct';
		return { ok: false, code: `results.${code}` };
	}
	const version = versions.length + 1;
	await db
		.insertInto('results.publication')
		.values({
			selection_id: selectionId,
			version,
			state: 'received',
			input_digest: digest,
			correction_authority: correction?.authority ?? null,
			correction_reason: correction?.reason ?? null,
			received_at: now,
			...(input.approvedFiles === undefined
				? {}
				: { approved_files: JSON.stringify(input.approvedFiles) }),
			...(input.approval === undefined ? {} : approvalColumns(input.approval)),
		})
		.execute();
	return { ok: true, key: { selectionId, version } };
}

/** The approval stands first among the entries that lead to the version. */
function approvalColumns({ at, entry }: NonNullable<PublicationInput['approval']>) {
	return { approved_at: at, entries: JSON.stringify({ [approvedType]: [{ ref: entry }] }) };
}
