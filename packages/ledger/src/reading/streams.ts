import { checkLogSignature, type Checkpoint } from '../checkpoint.ts';
import type { Entry } from '../entry/entry.ts';
import { parseVkey } from '../note/keys.ts';
import type { LedgerCode } from '../outcome.ts';

export interface StreamFault {
	readonly code: LedgerCode;
	readonly expected: string;
	readonly found: string;
}

interface StreamState {
	last: number;
	closed: boolean;
}

/**
 * Follows every stream of a log in the order of its entries. A missing number is an entry that was
 * decided and never shown, or one that was taken out.
 */
export interface StreamBook {
	readonly count: number;
	take(index: number, entry: Entry): readonly StreamFault[];
}

export function createStreamBook(checkpoint: Checkpoint): StreamBook {
	const streams = new Map<string, StreamState>();

	function place(entry: Entry): StreamFault | undefined {
		const stream = streams.get(entry.s) ?? { last: 0, closed: false };
		const expected = stream.last + 1;
		const { closed } = stream;
		// Going on from the number found keeps one gap from being reported for every later entry.
		stream.last = entry.q;
		stream.closed ||= entry.t === 'stream.closed';
		streams.set(entry.s, stream);
		if (closed) return fault('ledger.stream_closed', 'no further entry', String(entry.q));
		if (entry.q === expected) return undefined;
		return fault('ledger.stream_gap', String(expected), String(entry.q));
	}

	function closing(entry: Entry): StreamFault | undefined {
		if (entry.t !== 'stream.closed') return undefined;
		const expected = `${entry.s} ${entry.q - 1}`;
		const found = `${entry.p.stream} ${entry.p.count}`;
		return expected === found ? undefined : fault('ledger.stream_count_wrong', expected, found);
	}

	/** The first entry says which log this is; nothing later may say it again. */
	function opening(index: number, entry: Entry): StreamFault | undefined {
		const opens = entry.t === 'log.opened' || entry.t === 'log.continued';
		if (!opens) {
			return index === 0 ? fault('ledger.opening_missing', 'log.opened', entry.t) : undefined;
		}
		if (index !== 0) return fault('ledger.opening_misplaced', 'entry 0', `entry ${index}`);
		const { origin, vkey } = entry.p;
		if (origin !== checkpoint.origin) {
			return fault('ledger.origin_mismatch', checkpoint.origin, origin);
		}
		const key = parseVkey(vkey);
		const signed = key.ok ? checkLogSignature(checkpoint, key.key) : key;
		return signed.ok ? undefined : fault(signed.code, 'a head signed by this key', vkey);
	}

	return {
		get count() {
			return streams.size;
		},
		take(index, entry) {
			const faults = [place(entry), closing(entry), opening(index, entry)];
			return faults.filter((found) => found !== undefined);
		},
	};
}

function fault(code: LedgerCode, expected: string, found: string): StreamFault {
	return { code, expected, found };
}
