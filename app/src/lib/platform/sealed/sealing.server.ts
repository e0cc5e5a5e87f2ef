import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.server.ts';
import {
	type DataKey,
	openValue,
	type SealedPlace,
	sealValue,
	unwrapKey,
	wrapKey,
} from './envelope.server.ts';
import { newWrappingKey, readWrappingKeys, writeWrappingKeys } from './wrapping-keys.server.ts';

export type { DataKey, SealedPlace } from './envelope.server.ts';
export { isSealed } from './envelope.server.ts';

/** Seals and opens personal data; keys are in memory, so both are calls without waiting. */
export interface Sealing {
	seal(place: SealedPlace, plain: Uint8Array | string): Buffer;
	/** Throws where the value was changed or stands in another place than it was sealed for. */
	open(place: SealedPlace, sealed: Uint8Array): Buffer;
	/** For a thread of this process, which seals by itself; nowhere else do they go. */
	dataKeys(): readonly DataKey[];
}

export type SealingOpened =
	| { readonly ok: true; readonly sealing: Sealing }
	/** The database holds data keys that no key of the file opens; sealing anew would hide the loss. */
	| { readonly ok: false; readonly code: 'host.personal_key_missing'; readonly file: string };

export interface SealingDeps {
	readonly database: Database;
	readonly clock: Clock;
	/** Outside the database, and outside backups of it. */
	readonly keyFile: string;
}

interface WrappedRow {
	readonly id: number;
	readonly wrapped: Buffer;
}

/** Makes the first keys in a new installation. */
export async function openSealing(deps: SealingDeps): Promise<SealingOpened> {
	return deps.database.transaction().execute(async (trx) => {
		const rows = await holdKeys(trx);
		const wrapping = readWrappingKeys(deps.keyFile);
		if (rows.length > 0) {
			const keys = unwrapAll(wrapping ?? [], rows);
			if (keys === undefined) {
				return { ok: false, code: 'host.personal_key_missing', file: deps.keyFile };
			}
			return { ok: true, sealing: sealingWith(keys) };
		}
		const first = { id: 1, key: randomBytes(32) };
		const outer = wrapping?.at(-1) ?? newWrappingKey();
		// On the disk before anything is sealed under it.
		if (wrapping === undefined) writeWrappingKeys(deps.keyFile, [outer]);
		await sql`
			insert into personal.data_key (id, wrapped, made_at)
			values (${first.id}, ${wrapKey(outer, first)}, ${deps.clock.now()})`.execute(trx);
		return { ok: true, sealing: sealingWith([first]) };
	});
}

/**
 * A new outer key; what is sealed stays as it is, and running processes go on. Both keys stand in
 * the file until the database holds nothing under the old one.
 * @returns false where the file does not open what is there
 */
export async function rotateWrapping(deps: Omit<SealingDeps, 'clock'>): Promise<boolean> {
	const next = newWrappingKey();
	const rotated = await deps.database.transaction().execute(async (trx) => {
		const rows = await holdKeys(trx);
		const wrapping = readWrappingKeys(deps.keyFile) ?? [];
		const keys = unwrapAll(wrapping, rows);
		if (keys === undefined || keys.length === 0) return false;
		writeWrappingKeys(deps.keyFile, [...wrapping, next]);
		for (const key of keys) {
			await sql`update personal.data_key set wrapped = ${wrapKey(next, key)} where id = ${key.id}`.execute(
				trx,
			);
		}
		return true;
	});
	if (rotated) writeWrappingKeys(deps.keyFile, [next]);
	return rotated;
}

/** One process at a time makes or changes keys. */
async function holdKeys(trx: Kysely<unknown>): Promise<readonly WrappedRow[]> {
	await sql`lock table personal.data_key in share row exclusive mode`.execute(trx);
	const { rows } = await sql<WrappedRow>`
		select id, wrapped from personal.data_key order by id`.execute(trx);
	return rows;
}

function unwrapAll(
	wrapping: readonly Uint8Array[],
	rows: readonly WrappedRow[],
): readonly DataKey[] | undefined {
	const keys = rows.map(({ id, wrapped }) => {
		for (const outer of wrapping) {
			const key = unwrapKey(outer, id, wrapped);
			if (key !== undefined) return key;
		}
		return undefined;
	});
	return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** The newest key seals; all of them open. */
export function sealingWith(keys: readonly DataKey[]): Sealing {
	const newest = keys.at(-1);
	if (newest === undefined) throw new Error('sealing without a key');
	const byId = new Map(keys.map(({ id, key }) => [id, key]));
	return {
		seal: (place, plain) =>
			sealValue(newest, place, typeof plain === 'string' ? Buffer.from(plain) : plain),
		open: (place, sealed) => openValue((id) => byId.get(id), place, sealed),
		dataKeys: () => keys,
	};
}
