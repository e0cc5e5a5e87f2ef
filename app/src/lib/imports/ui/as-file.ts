import type { Download } from '../contract.ts';

/** A download is kept by the person who asked and by nobody on the way. */
export function asFile({ fileName, type, body }: Download): Response {
	return new Response(body, {
		headers: {
			'content-type': type,
			'content-disposition': `attachment; filename="${fileName}"`,
			'cache-control': 'no-store',
		},
	});
}
