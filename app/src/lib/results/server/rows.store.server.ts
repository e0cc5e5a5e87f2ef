import { canonicalBytes } from '@terang/ledger';
import type { Kysely, Selectable } from 'kysely';
import type { ResultRow } from '../contract.ts';
import type { VacancyTally } from '../domain/tally.ts';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { sealName, sealOpening } from './personal.server.ts';
import type { PublicationKey } from './publications.store.server.ts';
import type { ResultsTables, RowTable } from './results.tables.server.ts';

type Db = Kysely<ResultsTables>;

export interface NewCommitment {
	readonly participantId: string;
	readonly salt: Buffer;
	readonly commitment: Uint8Array;
	readonly record: Readonly<Record<string, string>>;
}

/** PostgreSQL takes 65,535 parameters in one statement; a result row has 15 columns. */
const batch = 2_000;

function* batches<T>(
	items: readonly T[],
): Iterable<{ readonly start: number; readonly slice: T[] }> {
	for (let start = 0; start < items.length; start += batch) {
		yield { start, slice: items.slice(start, start + batch) };
	}
}

export async function insertRows(
	db: Db,
	key: PublicationKey,
	rows: readonly ResultRow[],
): Promise<void> {
	for (const { start, slice } of batches(rows)) {
		const values = slice.map((row, at) => ({
			selection_id: key.selectionId,
			version: key.version,
			position: start + at,
			participant_id: row.participantId,
			vacancy_id: row.vacancyId,
			outcome: row.outcome,
			skd_total: row.skdTotal,
			skd100: row.skd100,
			skb100: row.skb100,
			final: row.final,
			rank_skd: row.rankSkd,
			rank_final: row.rankFinal,
			placed_vacancy_id: row.placedVacancyId,
			placement: row.placement,
			reason: row.reason,
		}));
		await db.insertInto('results.row').values(values).execute();
	}
}

export function toResultRow(
	row: Omit<Selectable<RowTable>, 'selection_id' | 'version'>,
): ResultRow {
	return {
		participantId: row.participant_id,
		vacancyId: row.vacancy_id,
		outcome: row.outcome,
		skdTotal: row.skd_total,
		skd100: row.skd100,
		skb100: row.skb100,
		final: row.final,
		rankSkd: row.rank_skd,
		rankFinal: row.rank_final,
		placedVacancyId: row.placed_vacancy_id,
		placement: row.placement,
		reason: row.reason,
	};
}

export async function insertVacancies(
	db: Db,
	key: PublicationKey,
	tallies: readonly VacancyTally[],
): Promise<void> {
	for (const { slice } of batches(tallies)) {
		const values = slice.map((tally) => ({
			selection_id: key.selectionId,
			version: key.version,
			vacancy_id: tally.vacancyId,
			formation_type: tally.formationType,
			special_job: tally.specialJob,
			skb_plan: tally.skbPlan,
			seats: tally.seats,
			filled: tally.filled,
			applicants: tally.applicants,
			eligible: tally.eligible,
			passed: tally.passed,
			shortlisted: tally.shortlisted,
			seated: tally.seated,
			shortlist_cut: tally.shortlistCut ?? null,
		}));
		await db.insertInto('results.vacancy').values(values).execute();
	}
}

/** A later version may correct a name; the number stays. */
export async function insertPeople(
	db: Db,
	sealing: Sealing,
	selectionId: string,
	people: readonly Readonly<Record<string, string>>[],
): Promise<void> {
	for (const { slice } of batches(people)) {
		const values = slice.map((person) => {
			const key = { selection_id: selectionId, participant_id: person['participant_id'] ?? '' };
			return { ...key, sealed_name: sealName(sealing, key, person['name'] ?? '') };
		});
		await db
			.insertInto('results.person')
			.values(values)
			.onConflict((conflict) =>
				conflict.columns(['selection_id', 'participant_id']).doUpdateSet((update) => ({
					name: null,
					sealed_name: update.ref('excluded.sealed_name'),
				})),
			)
			.execute();
	}
}

export async function insertCommitments(
	db: Db,
	sealing: Sealing,
	key: PublicationKey,
	commitments: readonly NewCommitment[],
): Promise<void> {
	for (const { start, slice } of batches(commitments)) {
		const values = slice.map((row, at) => {
			const place = {
				selection_id: key.selectionId,
				version: key.version,
				participant_id: row.participantId,
			};
			const record = new TextDecoder().decode(canonicalBytes(row.record));
			return {
				...place,
				leaf_index: start + at,
				commitment: Buffer.from(row.commitment),
				opening: sealOpening(sealing, place, { salt: row.salt, record }),
			};
		});
		await db.insertInto('results.commitment').values(values).execute();
	}
}
