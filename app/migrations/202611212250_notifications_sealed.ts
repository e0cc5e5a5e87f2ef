import { type Kysely, sql } from 'kysely';

/** A letter that waits is sealed: it holds an address and may hold a link that opens an account. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table notifications.mail add column sealed bytea, drop constraint mail_check`,
	`alter table notifications.mail add constraint mail_waits check
		(sent_at is not null or sealed is not null or (recipient is not null and body is not null))`,
	`comment on column notifications.mail.sealed is 'personal: recipient and text; removed once the mail is sent'`,
	`comment on column notifications.mail.recipient is 'Of letters of before they were sealed'`,
	`comment on column notifications.mail.body is 'Of letters of before they were sealed'`,
];
