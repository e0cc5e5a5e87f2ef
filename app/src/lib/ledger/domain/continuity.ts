/** What the tile store and the database say about the same log. */
export interface Head {
	readonly size: number;
	/** Base64, as in a checkpoint; of an empty log the empty text. */
	readonly root: string;
}

export type Continuity =
	| { readonly kind: 'same' }
	/** The database missed sequenced entries: a crash before it was told, or a restored backup. */
	| { readonly kind: 'database_behind'; readonly from: number; readonly to: number }
	| { readonly kind: 'stop'; readonly stop: LogStop };

/** Why a log does not sign. Each is for an administrator to resolve, none for the program. */
export type LogStop =
	| { readonly code: 'ledger.read_only'; readonly size: number }
	| { readonly code: 'ledger.log_ended'; readonly size: number }
	| { readonly code: 'ledger.row_unmatched'; readonly index: number; readonly size: number }
	| { readonly code: 'ledger.store_behind'; readonly store: number; readonly database: number }
	| { readonly code: 'ledger.roots_differ'; readonly size: number }
	| { readonly code: 'ledger.store_missing'; readonly slug: string }
	| { readonly code: 'ledger.store_foreign'; readonly slug: string }
	| { readonly code: 'ledger.store_damaged'; readonly path: string }
	| { readonly code: 'ledger.key_missing'; readonly slug: string }
	| { readonly code: 'ledger.key_differs'; readonly slug: string };

/**
 * Judges the two heads before a signature. Only the tile store decides what was signed: a database
 * that claims more than the store shows a store put back from a copy, and signing on would fork.
 */
export function compareHeads(store: Head, database: Head): Continuity {
	if (store.size < database.size) {
		return stop({ code: 'ledger.store_behind', store: store.size, database: database.size });
	}
	if (store.size > database.size) {
		return { kind: 'database_behind', from: database.size, to: store.size };
	}
	return store.root === database.root
		? { kind: 'same' }
		: stop({ code: 'ledger.roots_differ', size: store.size });
}

function stop(reason: LogStop): Continuity {
	return { kind: 'stop', stop: reason };
}

/** One sentence for the administrator's terminal and log. */
export function stopSentence(stop: LogStop): string {
	switch (stop.code) {
		case 'ledger.read_only':
			return `The log was restored and does not sign (size ${stop.size}): run \`npm run admin -- log resume --head <url|file>\` with a current head, or \`npm run admin -- log new-key\`.`;
		case 'ledger.log_ended':
			return `The log was closed at size ${stop.size} and another one goes on from there: this database is from before that. Restore a newer backup, or run \`npm run admin -- log new-key\`.`;
		case 'ledger.row_unmatched':
			return `The log holds entry ${stop.index} (size ${stop.size}), which this database does not know: it was restored from an older backup, or belongs elsewhere. Run \`npm run admin -- log resume --head <url|file>\` to read the missing entries back.`;
		case 'ledger.store_behind':
			return `The tile store ends at size ${stop.store}, the database at ${stop.database}: the tile store was replaced by an older copy. Put the newer tile store back.`;
		case 'ledger.roots_differ':
			return `The tile store and the database name different roots for size ${stop.size}: they do not belong together.`;
		case 'ledger.store_missing':
			return `The tile store of log ${stop.slug} is missing: put it back, or run \`npm run admin -- restore\`.`;
		case 'ledger.store_foreign':
			return `The tile store holds a log ${stop.slug} that this database never opened: use its own database, or another TERANG_TILES.`;
		case 'ledger.store_damaged':
			return `The tile store cannot be read at ${stop.path}: put an undamaged copy back.`;
		case 'ledger.key_missing':
			return `The signing key of log ${stop.slug} is missing: set TERANG_LOG_KEY_FILE, or run \`npm run admin -- log new-key\`.`;
		case 'ledger.key_differs':
			return `The signing key given is not the key of log ${stop.slug}.`;
	}
}
