import { canonicalBytes } from '@terang/ledger';
import { type Kysely, sql } from 'kysely';
import { decisionsOf } from '../domain/entries.ts';
import { tellsOfPerson } from '../domain/public-text.ts';
import { parseNamed } from '../domain/results-file.ts';
import { approvedType, areAsApproved, dataFilesOf } from './bundle.server.ts';
import { createFolder, type FileSet } from './files.server.ts';
import { inputFolder, inputNames, sealInput } from './input-files.server.ts';
import type { InputFiles, PublicationInput, PublishDeps, Refusal } from './publication.server.ts';
import { listVersions, type PublicationKey } from './publications.store.server.ts';
import { getFile, nodeSha256, runRules, textOf } from './ranking.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

const noDecisions = 'vacancy_id,participant_id,decision,authority,reason\n';

/**
 * Takes files in: nothing is recorded unless a run over them ends without an open tie. The same
 * files again are the same version, in whatever state it is.
 */
export async function receive(
	deps: PublishDeps,
	input: PublicationInput,
): Promise<{ readonly ok: true; readonly key: PublicationKey } | Refusal> {
	const files = fileSet(input.files);
	const refusal = judge(input, files);
	if (refusal !== undefined) return refusal;
	const digest = inputDigest(input, files);
	const folder = inputFolder(deps.folders, input.selectionId, digest);
	const kept = sealInput(deps.sealing, input.selectionId, digest, files);
	await createFolder(folder, kept, { aside: deps.folders.aside, mode: 0o700 });
	await deps.atPoint?.('input_stored');
	const { database } = deps;
	return database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		await insertSelection(db, input);
		return numberVersion(db, input, digest, deps.clock.now());
	});
}

export function fileSet(input: InputFiles): FileSet {
	return new Map([
		['selection.json', input.selection],
		['vacancies.csv', input.vacancies],
		['participants.csv', input.participants],
		['decisions.csv', input.decisions ?? new TextEncoder().encode(noDecisions)],
		['people.csv', input.people],
	]);
}

export function judge(input: PublicationInput, files: FileSet): Refusal | undefined {
	const run = runRules(files);
	if (run.kind === 'refused') {
		return { ok: false, code: 'results.input_refused', faults: run.faults, total: run.total };
	}
	if (run.openTies.length > 0) {
		return { ok: false, code: 'results.tie_unresolved', ties: run.openTies };
	}
	const { id, pack } = JSON.parse(textOf(files, 'selection.json')) as { id: string; pack: string };
	if (id !== input.selectionId) return { ok: false, code: 'results.selection_differs', found: id };
	const named = new Set(
		parseNamed(textOf(files, 'people.csv')).map((row) => row['participant_id']),
	);
	const unnamed = parseNamed(textOf(files, 'participants.csv')).find(
		(row) => !named.has(row['participant_id']),
	);
	if (unnamed !== undefined) {
		const participantId = unnamed['participant_id'] ?? '';
		return { ok: false, code: 'results.name_missing', participantId };
	}
	const { approvedFiles } = input;
	if (approvedFiles !== undefined && !areAsApproved(dataFilesOf(files, pack), approvedFiles)) {
		return { ok: false, code: 'results.not_as_approved' };
	}
	return judgeTexts(input, files);
}

/** What goes into the log is short, on one line and about nobody; found now, because later is in a transaction. */
function judgeTexts(input: PublicationInput, files: FileSet): Refusal | undefined {
	const decisions = decisionsOf(parseNamed(textOf(files, 'decisions.csv')));
	const texts = [
		...decisions.flatMap((decision) => [decision.authority, decision.reason]),
		...(input.correction === undefined
			? []
			: [input.correction.authority, input.correction.reason]),
	];
	const found = texts.find((text) => !/^[^\p{Cc}\p{Cs}]{1,300}$/u.test(text));
	if (found !== undefined) return { ok: false, code: 'results.text_not_loggable', found };
	const names = parseNamed(textOf(files, 'people.csv')).map((row) => row['name'] ?? '');
	return texts.some((text) => tellsOfPerson(text, names))
		? { ok: false, code: 'results.text_personal' }
		: undefined;
}

function inputDigest(input: PublicationInput, files: FileSet): Buffer {
	const digests = inputNames.map((name) => [
		name,
		nodeSha256(getFile(files, name)).toString('hex'),
	]);
	return nodeSha256(canonicalBytes({ files: digests, correction: input.correction ?? null }));
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
