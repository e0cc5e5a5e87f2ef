import type { EntryPayload } from '@terang/ledger';
import type { QueryExecutorProvider } from 'kysely';
import type { StoredEntry } from './identity.tables.server.ts';

export type RoleEntry =
	| {
			readonly stream: string;
			readonly type: 'role.requested';
			readonly payload: EntryPayload<'role.requested'>;
	  }
	| {
			readonly stream: string;
			readonly type: 'role.changed';
			readonly payload: EntryPayload<'role.changed'>;
	  };

/** What is needed of the public log; the ledger has it. */
export interface RoleLog {
	append(
		trx: QueryExecutorProvider,
		entries: readonly RoleEntry[],
	): Promise<readonly StoredEntry[]>;
	/** Rejects where the log does not sign in time. */
	whenSequenced(
		ref: Pick<StoredEntry, 'id'>,
		options: { readonly timeoutMs: number },
	): Promise<{ readonly index: number }>;
}

/** One stream an institution, one for the whole installation. */
export function roleStream(institutionId: string | null): string {
	return institutionId === null ? 'roles' : `roles/${institutionId}`;
}
