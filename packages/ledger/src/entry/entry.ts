import { canonicalBytes, parseCanonical } from '../canonical.ts';
import { failure, type Failure, type Outcome } from '../outcome.ts';
import { faultyField, identifier, isRecord, ordinal, type Field } from './fields.ts';
import { entryTypes, isEntryType, type EntryPayload, type EntryType } from './types.ts';

/** Larger content goes in by digest. */
export const longestEntryBytes = 2048;

/** A leaf of the log: its bytes are the canonical JSON of exactly these fields. */
export interface EntryOf<T extends EntryType> {
	readonly v: 1;
	readonly t: T;
	/** Stream: entries that belong together, counted without a gap. */
	readonly s: string;
	/** Place in the stream, from 1. */
	readonly q: number;
	/** The operator's own claim, UTC with milliseconds; proves nothing. */
	readonly at: string;
	readonly p: EntryPayload<T>;
}

/** A union over the types, so that `t` tells which payload `p` is. */
export type Entry = { [T in EntryType]: EntryOf<T> }[EntryType];

/** `2026-11-21T08:00:00.000Z`, the one form of an instant. */
const instant: Field<string> = {
	accepts: (value): value is string => {
		if (typeof value !== 'string' || value.length !== 24) return false;
		const time = Date.parse(value);
		return !Number.isNaN(time) && new Date(time).toISOString() === value;
	},
	describe: 'UTC, RFC 3339 with three decimals and `Z`',
};

const one: Field<1> = { accepts: (value): value is 1 => value === 1, describe: '1' };

const known: Field<EntryType> = {
	accepts: (value): value is EntryType => typeof value === 'string' && isEntryType(value),
	describe: 'a type of the table',
};

const payload: Field<Readonly<Record<string, unknown>>> = {
	accepts: isRecord,
	describe: 'payload of the type',
};

const envelope = { v: one, t: known, s: identifier, q: ordinal, at: instant, p: payload };

function checkEntry(value: unknown): Failure | undefined {
	if (!isRecord(value)) return failure('ledger.entry_field_invalid');
	if (typeof value['t'] === 'string' && !isEntryType(value['t'])) {
		return failure('ledger.entry_type_unknown');
	}
	const outer = faultyField(envelope, value);
	if (outer !== undefined) return failure('ledger.entry_field_invalid', outer);
	const entry = value as unknown as Entry;
	const inner = faultyField(entryTypes[entry.t].payload, entry.p);
	if (inner !== undefined) return failure('ledger.entry_field_invalid', `p.${inner}`);
	return undefined;
}

/** Bytes of an entry whose texts came from people: says what is wrong instead of throwing. */
export function tryEncodeEntry(entry: Entry): Outcome<'bytes', Uint8Array> {
	const fault = checkEntry(entry);
	if (fault !== undefined) return fault;
	const bytes = canonicalBytes(entry);
	return bytes.length > longestEntryBytes ? failure('ledger.entry_too_long') : { ok: true, bytes };
}

/** @throws TypeError for an entry that `parseEntry` would refuse: nothing else may enter a log */
export function encodeEntry(entry: Entry): Uint8Array {
	const encoded = tryEncodeEntry(entry);
	if (encoded.ok) return encoded.bytes;
	throw new TypeError(`${encoded.code}${encoded.where === undefined ? '' : ` ${encoded.where}`}`);
}

/** Refuses whatever is not the one canonical form of a known, valid entry. */
export function parseEntry(bytes: Uint8Array): Outcome<'entry', Entry> {
	if (bytes.length > longestEntryBytes) return failure('ledger.entry_too_long');
	const parsed = parseCanonical(bytes);
	if (parsed === undefined) return failure('ledger.entry_not_canonical');
	return checkEntry(parsed.value) ?? { ok: true, entry: parsed.value as Entry };
}
