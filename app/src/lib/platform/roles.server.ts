import { sql } from 'kysely';
import type { Database } from './database.server.ts';

/** Roles of the embedded database. An external one brings its own names in its URLs. */
export const embeddedRoles = {
	owner: 'terang_owner',
	app: 'terang_app',
	publicReader: 'terang_public',
} as const;

/** What the capabilities say about their tables, as `schema.table`. */
export interface TableAccess {
	/** Schemas the application uses. */
	readonly schemas: readonly string[];
	/** Rows that are evidence: the application may add and read them, never change or remove. */
	readonly appendOnly: readonly string[];
	/** Rows anyone may read: nothing about a person. */
	readonly publicRead: readonly string[];
}

/**
 * Grants the application exactly what it needs. Runs after every migration, so that a new table
 * never waits for somebody to remember its rights; a table listed as append-only loses UPDATE,
 * DELETE and TRUNCATE even where an older release had granted them.
 */
export async function grantAccess(owner: Database, app: string, access: TableAccess) {
	const role = sql.id(app);
	const isOwner = await sql<{ same: boolean }>`SELECT current_user = ${app} AS same`.execute(owner);
	// One role for everything (development, an external demo): its rights are its ownership.
	if (isOwner.rows[0]?.same === true) return;
	for (const schema of access.schemas) {
		const name = sql.id(schema);
		await sql`GRANT USAGE ON SCHEMA ${name} TO ${role}`.execute(owner);
		await sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${name} TO ${role}`.execute(
			owner,
		);
		await sql`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${name} TO ${role}`.execute(owner);
	}
	for (const table of access.appendOnly) {
		await sql`REVOKE UPDATE, DELETE, TRUNCATE ON ${sql.table(table)} FROM ${role}`.execute(owner);
	}
	await sql`GRANT USAGE ON SCHEMA platform TO ${role}`.execute(owner);
	await sql`GRANT SELECT ON platform.migration TO ${role}`.execute(owner);
}

/** Read-only rights on what is public anyway, for reports and other people's tools. */
export async function grantPublicRead(owner: Database, reader: string, access: TableAccess) {
	const exists = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${reader}`.execute(owner);
	if (exists.rows.length === 0) return;
	for (const table of access.publicRead) {
		const [schema = ''] = table.split('.');
		await sql`GRANT USAGE ON SCHEMA ${sql.id(schema)} TO ${sql.id(reader)}`.execute(owner);
		await sql`GRANT SELECT ON ${sql.table(table)} TO ${sql.id(reader)}`.execute(owner);
	}
}

/**
 * Append-only tables that the connected role could still change. Ownership and superuser rights
 * count: whoever may grant may change.
 */
export async function changeableEvidence(
	app: Database,
	access: TableAccess,
): Promise<readonly string[]> {
	const changeable: string[] = [];
	for (const table of access.appendOnly) {
		const found = await sql<{ may: boolean }>`
			SELECT has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
				OR has_table_privilege(c.oid, 'TRUNCATE') OR has_any_column_privilege(c.oid, 'UPDATE')
				OR pg_has_role(c.relowner, 'MEMBER') AS may
			FROM pg_class c WHERE c.oid = to_regclass(${table})`.execute(app);
		if (found.rows[0]?.may !== false) changeable.push(table);
	}
	return changeable;
}

/** Creates the three roles in the embedded cluster, where the launcher's superuser may. */
export async function ensureEmbeddedRoles(superuser: Database, databaseName: string) {
	for (const role of Object.values(embeddedRoles)) {
		const exists = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`.execute(superuser);
		if (exists.rows.length === 0) await sql`CREATE ROLE ${sql.id(role)} LOGIN`.execute(superuser);
	}
	const database = sql.id(databaseName);
	await sql`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`.execute(superuser);
	await sql`GRANT CONNECT, CREATE ON DATABASE ${database} TO ${sql.id(embeddedRoles.owner)}`.execute(
		superuser,
	);
	for (const role of [embeddedRoles.app, embeddedRoles.publicReader]) {
		await sql`GRANT CONNECT ON DATABASE ${database} TO ${sql.id(role)}`.execute(superuser);
	}
}
