import { type Kysely, sql } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';

/** What of an imported row no published file shows. */
export interface ImportedPerson {
	readonly name: string;
	readonly birth_date: string;
	readonly gpa: string;
	/** Those that no fill round considers are never published. */
	readonly preferences: string;
}

interface RowKey {
	readonly import_id: number;
	readonly participant_id: string;
}

export function sealPerson(
	sealing: Pick<Sealing, 'seal'>,
	key: RowKey,
	{ name, birth_date, gpa, preferences }: ImportedPerson,
): Buffer {
	return sealing.seal(placeOf(key), JSON.stringify({ name, birth_date, gpa, preferences }));
}

/** Rows of before it was sealed hold it as text; of an erased person only published wishes are left. */
export function personOf(
	sealing: Pick<Sealing, 'open'>,
	row: RowKey & ImportedPerson & { readonly personal: Buffer | null },
): ImportedPerson {
	if (row.personal === null) return row;
	const { name, birth_date, gpa, preferences } = row;
	const sealed: unknown = JSON.parse(sealing.open(placeOf(row), row.personal).toString());
	return { name, birth_date, gpa, preferences, ...(sealed as Partial<ImportedPerson>) };
}

const placeOf = (key: RowKey) => ({
	column: 'results.participant.personal',
	row: [key.import_id, key.participant_id],
});

type UnsealedRow = RowKey &
	ImportedPerson & { readonly line: number; readonly personal: Buffer | null };

const batch = 1_000;

/** Seals what an older release left readable; may end anywhere. */
export async function sealImported(db: Kysely<unknown>, sealing: Sealing): Promise<void> {
	while (await sealBatch(db, sealing)) continue;
}

function sealBatch(db: Kysely<unknown>, sealing: Sealing): Promise<boolean> {
	return db.transaction().execute(async (trx) => {
		const { rows } = await sql<UnsealedRow>`
			select import_id, line, participant_id, personal, name, birth_date, gpa, preferences
			from results.participant
			where name <> '' or birth_date <> '' or gpa <> ''
				or (personal is not null and preferences <> '')
			limit ${batch} for update`.execute(trx);
		for (const row of rows) {
			await sql`
				update results.participant
				set personal = ${sealPerson(sealing, row, personOf(sealing, row))},
					name = '', birth_date = '', gpa = '', preferences = ''
				where import_id = ${row.import_id} and line = ${row.line}`.execute(trx);
		}
		return rows.length === batch;
	});
}
