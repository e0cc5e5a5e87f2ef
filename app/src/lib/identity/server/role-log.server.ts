import type { EntryPayload, EntryType } from '@terang/ledger';
import type { QueryExecutorProvider } from 'kysely';
import type { StoredEntry } from './identity.tables.server.ts';

type EntryOf<T extends EntryType> = {
	readonly stream: string;
	readonly type: T;
	readonly payload: EntryPayload<T>;
};

export type RoleEntry =
	| EntryOf<'role.requested'>
	| EntryOf<'role.changed'>
	| EntryOf<'access.reset_requested'>
	| EntryOf<'access.reset'>;

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
	/** Whether `append` rejected because the log takes no entries now. */
	isStopped(error: unknown): boolean;
}

/**
 * A command that needs an entry. While the log takes none it is refused: its transaction has been
 * undone, so that nothing is half decided.
 */
export async function refusing<Outcome>(
	log: RoleLog,
	command: () => Promise<Outcome>,
): Promise<Outcome | { readonly kind: 'refused'; readonly code: 'identity.log_stopped' }> {
	try {
		return await command();
	} catch (error) {
		if (!log.isStopped(error)) throw error;
		return { kind: 'refused', code: 'identity.log_stopped' };
	}
}

/** One stream an institution, one for the whole installation. */
export function roleStream(institutionId: string | null): string {
	return institutionId === null ? 'roles' : `roles/${institutionId}`;
}
