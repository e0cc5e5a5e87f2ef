import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatVkey, parsePolicy } from '@terang/ledger';
import type { WitnessSetting } from '../src/lib/ledger/server/api.server.ts';

/** Beside the database and the tiles: a list of parties is too long for the environment. */
export const witnessesFile = 'witnesses';

export type Witnesses =
	| { readonly ok: true; readonly witnesses: readonly WitnessSetting[] }
	/** `where` is the number of the line, or the name of the witness that has no address. */
	| { readonly ok: false; readonly file: string; readonly where: string };

/**
 * The outside witnesses of an installation, from `$TERANG_DATA/witnesses`: a C2SP tlog-policy whose
 * `witness` lines carry an address. The same file, handed out, is the policy by which anyone checks.
 */
export function readWitnesses(dataDir: string): Witnesses {
	const file = path.join(dataDir, witnessesFile);
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return { ok: true, witnesses: [] };
		}
		throw error;
	}
	const parsed = parsePolicy(text);
	if (!parsed.ok) return { ok: false, file, where: parsed.where ?? '' };
	const witnesses: WitnessSetting[] = [];
	for (const { name, key, url } of parsed.policy.witnesses) {
		if (url === undefined || !/^https?:\/\//.test(url)) return { ok: false, file, where: name };
		witnesses.push({ vkey: formatVkey(key), url: url.replace(/\/$/, ''), counts: true });
	}
	return { ok: true, witnesses };
}
