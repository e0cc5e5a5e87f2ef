import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Role } from '../domain/roles.ts';

/** Rows of the schema `identity`; see the migration for what each column means. */
export type IdentityTables = {
	'identity.person': PersonTable;
	'identity.account': AccountTable;
	'identity.credential': CredentialTable;
	'identity.session': SessionTable;
	'identity.verification': VerificationTable;
	'identity.authenticator': AuthenticatorTable;
	'identity.slowdown': SlowdownTable;
	'identity.duty': { person_id: string; kind: string };
	'identity.role_held': RoleHeldTable;
	'identity.role_change': RoleChangeTable;
	'identity.access_reset': AccessResetTable;
	'identity.invitation': InvitationTable;
	'identity.reading': ReadingTable;
};

interface PersonTable {
	id: string;
	employee_number_key: Uint8Array | null;
	created_at: Date;
}

interface AccountTable {
	id: string;
	person_id: string;
	name: string;
	email: string;
	email_verified: boolean;
	two_factor_enabled: Generated<boolean>;
	created_at: Date;
	updated_at: Date;
}

interface CredentialTable {
	id: string;
	account_id: string;
	provider_id: string;
	user_id: string;
	password: string | null;
	created_at: Date;
	updated_at: Date;
}

interface SessionTable {
	id: string;
	token: string;
	user_id: string;
	expires_at: Date;
	created_at: Date;
	updated_at: Date;
	user_agent: string | null;
}

interface VerificationTable {
	id: string;
	identifier: string;
	value: string;
	expires_at: Date;
}

interface AuthenticatorTable {
	id: string;
	user_id: string;
	secret: string;
	backup_codes: string;
	verified: boolean;
}

interface SlowdownTable {
	key: Uint8Array;
	failures: number;
	/** Of them, those that are being judged. */
	unjudged: Generated<number>;
	blocked_until: Date;
	last_at: Date;
}

interface RoleHeldTable {
	person_id: string;
	role: Role;
	institution_id: string | null;
	kind: GeneratedAlways<string>;
	since: Date;
}

/** Reference to a log entry as the ledger gives it. */
export interface StoredEntry {
	readonly id: string;
	readonly stream: string;
	readonly sequence: number;
}

interface RoleChangeTable {
	id: string;
	person_id: string;
	change: 'granted' | 'revoked';
	role: Role;
	institution_id: string | null;
	basis: 'two_administrators' | 'first_invitation' | 'demo';
	requested_by: string | null;
	requested_at: Date;
	decision: 'approved' | 'refused' | null;
	decided_by: string | null;
	decided_at: Date | null;
	entry: ColumnType<StoredEntry | null, string | null | undefined, string>;
	entry_index: number | null;
}

interface AccessResetTable {
	id: string;
	person_id: string;
	institution_id: string | null;
	requested_by: string;
	requested_at: Date;
	decision: 'approved' | 'refused' | null;
	decided_by: string | null;
	decided_at: Date | null;
	entry: ColumnType<StoredEntry | null, string | null | undefined, string>;
	entry_index: number | null;
}

interface InvitationTable {
	token_key: Uint8Array;
	email: string;
	person_id: string | null;
	name: string | null;
	invited_by: string | null;
	created_at: Date;
	expires_at: Date;
	used_at: Date | null;
}

interface ReadingTable {
	id: GeneratedAlways<number>;
	at: Date;
	person_id: string;
	role: string;
	institution_id: string | null;
	what: string;
}
