import { redirect } from '@sveltejs/kit';
import { entryTypeNames } from '$lib/ledger/ui/events.ts';
import { indexOf, parseLogSearch } from '$lib/ledger/ui/search.ts';
import { href } from '$lib/ui/locale.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ledger } = locals.services;
	const query = url.searchParams.get('q') ?? '';
	const found = await findEntry(ledger, query);
	if (found !== undefined) redirect(303, href(`/catatan/${found}`));
	const wanted = url.searchParams.get('jenis');
	const type = entryTypeNames.find((name) => name === wanted);
	const before = indexOf(url.searchParams.get('sebelum'));
	const entries = await ledger.entries({
		limit: pageSize,
		...(type === undefined ? {} : { type }),
		...(before === undefined ? {} : { before }),
	});
	return { query: query.trim(), type, before, entries, full: entries.length === pageSize };
};

async function findEntry(ledger: App.Locals['services']['ledger'], query: string) {
	const search = parseLogSearch(query);
	switch (search.kind) {
		case 'none':
			return undefined;
		case 'index':
			return (await ledger.findEntry(search.index))?.index;
		case 'digest':
			return await ledger.findByDigest(search.text);
	}
}
