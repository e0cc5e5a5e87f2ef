import { type Kysely, sql } from 'kysely';

/**
 * People who work with the system, their accounts and their roles. Columns about a person carry the
 * comment `personal: …`. Roles belong to a person, not to an account: whoever has two accounts is
 * still one person when two are needed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create schema identity`.execute(db);
	for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Tables of the sign-in library: its fields, our names. */
const accounts = [
	`create table identity.person (
		id text collate "C" primary key,
		employee_number_key bytea unique check (octet_length(employee_number_key) = 32),
		created_at timestamptz not null
	)`,
	`comment on column identity.person.id is 'Pseudonym: random, stands in log entries instead of a name'`,
	`comment on column identity.person.employee_number_key is 'personal: HMAC of the employee number (NIP), for equality only'`,

	`create table identity.account (
		id text collate "C" primary key,
		person_id text collate "C" not null references identity.person,
		name text not null,
		email text not null unique,
		email_verified boolean not null,
		image text,
		two_factor_enabled boolean not null default false,
		created_at timestamptz not null,
		updated_at timestamptz not null
	)`,
	`create index account_person on identity.account (person_id)`,
	`comment on column identity.account.name is 'personal: name'`,
	`comment on column identity.account.email is 'personal: e-mail'`,

	`create table identity.credential (
		id text collate "C" primary key,
		account_id text not null,
		provider_id text not null,
		user_id text collate "C" not null references identity.account on delete cascade,
		password text,
		access_token text,
		refresh_token text,
		id_token text,
		access_token_expires_at timestamptz,
		refresh_token_expires_at timestamptz,
		scope text,
		created_at timestamptz not null,
		updated_at timestamptz not null,
		unique (provider_id, account_id)
	)`,
	`create index credential_account on identity.credential (user_id)`,
	`comment on column identity.credential.password is 'Argon2id hash'`,

	`create table identity.session (
		id text collate "C" primary key,
		token text not null unique,
		user_id text collate "C" not null references identity.account on delete cascade,
		expires_at timestamptz not null,
		created_at timestamptz not null,
		updated_at timestamptz not null,
		ip_address text,
		user_agent text
	)`,
	`create index session_account on identity.session (user_id)`,
	`comment on column identity.session.ip_address is 'personal: never filled'`,
	`comment on column identity.session.user_agent is 'personal: lets people tell their own sessions apart'`,

	`create table identity.verification (
		id text collate "C" primary key,
		identifier text not null,
		value text not null,
		expires_at timestamptz not null,
		created_at timestamptz not null,
		updated_at timestamptz not null
	)`,
	`create index verification_identifier on identity.verification (identifier)`,

	`create table identity.authenticator (
		id text collate "C" primary key,
		user_id text collate "C" not null unique references identity.account on delete cascade,
		secret text not null,
		backup_codes text not null,
		verified boolean not null,
		failed_verification_count integer not null default 0,
		locked_until timestamptz
	)`,
	`comment on column identity.authenticator.secret is 'Encrypted under a key outside the database'`,
	`comment on column identity.authenticator.backup_codes is 'Encrypted under a key outside the database'`,

	`create table identity.slowdown (
		key bytea primary key check (octet_length(key) = 32),
		failures integer not null check (failures >= 1),
		blocked_until timestamptz not null,
		last_at timestamptz not null
	)`,
	`create index slowdown_age on identity.slowdown (last_at)`,
	`comment on column identity.slowdown.key is 'HMAC of what was tried: the table does not say whose account it was'`,
];

const kindOfRole = `case role
			when 'administrator' then 'administration'
			when 'committee' then 'deciding'
			when 'approving_official' then 'deciding'
			else 'overseeing'
		end`;

const roles = [
	`create table identity.duty (
		person_id text collate "C" primary key references identity.person,
		kind text not null check (kind in ('administration', 'deciding', 'overseeing')),
		unique (person_id, kind)
	)`,
	`comment on table identity.duty is 'One kind of duty a person: whoever hands out roles decides nothing, whoever oversees does neither'`,

	`create table identity.role_held (
		person_id text collate "C" not null,
		role text not null check (role in
			('committee', 'approving_official', 'auditor', 'administrator', 'national_monitor')),
		institution_id text collate "C",
		kind text not null generated always as (${kindOfRole}) stored,
		since timestamptz not null,
		unique nulls not distinct (person_id, role, institution_id),
		foreign key (person_id, kind) references identity.duty (person_id, kind),
		check (role <> 'national_monitor' or institution_id is null),
		check (role not in ('committee', 'approving_official', 'auditor') or institution_id is not null)
	)`,
	`comment on column identity.role_held.institution_id is 'Absent: the whole installation'`,

	`create table identity.role_change (
		id text collate "C" primary key,
		person_id text collate "C" not null references identity.person,
		change text not null check (change in ('granted', 'revoked')),
		role text not null,
		institution_id text collate "C",
		basis text not null check (basis in ('two_administrators', 'first_invitation', 'demo')),
		requested_by text collate "C" references identity.person,
		requested_at timestamptz not null,
		decision text check (decision in ('approved', 'refused')),
		decided_by text collate "C" references identity.person,
		decided_at timestamptz,
		entry jsonb,
		entry_index bigint check (entry_index >= 0),
		check ((decision is null) = (decided_at is null)),
		check (basis <> 'two_administrators' or requested_by is not null),
		check (basis <> 'two_administrators' or (decision is null) = (decided_by is null)),
		check (decided_by is distinct from requested_by or decided_by is null),
		check (decided_by is distinct from person_id or decided_by is null),
		check ((entry is not null) = (decision is not distinct from 'approved'))
	)`,
	`create index role_change_open on identity.role_change (requested_at) where decision is null`,
	`create unique index role_change_once on identity.role_change (person_id, role, institution_id)
		nulls not distinct where decision is null`,
	`create index role_change_waiting on identity.role_change (decided_at)
		where decision = 'approved' and entry_index is null`,
	`comment on table identity.role_change is 'Asked, decided, in the log, in force: a role is held once entry_index is known'`,

	`create table identity.invitation (
		token_key bytea primary key check (octet_length(token_key) = 32),
		email text not null,
		person_id text collate "C" references identity.person,
		name text,
		invited_by text collate "C" references identity.person,
		created_at timestamptz not null,
		expires_at timestamptz not null,
		used_at timestamptz
	)`,
	`create index invitation_email on identity.invitation (email)`,
	`comment on column identity.invitation.email is 'personal: e-mail'`,
	`comment on column identity.invitation.name is 'personal: name'`,
	`comment on column identity.invitation.token_key is 'SHA-256 of the token in the link'`,

	`create table identity.reading (
		id bigint generated always as identity primary key,
		at timestamptz not null,
		person_id text collate "C" not null references identity.person,
		role text not null,
		institution_id text collate "C",
		what text not null
	)`,
	`create index reading_institution on identity.reading (institution_id, id desc)`,
	`comment on table identity.reading is 'Append-only. What those who may read everything have read.'`,
];

const statements = [...accounts, ...roles];
