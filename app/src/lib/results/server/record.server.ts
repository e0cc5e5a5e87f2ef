import { commit, datasetRoot, toBase64Url } from '@terang/ledger';
import { engineVersion } from '@terang/rules';
import { createHmac, randomBytes } from 'node:crypto';
import {
	type Decision,
	decisionsOf,
	entriesBeforeBundle,
	type RankedFacts,
	sameDecision,
} from '../domain/entries.ts';
import { parseNamed, parseResults } from '../domain/results-file.ts';
import { countOutcomes, tallyVacancies } from '../domain/tally.ts';
import type { FileSet } from './files.server.ts';
import { readInput } from './input-files.server.ts';
import {
	holdPublication,
	listVersions,
	type Publication,
	type PublicationKey,
	updatePublication,
} from './publications.store.server.ts';
import type { PublishDeps } from './publication.server.ts';
import { getFile, getPackBytes, nodeSha256, runRules, textOf } from './ranking.server.ts';
import type {
	PublicationEntries,
	PublicationSummary,
	ResultsTables,
	SkbComponent,
} from './results.tables.server.ts';
import {
	insertCommitments,
	insertPeople,
	insertRows,
	insertVacancies,
	type NewCommitment,
} from './rows.store.server.ts';
import { ensureRulePack } from './rule-pack.server.ts';

/**
 * From `received` to `recorded`: rows, commitments and the entries that tell of them, in one
 * transaction. Salts are drawn here and nowhere else; a second run finds the state moved on.
 */
export async function record(deps: PublishDeps, key: PublicationKey): Promise<void> {
	const { database } = deps;
	await database.transaction().execute(async (trx) => {
		const db = trx.withTables<ResultsTables>();
		const publication = await holdPublication(db, key);
		if (publication.state !== 'received') return;
		const files = await readInput(deps, publication);
		const run = runRules(files);
		if (run.kind === 'refused') throw new Error('files that were received are refused');
		const rows = parseResults(new TextDecoder().decode(run.results));
		const tallies = tallyVacancies(parseNamed(textOf(files, 'vacancies.csv')), rows);
		const commitments = commitRows(parseNamed(textOf(files, 'participants.csv')));
		const root = datasetRoot(
			commitments.map((row) => row.commitment),
			nodeSha256,
		);
		const summary = summarise(files, rows, tallies);
		await insertRows(db, key, rows);
		await insertVacancies(db, key, tallies);
		await insertPeople(db, deps.sealing, key.selectionId, parseNamed(textOf(files, 'people.csv')));
		await insertCommitments(db, deps.sealing, key, commitments);
		await ensureRulePack({ db: trx, log: deps.log }, summary.pack);
		const participantsSalt = randomBytes(32);
		const earlier = await listVersions(db, key.selectionId);
		const facts: RankedFacts = {
			...factsOf(key, files, summary.pack, participantsSalt),
			participantsRoot: toBase64Url(root),
			participants: rows.length,
			results: toBase64Url(nodeSha256(run.results)),
			counts: countOutcomes(rows),
			newDecisions: newDecisions(summary.decisions, earlier),
			...correctionOf(publication),
		};
		const entries = entriesBeforeBundle(facts);
		const stream = streamOf(key.selectionId);
		const refs = await deps.log.append(
			trx,
			entries.map((entry) => ({ stream, ...entry })),
		);
		await updatePublication(db, key, {
			state: 'recorded',
			participants_root: Buffer.from(root),
			participants_salt: participantsSalt,
			results_digest: nodeSha256(run.results),
			summary,
			entries: {
				...publication.entries,
				...byType(
					entries.map(({ type }) => type),
					refs,
				),
			},
		});
	});
}

/** All entries of a selection stand in one stream, so that none can be left out unseen. */
export function streamOf(selectionId: string): string {
	return `selection/${selectionId}`;
}

/** Leaves in the byte order of the participant numbers. */
function commitRows(rows: readonly Readonly<Record<string, string>>[]): readonly NewCommitment[] {
	return rows
		.map((row) => ({ row, key: Buffer.from(row['participant_id'] ?? '') }))
		.sort((a, b) => Buffer.compare(a.key, b.key))
		.map(({ row }) => {
			const salt = randomBytes(32);
			const commitment = commit('participant', row, salt, hmac);
			return { participantId: row['participant_id'] ?? '', salt, commitment, record: row };
		});
}

function factsOf(key: PublicationKey, files: FileSet, pack: string, salt: Buffer) {
	const digest = (name: string) => toBase64Url(nodeSha256(getFile(files, name)));
	return {
		selection: key.selectionId,
		version: key.version,
		pack: toBase64Url(nodeSha256(getPackBytes(pack))),
		engine: engineVersion,
		inputs: {
			selection: digest('selection.json'),
			vacancies: digest('vacancies.csv'),
			participants: commitFile('participants.csv', digest('participants.csv'), salt),
			decisions: digest('decisions.csv'),
		},
	};
}

/**
 * A commitment to a file with personal data: its plain digest could be opened by guessing where the
 * file is about one or two people.
 */
function commitFile(name: string, sha256: string, salt: Buffer): string {
	return toBase64Url(commit('file', { name, sha256 }, salt, hmac));
}

const hmac = (key: Uint8Array, message: Uint8Array): Buffer =>
	createHmac('sha256', key).update(message).digest();

function correctionOf(publication: Publication): Pick<RankedFacts, 'correction'> {
	const { correction_authority: authority, correction_reason: reason } = publication;
	return authority === null || reason === null ? {} : { correction: { authority, reason } };
}

/** A tie is decided once: a later version that rests on the same decision does not log it again. */
function newDecisions(
	decisions: readonly Decision[],
	earlier: readonly Publication[],
): readonly Decision[] {
	const known = earlier.flatMap((version) => version.summary?.decisions ?? []);
	return decisions.filter((one) => !known.some((other) => sameDecision(one, other)));
}

function byType(types: readonly string[], refs: Awaited<ReturnType<PublishDeps['log']['append']>>) {
	const entries: Record<string, { ref: (typeof refs)[number] }[]> = {};
	refs.forEach((ref, at) => {
		(entries[types[at] ?? ''] ??= []).push({ ref });
	});
	return entries satisfies PublicationEntries;
}

interface SelectionJson {
	readonly pack: string;
	readonly skb?: readonly SkbComponent[];
	readonly skb_plans?: Readonly<Record<string, readonly SkbComponent[]>>;
}

function summarise(
	files: FileSet,
	rows: ReturnType<typeof parseResults>,
	tallies: ReturnType<typeof tallyVacancies>,
): PublicationSummary {
	const selection = JSON.parse(textOf(files, 'selection.json')) as SelectionJson;
	const sum = (column: 'seats' | 'filled' | 'eligible' | 'passed' | 'shortlisted') =>
		tallies.reduce((total, tally) => total + tally[column], 0);
	return {
		participants: rows.length,
		seats: sum('seats'),
		filled: sum('filled'),
		eligible: sum('eligible'),
		attended: rows.filter((row) => row.skdTotal !== '' || row.final !== '').length,
		passed: sum('passed'),
		shortlisted: sum('shortlisted'),
		pack: selection.pack,
		skbPlans: { '': selection.skb ?? [], ...selection.skb_plans },
		decisions: decisionsOf(parseNamed(textOf(files, 'decisions.csv'))),
	};
}
