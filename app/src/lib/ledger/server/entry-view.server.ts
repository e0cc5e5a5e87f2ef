import { parseEntry } from '@terang/ledger';
import type { LogEntryView } from '../contract.ts';

/** @param leafHash base64 */
export function entryView(index: number, bytes: Uint8Array, leafHash: string): LogEntryView {
	const parsed = parseEntry(bytes);
	if (!parsed.ok) throw new Error(`entry ${index} is not one: ${parsed.code}`);
	const { t, s, q, at, p } = parsed.entry;
	return { index, type: t, stream: s, sequence: q, at, payload: { ...p }, leafHash };
}
