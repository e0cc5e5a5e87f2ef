import type { Download } from '../contract.ts';

/** A download is kept by the person who asked and by nobody on the way. */
export function asFile({ fileName, type, body }: Download): Response {
	return new Response(streamOf(body), {
		headers: {
			'content-type': type,
			'content-disposition': `attachment; filename="${fileName}"`,
			'cache-control': 'no-store',
		},
	});
}

/** A reader who leaves ends the rows too, so that no file stays open behind them. */
function streamOf(body: Download['body']): ReadableStream<Uint8Array> {
	const chunks = body[Symbol.asyncIterator]();
	return new ReadableStream({
		async pull(controller) {
			const next = await chunks.next();
			if (next.done === true) controller.close();
			else controller.enqueue(next.value);
		},
		async cancel() {
			await chunks.return?.();
		},
	});
}
