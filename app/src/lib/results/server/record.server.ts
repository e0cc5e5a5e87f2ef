import { commit, toBase64Url } from '@terang/ledger';
import { engineVersion } from '@terang/rules';
import { createHmac, randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import type pg from 'pg';
import { inTransaction } from '../../platform/database.server.ts';
import {
	type Decision,
	entriesBeforeBundle,
	type RankedFacts,
	sameDecision,
} from '../domain/entries.ts';
import { CopySeries } from './copy-series.server.ts';
import { keptOf } from './input-files.server.ts';
import type { PublishDeps } from './publication.server.ts';
import {
	holdPublication,
	listVersions,
	type Publication,
	type PublicationKey,
	updatePublication,
} from './publications.store.server.ts';
import { getPackBytes, nodeSha256 } from './ranking.server.ts';
import type { PublicationEntries, ResultsTables } from './results.tables.server.ts';
import { insertPeople, recordedTables } from './rows.store.server.ts';
import { ensureRulePack } from './rule-pack.server.ts';
import { type RecordOutput, recordTargets } from './thread/tasks.server.ts';

/**
 * From `received` to `recorded`: rows, commitments and the entries that tell of them, in one
 * transaction. The thread draws the salts; a second run finds the state moved on.
 */
export async function record(deps: PublishDeps, key: PublicationKey): Promise<void> {
	await inTransaction(deps.pool, async (trx, client) => {
		const db = trx.withTables<ResultsTables>();
		const publication = await holdPublication(db, key);
		if (publication.state !== 'received') return;
		const recorded = await copyVersion(deps, trx, client, publication);
		await ensureRulePack({ db: trx, log: deps.log }, recorded.summary.pack);
		const participantsSalt = randomBytes(32);
		const earlier = await listVersions(db, key.selectionId);
		const facts: RankedFacts = {
			...factsOf(key, recorded, participantsSalt),
			newDecisions: newDecisions(recorded.summary.decisions, earlier),
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
			participants_root: Buffer.from(recorded.root),
			participants_blocks: Buffer.from(recorded.blocks),
			participants_salt: participantsSalt,
			results_digest: Buffer.from(recorded.results),
			summary: recorded.summary,
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

/** A thread makes the lines of all tables; they pass through into COPY as they come. */
async function copyVersion(
	deps: PublishDeps,
	trx: Transaction<unknown>,
	client: pg.PoolClient,
	publication: Publication,
): Promise<RecordOutput> {
	const db = trx.withTables<ResultsTables>();
	const { selection_id: selectionId, version } = publication;
	const copies = new CopySeries(client, recordedTables);
	const input = { kept: keptOf(deps, publication), version };
	try {
		const recorded = await deps.threads.work('record', input, {
			onChunk: async (target, chunk) => {
				if (target !== recordTargets.person) return copies.put(target, chunk);
				await copies.end();
				await insertPeople(db, selectionId, new TextDecoder().decode(chunk));
			},
		});
		await copies.end();
		return recorded;
	} catch (error) {
		await copies.abandon();
		throw error;
	}
}

/** All entries of a selection stand in one stream, so that none can be left out unseen. */
export function streamOf(selectionId: string): string {
	return `selection/${selectionId}`;
}

function factsOf(
	{ selectionId, version }: PublicationKey,
	{ inputs, summary, counts, participants, root, results }: RecordOutput,
	salt: Buffer,
): Omit<RankedFacts, 'newDecisions' | 'correction'> {
	return {
		selection: selectionId,
		version,
		pack: toBase64Url(nodeSha256(getPackBytes(summary.pack))),
		engine: engineVersion,
		inputs: {
			...inputs,
			participants: commitFile('participants.csv', inputs.participants, salt),
		},
		participantsRoot: toBase64Url(root),
		participants,
		results: toBase64Url(results),
		counts,
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
