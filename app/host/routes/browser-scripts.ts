import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { compressResponse } from '../compression.ts';
import { sendFault } from '../http.ts';
import { IMMUTABLE, sendFile, within } from './files.ts';

/** Scripts of the pages, each with a digest in its name, so that a cached one is never stale. */
export function registerBrowserScripts(app: FastifyInstance, buildFolder: string): void {
	const folder = path.join(buildFolder, 'browser');
	app.get<{ Params: { file: string } }>('/skrip/:file', async (request, reply) => {
		const { file } = request.params;
		const known = /^[a-z-]+-[A-Z0-9]{8}\.js$/.test(file);
		compressResponse(request.raw, reply.raw);
		const how = { type: 'text/javascript; charset=utf-8', cache: IMMUTABLE };
		const sent = known && (await sendFile(request, reply, within(folder, file), how));
		if (!sent) sendFault(request, reply, 404, 'http.not_found');
		return reply;
	});
}
