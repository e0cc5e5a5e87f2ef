import { type Kysely, sql } from 'kysely';

/**
 * The log inside the database. `entry` and `sequenced` are append-only: the application's role may
 * INSERT and SELECT, nothing else. `pending` is the queue between them, so that finding the rows
 * without a place costs nothing however long the log is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema ledger`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table ledger.log (
		id bigint generated always as identity primary key,
		slug text not null unique,
		origin text not null unique,
		vkey text not null,
		opened_at timestamptz not null
	)`,
	`comment on table ledger.log is 'One row for each key and origin; the last one is the log that grows.'`,

	`create table ledger.stream (
		log_id bigint not null references ledger.log,
		stream text collate "C" not null,
		next_q bigint not null check (next_q >= 1),
		primary key (log_id, stream)
	)`,
	`comment on table ledger.stream is 'Next number of each stream; locked by the deciding transaction, which keeps numbers gapless.'`,

	`create table ledger.entry (
		id bigint generated always as identity primary key,
		log_id bigint not null references ledger.log,
		stream text collate "C" not null,
		q bigint not null check (q >= 1),
		type text not null,
		bytes bytea not null check (octet_length(bytes) between 1 and 2048),
		leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
		unique (log_id, stream, q),
		unique (log_id, leaf_hash)
	)`,
	`create index entry_type on ledger.entry (log_id, type, id desc)`,
	`comment on table ledger.entry is 'Append-only. Leaves of the public log, written in the transaction that decided.'`,

	`create table ledger.pending (
		entry_id bigint primary key references ledger.entry
	)`,

	`create table ledger.sequenced (
		log_id bigint not null references ledger.log,
		index bigint not null check (index >= 0),
		entry_id bigint not null references ledger.entry,
		primary key (log_id, index),
		unique (entry_id)
	)`,
	`comment on table ledger.sequenced is 'Append-only. The place of an entry in the tree.'`,

	`create table ledger.carried (
		entry_id bigint primary key references ledger.entry,
		into_id bigint not null references ledger.entry
	)`,
	`comment on table ledger.carried is 'Append-only. Entries that waited when their log ended unsigned, and the entry of the next log that says the same.'`,

	`create table ledger.head (
		log_id bigint primary key references ledger.log,
		size bigint not null check (size >= 0),
		root text not null,
		sequenced_at timestamptz not null
	)`,

	`create table ledger.lease (
		name text primary key,
		holder text not null,
		fence bigint not null check (fence >= 1),
		expires_at timestamptz not null
	)`,
	`comment on table ledger.lease is 'One sequencer at a time; the fence rises with every new holder.'`,

	`create table ledger.cosignature (
		log_id bigint not null references ledger.log,
		witness text not null,
		size bigint not null check (size >= 0),
		cosigned_at timestamptz not null,
		primary key (log_id, witness)
	)`,
];
