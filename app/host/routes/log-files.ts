import type { FastifyInstance } from 'fastify';
import { allowEveryOrigin } from '../security-headers.ts';
import { IMMUTABLE, sendFile, within } from './files.ts';

/**
 * C2SP tlog-tiles paths: three digits a step, all but the last with `x`; a tile that is not full
 * ends in `.p/<width>`.
 */
const tilePath =
	/^tile\/(entries|[0-5]?\d|6[0-3])\/(x\d{3}\/)*\d{3}(\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** Serves the tile store as static files under `/log/<year>/`. */
export function registerLogFiles(app: FastifyInstance, tilesFolder: string): void {
	app.get<{ Params: { year: string; '*': string } }>('/log/:year/*', async (request, reply) => {
		allowEveryOrigin(reply.raw);
		const { year, '*': rest } = request.params;
		const answer = /^\d{4}(-\d{1,3})?$/.test(year) ? describe(rest) : undefined;
		const sent =
			answer !== undefined &&
			(await sendFile(request, reply, within(tilesFolder, year, ...rest.split('/')), answer));
		if (!sent) await reply.code(404).type('text/plain; charset=utf-8').send('not found\n');
		return reply;
	});
}

function describe(rest: string) {
	if (rest === 'checkpoint') return { type: 'text/plain; charset=utf-8', cache: 'no-cache' };
	if (rest === 'vkey') return { type: 'text/plain; charset=utf-8', cache: 'no-cache' };
	if (!tilePath.test(rest)) return undefined;
	const gzip = rest.startsWith('tile/entries/');
	return { type: 'application/octet-stream', cache: IMMUTABLE, gzip };
}
