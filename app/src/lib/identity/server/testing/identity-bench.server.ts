import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import { startTestDatabase } from '../../../../../launcher/testing.ts';
import { migrations } from '../../../../../migrations/index.ts';
import type { Clock } from '../../../platform/clock.ts';
import { openDatabase } from '../../../platform/database.server.ts';
import { migrate } from '../../../platform/migrate.server.ts';
import type { CookieToSet, Visitor } from '../../contract.ts';
import { createIdentity, type Identity, type RoleEntry, type RoleLog } from '../api.server.ts';
import { withCookies } from '../cookies.server.ts';
import type { IdentityTables } from '../identity.tables.server.ts';

/** For integration tests: a migrated database, a log that signs when told, letters that are kept. */
export interface IdentityBench {
	readonly identity: Identity;
	readonly db: Kysely<IdentityTables>;
	readonly entries: RoleEntry[];
	/** Paths of the links that were sent. */
	readonly links: string[];
	/** Tests move the time. */
	readonly clock: Clock & { at: Date };
	/** While `signs` is false no entry is given a place, while `takes` is false none is taken. */
	readonly log: RoleLog & { signs: boolean; takes: boolean };
	/** The same installation in another process. */
	restart(): Identity;
	/** The same installation under another public address. */
	under(url: string): Identity;
	close(): Promise<void>;
}

const secret = new Uint8Array(32).fill(7);

export async function openBench(): Promise<IdentityBench> {
	const server = await startTestDatabase();
	const opened = openDatabase({ ...(await server.freshDatabase()).connection, max: 20 });
	const outcome = await migrate(opened.database, migrations);
	if (!outcome.ok) throw new Error(`${outcome.code} ${outcome.migration}`);
	const entries: RoleEntry[] = [];
	const links: string[] = [];
	const clock = { at: new Date(), now: () => clock.at };
	const log = rememberingLog(entries);
	const create = (url?: string) =>
		createIdentity({
			database: opened.database,
			clock,
			log,
			secret,
			url,
			invitations: {
				send: (_trx, { path }) => {
					links.push(path);
					return Promise.resolve();
				},
			},
			onError: (error) => {
				if (log.signs) throw error;
			},
		});
	return {
		identity: create(),
		db: opened.database.withTables<IdentityTables>(),
		entries,
		links,
		clock,
		log,
		restart: () => create(),
		under: create,
		close: async () => {
			await opened.close();
			await server.stop();
		},
	};
}

const stopped = new Error('the log takes no entries');

function rememberingLog(entries: RoleEntry[]): RoleLog & { signs: boolean; takes: boolean } {
	const log = {
		signs: true,
		takes: true,
		isStopped: (error: unknown) => error === stopped,
		append: (_trx: unknown, added: readonly RoleEntry[]) => {
			if (!log.takes) return Promise.reject(stopped);
			const refs = added.map(({ stream }, place) => ({
				id: String(entries.length + place),
				stream,
				sequence: entries.length + place + 1,
			}));
			entries.push(...added);
			return Promise.resolve(refs);
		},
		whenSequenced: ({ id }: { readonly id: string }) =>
			log.signs
				? Promise.resolve({ index: Number(id) })
				: Promise.reject(new Error('not sequenced in time')),
	};
	return log;
}

export const nobody: Visitor = { cookie: '', userAgent: 'test' };

export function after(visitor: Visitor, answer: { readonly cookies: readonly CookieToSet[] }) {
	return withCookies(visitor, answer.cookies);
}

/** RFC 6238 with the usual six digits and thirty seconds. */
export function codeOf(base32Secret: string, at = Date.now()): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = Array.from(base32Secret, (letter) =>
		alphabet.indexOf(letter).toString(2).padStart(5, '0'),
	).join('');
	const key = Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
	const digest = createHmac('sha1', key).update(counter).digest();
	const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, '0');
}
