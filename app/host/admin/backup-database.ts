import pg from 'pg';
import { copyIn, copyOut } from './backup-copy.ts';

/** A table of the installation, with the columns that hold data of their own. */
export interface BackupTable {
	/** `ledger.entry`. */
	readonly name: string;
	readonly columns: readonly string[];
}

export interface BackupSequence {
	readonly name: string;
	readonly value: number;
}

/**
 * Not of the installation's own: the record of migrations is made again by running them, and the
 * job queue's tables belong to its library; what is due is found again from the data.
 */
const leftOut = ['platform.migration', 'platform.migration_lock'];
const leftOutSchemas = ['pg_catalog', 'information_schema', 'graphile_worker'];

/** Tables of the application, each after those it refers to. */
export async function listTables(client: pg.ClientBase): Promise<readonly BackupTable[]> {
	const { rows } = await client.query<{ name: string; columns: string[]; needs: string[] }>(
		`select n.nspname || '.' || c.relname as name,
			array(
				select attname::text from pg_attribute
				where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
				order by attnum
			) as columns,
			array(
				select distinct fn.nspname || '.' || fc.relname
				from pg_constraint k
				join pg_class fc on fc.oid = k.confrelid
				join pg_namespace fn on fn.oid = fc.relnamespace
				where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid
			) as needs
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind = 'r' and n.nspname <> all ($1) and n.nspname !~ '^pg_'
			and n.nspname || '.' || c.relname <> all ($2)
		order by name`,
		[leftOutSchemas, leftOut],
	);
	return inOrderOfNeed(rows);
}

function inOrderOfNeed(
	tables: readonly (BackupTable & { readonly needs: readonly string[] })[],
): readonly BackupTable[] {
	const left = new Map(tables.map((table) => [table.name, table]));
	const ordered: BackupTable[] = [];
	while (left.size > 0) {
		const ready = [...left.values()].filter(({ needs }) => !needs.some((name) => left.has(name)));
		if (ready.length === 0) throw new Error(`tables in a circle: ${[...left.keys()].join(', ')}`);
		for (const { name, columns } of ready) {
			left.delete(name);
			ordered.push({ name, columns });
		}
	}
	return ordered;
}

/** Read outside the snapshot on purpose: a sequence may only be ahead of its rows. */
export async function listSequences(client: pg.ClientBase): Promise<readonly BackupSequence[]> {
	const { rows } = await client.query<{ name: string; value: string | null }>(
		`select schemaname || '.' || sequencename as name, last_value::text as value
		from pg_sequences where schemaname <> all ($1) order by name`,
		[leftOutSchemas],
	);
	return rows
		.filter(({ value }) => value !== null)
		.map(({ name, value }) => ({ name, value: Number(value) }));
}

/** All rows of one table, in PostgreSQL's own text form. */
export function exportTable(client: pg.ClientBase, table: BackupTable): AsyncGenerator<Uint8Array> {
	return copyOut(client, `copy ${quoted(table.name)} (${columnList(table)}) to stdout`);
}

export function importTable(
	client: pg.ClientBase,
	table: BackupTable,
	chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
	return copyIn(client, `copy ${quoted(table.name)} (${columnList(table)}) from stdin`, chunks);
}

export async function importSequence(
	client: pg.ClientBase,
	{ name, value }: BackupSequence,
): Promise<void> {
	await client.query('select setval($1::regclass, $2)', [quoted(name), value]);
}

function columnList({ columns }: BackupTable): string {
	return columns.map((column) => pg.escapeIdentifier(column)).join(', ');
}

function quoted(name: string): string {
	return name
		.split('.')
		.map((part) => pg.escapeIdentifier(part))
		.join('.');
}
