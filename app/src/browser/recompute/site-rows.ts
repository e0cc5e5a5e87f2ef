import type { SiteRow } from '@terang/bundle';
import { fetchFresh, Unreachable } from './download.ts';

const pageSize = 1000;

interface Page {
	readonly rows: readonly SiteRow[];
	readonly next?: number;
}

/** What the site's own pages would show, in the order of `results.csv`. */
export async function* siteRows(address: string): AsyncIterable<SiteRow> {
	let after = 0;
	for (;;) {
		const response = await fetchFresh(`${address}&after=${after}&limit=${pageSize}`);
		if (response === undefined) throw new Unreachable(address);
		const page = (await response.json()) as Page;
		yield* page.rows;
		if (page.next === undefined || page.next <= after) return;
		after = page.next;
	}
}
