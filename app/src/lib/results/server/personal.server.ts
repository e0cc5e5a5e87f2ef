import { fromBase64Url, toBase64Url } from '@terang/ledger';
import type { Kysely } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

/** What opens a commitment: both are needed, and both are erased at once. */
export interface Opening {
	/** 32 bytes. */
	readonly salt: Uint8Array;
	/** Canonical JSON of the full row. */
	readonly record: string;
}

interface CommitmentKey {
	readonly selection_id: string;
	readonly version: number;
	readonly participant_id: string;
}

interface PersonKey {
	readonly selection_id: string;
	readonly participant_id: string;
}

export function sealName(sealing: Sealing, key: PersonKey, name: string): Buffer {
	return sealing.seal(namePlace(key), name);
}

/** Rows of before the names were sealed still hold them as text. */
export function nameOf(
	sealing: Sealing,
	row: PersonKey & { readonly name: string | null; readonly sealed_name: Buffer | null },
): string | undefined {
	if (row.sealed_name === null) return row.name ?? undefined;
	return sealing.open(namePlace(row), row.sealed_name).toString();
}

/** The salt is sealed as well: with it, a birth date could be found by trying. */
export function sealOpening(sealing: Sealing, key: CommitmentKey, opening: Opening): Buffer {
	const plain = JSON.stringify({ salt: toBase64Url(opening.salt), record: opening.record });
	return sealing.seal(openingPlace(key), plain);
}

/** Undefined where it was erased. */
export function openingOf(
	sealing: Sealing,
	row: CommitmentKey & {
		readonly opening: Buffer | null;
		readonly salt: Buffer | null;
		readonly record: string | null;
	},
): Opening | undefined {
	if (row.opening === null) {
		return row.salt === null || row.record === null
			? undefined
			: { salt: row.salt, record: row.record };
	}
	const plain = JSON.parse(sealing.open(openingPlace(row), row.opening).toString()) as {
		readonly salt: string;
		readonly record: string;
	};
	const salt = fromBase64Url(plain.salt);
	if (salt === undefined) throw new Error('a sealed opening has no salt');
	return { salt, record: plain.record };
}

const namePlace = (key: PersonKey) => ({
	column: 'results.person.sealed_name',
	row: [key.selection_id, key.participant_id],
});

const openingPlace = (key: CommitmentKey) => ({
	column: 'results.commitment.opening',
	row: [key.selection_id, key.version, key.participant_id],
});

const batch = 1_000;

/** Seals what an older release left readable; each batch stands by itself, so it may end anywhere. */
export async function sealReadable(db: Kysely<ResultsTables>, sealing: Sealing): Promise<void> {
	while (await sealNames(db, sealing)) continue;
	while (await sealOpenings(db, sealing)) continue;
}

function sealNames(db: Kysely<ResultsTables>, sealing: Sealing): Promise<boolean> {
	return db.transaction().execute(async (trx) => {
		const rows = await trx
			.selectFrom('results.person')
			.selectAll()
			.where('name', 'is not', null)
			.limit(batch)
			.forUpdate()
			.execute();
		for (const row of rows) {
			await trx
				.updateTable('results.person')
				.set({ sealed_name: sealName(sealing, row, row.name ?? ''), name: null })
				.where('selection_id', '=', row.selection_id)
				.where('participant_id', '=', row.participant_id)
				.execute();
		}
		return rows.length === batch;
	});
}

function sealOpenings(db: Kysely<ResultsTables>, sealing: Sealing): Promise<boolean> {
	return db.transaction().execute(async (trx) => {
		const rows = await trx
			.selectFrom('results.commitment')
			.selectAll()
			.where('record', 'is not', null)
			.limit(batch)
			.forUpdate()
			.execute();
		for (const row of rows) {
			const { salt, record } = row;
			const opening =
				salt === null || record === null ? null : sealOpening(sealing, row, { salt, record });
			await trx
				.updateTable('results.commitment')
				.set({ opening, salt: null, record: null })
				.where('selection_id', '=', row.selection_id)
				.where('version', '=', row.version)
				.where('leaf_index', '=', row.leaf_index)
				.execute();
		}
		return rows.length === batch;
	});
}
