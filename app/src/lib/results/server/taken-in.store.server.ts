import { type Kysely, sql } from 'kysely';
import type { TakenFile } from '../../platform/tables/kind.ts';

export type TakenKind = 'participants' | 'marks' | 'decisions';

/** Files of a selection that are in effect, the one that counts last at the end. */
export interface TakenIn {
	readonly import_id: number;
	readonly kind: TakenKind;
	readonly columns: readonly string[];
	readonly rows: number;
}

/** Of participants and decisions the newest list counts alone; marks lie over one another. */
export async function listTakenIn(
	db: Kysely<unknown>,
	selectionId: string,
): Promise<readonly TakenIn[]> {
	const { rows } = await sql<TakenIn>`
		select import_id, kind, columns, rows from results.taken_in one
		where selection_id = ${selectionId} and undone_at is null
			and (kind = 'marks' or not exists (
				select from results.taken_in later
				where later.selection_id = one.selection_id and later.kind = one.kind
					and later.undone_at is null and later.position > one.position))
		order by position
	`.execute(db);
	return rows;
}

export async function findParticipants(
	db: Kysely<unknown>,
	selectionId: string,
): Promise<TakenIn | undefined> {
	return (await listTakenIn(db, selectionId)).find(({ kind }) => kind === 'participants');
}

export async function insertTakenIn(
	trx: Kysely<unknown>,
	kind: TakenKind,
	file: TakenFile,
	/** Under which the log knows the file, where it does. */
	salt?: Buffer,
): Promise<void> {
	await sql`
		insert into results.taken_in
			(import_id, selection_id, kind, columns, digest, rows, taken_by, brought_by, salt)
		values (${file.importId}, ${file.scope.id}, ${kind}, ${[...file.columns]}, ${file.digest},
			${file.rows}, ${file.appliedBy}, ${file.broughtBy}, ${salt ?? null})
	`.execute(trx);
}

/** Files of before salts were drawn have none: the log knows their plain digest. */
export async function findSalt(db: Kysely<unknown>, importId: number): Promise<Buffer | undefined> {
	const { rows } = await sql<{ salt: Buffer | null }>`
		select salt from results.taken_in where import_id = ${importId}`.execute(db);
	return rows[0]?.salt ?? undefined;
}

/** False where a run already rests on the file, or on a list of participants laid under marks. */
export async function withdraw(trx: Kysely<unknown>, file: TakenFile): Promise<boolean> {
	const withdrawn = await sql`
		update results.taken_in one set undone_at = transaction_timestamp()
		where import_id = ${file.importId} and used_at is null and undone_at is null
			and not (kind = 'participants' and exists (
				select from results.taken_in later
				where later.selection_id = one.selection_id and later.undone_at is null
					and later.kind <> 'participants' and later.position > one.position))
	`.execute(trx);
	return withdrawn.numAffectedRows === 1n;
}

/** Files of before say nobody. */
interface Preparers {
	readonly taken_by: string | null;
	readonly brought_by: string | null;
}

/**
 * From now on what is in effect cannot be withdrawn: something has been made from it.
 * @returns the pseudonyms of who brought it and who put it into effect
 */
export async function markImportsUsed(
	trx: Kysely<unknown>,
	selectionId: string,
): Promise<readonly string[]> {
	const used = await listTakenIn(trx, selectionId);
	const ids = used.map(({ import_id }) => import_id);
	const { rows } = await sql<Preparers>`
		update results.taken_in set used_at = coalesce(used_at, transaction_timestamp())
		where import_id = any(${ids}) returning taken_by, brought_by
	`.execute(trx);
	const people = rows.flatMap(({ taken_by, brought_by }) => [taken_by, brought_by]);
	return [...new Set(people)].filter((person) => person !== null);
}
