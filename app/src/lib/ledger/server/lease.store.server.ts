import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * The database lease keeps a second sequencer quiet and gives the holder a fencing token that only
 * rises. It is for order, not for safety: what stops a fork is the claim in the tile store.
 */
export interface Lease {
	readonly holder: string;
	readonly fence: number;
}

const name = 'sequencer';

/**
 * Takes a free or expired lease, or renews the holder's own; undefined while another process has
 * it. `atLeast` is the highest fence in the tile store: a restored database must not hand out a
 * token again. Times are the database's: the hosts' clocks need not agree.
 */
export async function holdLease(
	db: QueryExecutorProvider,
	holder: string,
	options: { readonly seconds: number; readonly atLeast: number },
): Promise<Lease | undefined> {
	const { rows } = await sql<{ fence: string }>`
		insert into ledger.lease as lease (name, holder, fence, expires_at)
		values (${name}, ${holder}, ${options.atLeast + 1}, now() + make_interval(secs => ${options.seconds}))
		on conflict (name) do update set
			holder = excluded.holder,
			expires_at = excluded.expires_at,
			fence = case
				when lease.holder = excluded.holder and lease.fence >= ${options.atLeast} then lease.fence
				else greatest(lease.fence, ${options.atLeast}) + 1
			end
		where lease.holder = excluded.holder or lease.expires_at < now()
		returning fence`.execute(db);
	const row = rows[0];
	return row === undefined ? undefined : { holder, fence: Number(row.fence) };
}

export async function stillHeld(db: QueryExecutorProvider, lease: Lease): Promise<boolean> {
	const { rows } = await sql`
		select 1 from ledger.lease where name = ${name} and holder = ${lease.holder}
			and fence = ${lease.fence} and expires_at > now()`.execute(db);
	return rows.length > 0;
}

/** A clean stop hands over at once. */
export async function dropLease(db: QueryExecutorProvider, lease: Lease): Promise<void> {
	await sql`
		update ledger.lease set expires_at = now()
		where name = ${name} and holder = ${lease.holder} and fence = ${lease.fence}`.execute(db);
}
