/**
 * Everything that comes from outside (a file, a server, a person) is answered with a value, never
 * with an exception. The codes are closed, so that a caller's table of messages is checked.
 */
export type LedgerCode =
	| 'ledger.base64_malformed'
	| 'ledger.bundle_malformed'
	| 'ledger.checkpoint_malformed'
	| 'ledger.checkpoint_missing'
	| 'ledger.consistency_failed'
	| 'ledger.cosignature_malformed'
	| 'ledger.edge_malformed'
	| 'ledger.entry_field_invalid'
	| 'ledger.entry_mismatch'
	| 'ledger.entry_missing'
	| 'ledger.entry_not_canonical'
	| 'ledger.entry_too_long'
	| 'ledger.entry_type_unknown'
	| 'ledger.inclusion_failed'
	| 'ledger.index_out_of_range'
	| 'ledger.key_malformed'
	| 'ledger.key_type_unsupported'
	| 'ledger.note_malformed'
	| 'ledger.opening_misplaced'
	| 'ledger.opening_missing'
	| 'ledger.origin_mismatch'
	| 'ledger.policy_malformed'
	| 'ledger.proof_malformed'
	| 'ledger.quorum_missing'
	| 'ledger.request_malformed'
	| 'ledger.root_mismatch'
	| 'ledger.signature_invalid'
	| 'ledger.signature_missing'
	| 'ledger.size_shrunk'
	| 'ledger.stream_closed'
	| 'ledger.stream_count_wrong'
	| 'ledger.stream_gap'
	| 'ledger.tile_missing'
	| 'ledger.tile_mismatch';

export interface Failure {
	readonly ok: false;
	readonly code: LedgerCode;
	/** Which field, line or path; never personal data. */
	readonly where?: string;
}

/** `Outcome<'note', Note>` is `{ ok: true, note: Note }` or a failure. */
export type Outcome<Name extends string, Value> =
	({ readonly ok: true } & { readonly [Key in Name]: Value }) | Failure;

export function failure(code: LedgerCode, where?: string): Failure {
	return where === undefined ? { ok: false, code } : { ok: false, code, where };
}
