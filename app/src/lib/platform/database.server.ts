import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

/**
 * Capabilities look at it through their own tables: `database.withTables<LedgerTables>()`. Nobody
 * sees another capability's tables by type.
 */
export type Database = Kysely<unknown>;

export interface OpenDatabase {
	readonly database: Database;
	/** For what a query builder cannot do: COPY, LISTEN, the job worker. */
	readonly pool: pg.Pool;
	close(): Promise<void>;
}

/** 64-bit integers: counts and log sizes stay below 2^53 and are read as numbers. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, (text) => {
	const value = Number(text);
	if (!Number.isSafeInteger(value)) throw new RangeError('int8 beyond 2^53 in a column');
	return value;
});

/**
 * Opens a pool; connects lazily.
 * @param onIdleError connections that break while idle (a restarted server); the pool replaces them.
 */
export function openDatabase(
	connection: pg.PoolConfig,
	onIdleError: (error: Error) => void = () => undefined,
): OpenDatabase {
	const pool = new pg.Pool({
		max: 10,
		connectionTimeoutMillis: 5_000,
		application_name: 'terang',
		...connection,
		types,
	});
	let closing = false;
	const onError = (error: Error) => {
		// The last connections may still be going when the server they lead to stops.
		if (!closing) onIdleError(error);
	};
	pool.on('error', onError);
	// A connection that breaks while in use fails its query; without a listener it would end the process.
	pool.on('connect', (client) => client.on('error', onError));
	const database: Database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
	return {
		database,
		pool,
		close: () => {
			closing = true;
			return database.destroy();
		},
	};
}

/**
 * One transaction, seen by a query builder and, for COPY, by its bare connection. Whatever is thrown
 * takes all of it back; a connection that cannot even do that is thrown away.
 */
export async function inTransaction<Answer>(
	pool: pg.Pool,
	work: (trx: Transaction<unknown>, client: pg.PoolClient) => Promise<Answer>,
): Promise<Answer> {
	const client = await pool.connect();
	let broken: Error | undefined;
	// A connection that breaks outside a query would otherwise end the process.
	const onError = (error: Error) => {
		broken = error;
	};
	client.on('error', onError);
	const only = {
		query: client.query.bind(client),
		release: () => undefined,
	} as unknown as pg.PoolClient;
	const database: Database = new Kysely<unknown>({
		dialect: new PostgresDialect({
			pool: { connect: () => Promise.resolve(only), end: () => Promise.resolve() },
		}),
	});
	try {
		return await database.transaction().execute((trx) => work(trx, client));
	} finally {
		client.off('error', onError);
		client.release(broken);
	}
}
