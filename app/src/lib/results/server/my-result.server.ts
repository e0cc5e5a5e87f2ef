import { toBase64Url } from '@terang/ledger';
import type { ReasonContext } from '@terang/rules/explain';
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { VacancyLabel } from '../../vacancies/contract.ts';
import type { MyResult, MyResultLookup } from '../contract.ts';
import { headlineOf, type Standing } from '../domain/headline.ts';
import { placedElsewhere, stagesOf } from '../domain/my-stages.ts';
import { ownSum } from '../domain/own-sum.ts';
import { packNumbers } from '../domain/pack-numbers.ts';
import { showsName } from '../domain/masked-name.ts';
import { admit, type Attempts, forgive } from './attempts.store.server.ts';
import { blocksOf, blockSize, pathInBlocks } from './dataset-blocks.server.ts';
import { nameOf, openingOf } from './personal.server.ts';
import type { PublicationKey } from './publications.store.server.ts';
import { getPackBytes } from './ranking.server.ts';
import {
	listPublishedSelections,
	type PublishedSelection,
	type ReadDeps,
} from './selections.server.ts';
import { findVacancyResult, listRows } from './vacancy-results.server.ts';

export interface MyResultDeps extends ReadDeps, Attempts {
	readonly clock: Clock;
}

/** Longest number of any selection; what is longer is no number. */
const longestNumber = 64;

/**
 * A person's own result by number and birth date. A wrong number and a wrong date give the same
 * answer after the same work: one admission, one search, one comparison.
 * @param birthDate ISO
 */
export async function lookUpMine(
	deps: MyResultDeps,
	number: string,
	birthDate: string,
): Promise<MyResultLookup> {
	const participantId = number.trim().toUpperCase().slice(0, longestNumber);
	const now = deps.clock.now();
	const admission = await admit(deps, participantId, now);
	if (admission.kind === 'slowed') return admission;
	const held = await findHeld(deps, participantId);
	if (!sameDate(held?.record['birth_date'] ?? '', birthDate) || held === undefined) {
		return { kind: 'no_match' };
	}
	await forgive(deps, participantId, now);
	return { kind: 'found', result: await assemble(deps, participantId, held) };
}

interface Held {
	readonly key: PublicationKey;
	readonly record: Readonly<Record<string, string>>;
	readonly recordText: string;
	readonly salt: Uint8Array;
	readonly commitment: Buffer;
	readonly leafIndex: number;
}

/** The person's row in the newest visible version; undefined where unknown or erased. */
async function findHeld(
	{ db, sealing }: MyResultDeps,
	participantId: string,
): Promise<Held | undefined> {
	const row = await db
		.selectFrom('results.commitment as commitment')
		.innerJoin('results.publication as publication', (join) =>
			join
				.onRef('publication.selection_id', '=', 'commitment.selection_id')
				.onRef('publication.version', '=', 'commitment.version'),
		)
		.select([
			'commitment.selection_id',
			'commitment.version',
			'commitment.record',
			'commitment.salt',
			'commitment.opening',
			'commitment.participant_id',
			'commitment.commitment',
			'commitment.leaf_index',
		])
		.where('commitment.participant_id', '=', participantId)
		.where('publication.state', '=', 'published')
		.orderBy('publication.published_at', 'desc')
		.orderBy('publication.version', 'desc')
		.limit(1)
		.executeTakeFirst();
	const opening = row && openingOf(sealing, row);
	if (row === undefined || opening === undefined) return undefined;
	return {
		key: { selectionId: row.selection_id, version: row.version },
		record: JSON.parse(opening.record) as Record<string, string>,
		recordText: opening.record,
		salt: opening.salt,
		commitment: row.commitment,
		leafIndex: row.leaf_index,
	};
}

/** Compares in a time that does not depend on where the dates differ; an empty date never fits. */
function sameDate(held: string, given: string): boolean {
	const fixed = (text: string) => Buffer.alloc(16, ' ').fill(text.slice(0, 16) || ' ', 0, 16);
	return timingSafeEqual(fixed(held), fixed(given)) && held !== '' && held === given;
}

async function assemble(deps: MyResultDeps, participantId: string, held: Held): Promise<MyResult> {
	const [selection] = await listPublishedSelections(deps, held.key.selectionId);
	const vacancyId = held.record['vacancy_id'] ?? '';
	const shown = selection && (await findVacancyResult(deps, selection, vacancyId));
	const rows = shown && (await listRows(deps, held.key, vacancyId, shown.kind));
	const row = rows?.find((candidate) => candidate.participantId === participantId);
	if (selection === undefined || shown === undefined || rows === undefined || row === undefined) {
		throw new Error('a committed row belongs to no visible version');
	}
	const finishers = rows.filter((candidate) => candidate.rankFinal !== '');
	const { tally, plan, pack } = await getVacancyFacts(deps, selection, held.key, vacancyId);
	const named = showsName(tally.formation_type, tally.applicants);
	const labels = await deps.vacancies.labels(selection.seasonId, [row.placedVacancyId]);
	const placedUnit = placedElsewhere(row) ? labels.get(row.placedVacancyId)?.unit : undefined;
	const standing = {
		row,
		seats: tally.seats,
		finishers: finishers.length,
		passed: tally.passed,
		shortlisted: tally.shortlisted,
		...(placedUnit === undefined ? {} : { placedUnit }),
	};
	const numbers = packNumbers(pack, {
		formationType: tally.formation_type,
		specialJob: tally.special_job,
	});
	return {
		row,
		...(named ? { name: await getName(deps, held.key.selectionId, participantId) } : {}),
		vacancy: shown.vacancy,
		selection: shown.selection,
		version: shown.version,
		kind: shown.kind,
		finishers: finishers.length,
		headline: headlineOf(standing),
		stages: stagesOf({
			row,
			record: held.record,
			thresholds: numbers.thresholds,
			plan,
			context: contextOf(standing, labels.get(row.placedVacancyId)),
		}),
		sum: ownSum({ row, record: held.record, plan, numbers }),
		others: finishers.map((one) => ({
			final: one.final,
			seated: one.outcome === 'L',
			you: one.participantId === participantId,
		})),
		receipt: await receiptOf(deps, selection, held),
	};
}

function contextOf(standing: Standing, placed: VacancyLabel | undefined): ReasonContext {
	const { row, seats, finishers } = standing;
	return {
		seats,
		finishers,
		...(row.rankSkd === '' ? {} : { rankSkd: row.rankSkd }),
		...(row.rankFinal === '' ? {} : { rankFinal: row.rankFinal }),
		...(placed === undefined ? {} : { placedVacancy: `${placed.title}, ${placed.unit}` }),
	};
}

async function getVacancyFacts(
	{ db }: MyResultDeps,
	selection: PublishedSelection,
	key: PublicationKey,
	vacancyId: string,
) {
	const tally = await db
		.selectFrom('results.vacancy')
		.selectAll()
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.where('vacancy_id', '=', vacancyId)
		.executeTakeFirstOrThrow();
	const summary = selection.publications.find((one) => one.version === key.version)?.summary;
	if (summary === null || summary === undefined) throw new Error('a version without summary');
	return {
		tally,
		plan: summary.skbPlans[tally.skb_plan] ?? [],
		pack: new TextDecoder().decode(getPackBytes(summary.pack)),
	};
}

async function getName(
	{ db, sealing }: MyResultDeps,
	selectionId: string,
	participantId: string,
): Promise<string> {
	const person = await db
		.selectFrom('results.person')
		.selectAll()
		.where('selection_id', '=', selectionId)
		.where('participant_id', '=', participantId)
		.executeTakeFirstOrThrow();
	return nameOf(sealing, person) ?? '';
}

async function receiptOf(
	deps: MyResultDeps,
	selection: PublishedSelection,
	held: Held,
): Promise<MyResult['receipt']> {
	const publication = selection.publications.find((one) => one.version === held.key.version);
	const entryIndex = publication?.entries['participants.committed']?.[0]?.index;
	if (entryIndex === undefined)
		throw new Error('a published version has no committed participants');
	const { participants_root: root, summary } = publication ?? {};
	if (root === null || root === undefined || summary === null || summary === undefined) {
		throw new Error('a published version has no root of its participants');
	}
	const count = summary.participants;
	const blocks = publication?.participants_blocks ?? (await makeBlocks(deps, held.key));
	const path = await pathInBlocks(blocks, { index: held.leafIndex, count }, (from) =>
		readCommitments(deps, held.key, { from, count: blockSize }),
	);
	return {
		commitment: toBase64Url(held.commitment),
		salt: toBase64Url(held.salt),
		index: held.leafIndex,
		count,
		path: path.map((hash) => toBase64Url(hash)),
		root: toBase64Url(root),
		entryIndex,
		record: held.recordText,
	};
}

/** Of a version that an older release published. */
async function makeBlocks(deps: MyResultDeps, key: PublicationKey): Promise<Uint8Array> {
	return blocksOf(await readCommitments(deps, key, { from: 0, count: 2 ** 31 - 1 }));
}

async function readCommitments(
	{ db }: MyResultDeps,
	key: PublicationKey,
	{ from, count }: { readonly from: number; readonly count: number },
): Promise<readonly Buffer[]> {
	const rows = await db
		.selectFrom('results.commitment')
		.select('commitment')
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.where('leaf_index', '>=', from)
		.orderBy('leaf_index')
		.limit(count)
		.execute();
	return rows.map((row) => row.commitment);
}
