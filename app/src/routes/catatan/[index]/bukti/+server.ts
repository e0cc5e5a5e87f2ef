import { error } from '@sveltejs/kit';
import { indexOf } from '$lib/ledger/ui/search.ts';
import type { RequestHandler } from './$types';

/** The proof as a file of the C2SP `tlog-proof` form, which any other program can check. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const index = indexOf(params.index);
	if (index === undefined) error(404);
	const entry = await locals.services.ledger.findEntry(index);
	if (entry === undefined) error(404);
	return new Response(entry.proof, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="entri-${index}.tlog-proof"`,
			'cache-control': 'no-cache',
		},
	});
};
