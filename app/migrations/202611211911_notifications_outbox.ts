import { type Kysely, sql } from 'kysely';

/**
 * Mails that wait to be sent, written in the transaction that decided. A key names one mail for
 * ever, so that whatever asks twice sends once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema notifications`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table notifications.mail (
		key text collate "C" primary key,
		recipient text,
		subject text not null,
		body text,
		created_at timestamptz not null,
		next_try_at timestamptz not null,
		tries integer not null default 0 check (tries >= 0),
		sent_at timestamptz,
		check (sent_at is not null or (recipient is not null and body is not null))
	)`,
	`create index mail_waiting on notifications.mail (next_try_at) where sent_at is null`,
	`comment on column notifications.mail.recipient is 'personal: e-mail; removed once the mail is sent'`,
	`comment on column notifications.mail.body is 'personal: may hold a name or a one-time link; removed once the mail is sent'`,
];
