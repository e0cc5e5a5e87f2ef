import { toBase64Url } from '@terang/ledger';
import { engineVersion } from '@terang/rules';
import type { Transaction } from 'kysely';
import type { Ledger } from '../../ledger/server/api.server.ts';
import { getPackBytes, nodeSha256 } from './ranking.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

/** The rules stand in the log before any run that uses them; each pack once. */
export async function ensureRulePack(
	deps: { readonly db: Transaction<unknown>; readonly log: Pick<Ledger, 'append'> },
	pack: string,
): Promise<void> {
	const db = deps.db.withTables<ResultsTables>();
	const digest = nodeSha256(getPackBytes(pack));
	const known = await db
		.selectFrom('results.rule_pack')
		.select('digest')
		.where('id', '=', pack)
		.forUpdate()
		.executeTakeFirst();
	if (known?.digest.equals(digest) === true) return;
	const payload = { pack, digest: toBase64Url(digest), engine: engineVersion };
	const [entry] = await deps.log.append(deps.db, [
		{ stream: `rules/${pack}`, type: 'rule.published', payload },
	]);
	await db
		.insertInto('results.rule_pack')
		.values({ id: pack, digest, entry: JSON.stringify(entry) })
		.onConflict((conflict) =>
			conflict.column('id').doUpdateSet({ digest, entry: JSON.stringify(entry) }),
		)
		.execute();
}
