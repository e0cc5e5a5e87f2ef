import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

/** Options for `pg`: the socket's folder as host. There is no password, see ADR 0030. */
export interface Connection {
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly database: string;
}

/** The socket is named by it; nothing listens on a network. */
export const PORT = 5432;

const DATABASE = 'terang';

export function connectionTo(socketDir: string, database: string = DATABASE): Connection {
	return { host: socketDir, port: PORT, user: SUPERUSER, database };
}

/** What a server says of itself. */
export interface ServerAnswer {
	/** Real path of its cluster. */
	readonly folder: string;
	/** Such as `18.4`. */
	readonly version: string;
}

/** Asks the server behind a socket who it is; nothing while it does not answer, whatever the reason. */
export async function askServer(socketDir: string): Promise<ServerAnswer | undefined> {
	try {
		const rows = await query<{ folder: string; version: string }>(
			connectionTo(socketDir, 'postgres'),
			`SELECT current_setting('data_directory') AS folder,
				current_setting('server_version') AS version`,
		);
		return rows[0];
	} catch {
		return undefined;
	}
}

/** Makes Terang's own database if this is the first start. Throws the driver's errors. */
export async function ensureDatabase(socketDir: string): Promise<void> {
	const maintenance = connectionTo(socketDir, 'postgres');
	const found = await query(maintenance, 'SELECT 1 FROM pg_database WHERE datname = $1', [
		DATABASE,
	]);
	if (found.length === 0) await query(maintenance, `CREATE DATABASE ${DATABASE}`);
}

async function query<Row extends pg.QueryResultRow>(
	connection: Connection,
	text: string,
	values: unknown[] = [],
): Promise<Row[]> {
	const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5_000 });
	// A server that stops meanwhile reports it also here; the query's own error is the one that counts.
	client.on('error', () => undefined);
	try {
		await client.connect();
		return (await client.query<Row>(text, values)).rows;
	} finally {
		await client.end();
	}
}
