import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCheckpoint, verifyCosignature, type VerifierKey, type WitnessRecord } from '@terang/ledger'; // prettier-ignore
import { FileProblem } from '../../files.ts';
import { nodeVerifyEd25519 } from '../../node-ports.ts';
import { writeDurably } from './durable.ts';

/**
 * What a witness must never forget: for each log the largest head it cosigned, kept as that very
 * checkpoint with the cosignature on it. A file that the witness did not sign itself is refused at
 * start: a rolled-back or edited state would make it cosign a fork.
 */
export interface WitnessStore {
	readonly heads: ReadonlyMap<string, WitnessRecord>;
	/** Content of `<origin hash>/checkpoint`. */
	find(originHash: string): string | undefined;
	/** Durable before it returns. */
	keep(origin: string, record: WitnessRecord, checkpoint: string): void;
}

/** Lower-case hexadecimal SHA-256 of the origin line (C2SP tlog-witness, monitor retrieval). */
export function originHash(origin: string): string {
	return createHash('sha256').update(origin).digest('hex');
}

export function openWitnessStore(folder: string, key: VerifierKey): WitnessStore {
	const heads = new Map<string, WitnessRecord>();
	const texts = new Map<string, string>();
	for (const name of readdirSync(folder)) {
		if (!name.endsWith('.checkpoint')) continue;
		const file = path.join(folder, name);
		const text = readFileSync(file, 'utf8');
		const parsed = parseCheckpoint(text);
		const signed =
			parsed.ok &&
			verifyCosignature(parsed.checkpoint.note, key, nodeVerifyEd25519).state === 'valid';
		if (!parsed.ok || !signed || name !== `${originHash(parsed.checkpoint.origin)}.checkpoint`) {
			throw new FileProblem(`${file}: is not a head that this witness cosigned`);
		}
		const { origin, size, root } = parsed.checkpoint;
		heads.set(origin, { size, root });
		texts.set(originHash(origin), text);
	}
	return {
		heads,
		find: (hash) => texts.get(hash),
		keep(origin, record, checkpoint) {
			const hash = originHash(origin);
			writeDurably(path.join(folder, `${hash}.checkpoint`), Buffer.from(checkpoint));
			heads.set(origin, record);
			texts.set(hash, checkpoint);
		},
	};
}
