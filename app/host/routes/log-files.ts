import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TileHome } from '../../src/lib/ledger/server/api.server.ts';
import { allowEveryOrigin } from '../security-headers.ts';
import { type FileAnswer, IMMUTABLE, sendBytes, sendFile, within } from './files.ts';

/**
 * C2SP tlog-tiles paths: three digits a step, all but the last with `x`; a tile that is not full
 * ends in `.p/<width>`.
 */
const tilePath =
	/^tile\/(entries|[0-5]?\d|6[0-3])\/(x\d{3}\/)*\d{3}(\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** Serves the tile store under `/log/<year>/`: from its folder, or out of the object store. */
export function registerLogFiles(app: FastifyInstance, tiles: TileHome): void {
	app.get<{ Params: { year: string; '*': string } }>('/log/:year/*', async (request, reply) => {
		allowEveryOrigin(reply.raw);
		const { year, '*': rest } = request.params;
		const answer = /^\d{4}(-\d{1,3})?$/.test(year) ? describe(rest) : undefined;
		const sent =
			answer !== undefined && (await sendLogFile(request, reply, tiles, { year, rest }, answer));
		if (!sent) await reply.code(404).type('text/plain; charset=utf-8').send('not found\n');
		return reply;
	});
}

async function sendLogFile(
	request: FastifyRequest,
	reply: FastifyReply,
	tiles: TileHome,
	{ year, rest }: { readonly year: string; readonly rest: string },
	answer: FileAnswer,
): Promise<boolean> {
	if (tiles.folder !== undefined) {
		return sendFile(request, reply, within(tiles.folder, year, ...rest.split('/')), answer);
	}
	const stored = await tiles.store(year).files.readMarked(rest);
	if (stored === undefined) return false;
	await sendBytes(request, reply, { bytes: stored.bytes, etag: stored.mark }, answer);
	return true;
}

function describe(rest: string) {
	if (rest === 'checkpoint') return { type: 'text/plain; charset=utf-8', cache: 'no-cache' };
	if (rest === 'vkey') return { type: 'text/plain; charset=utf-8', cache: 'no-cache' };
	if (!tilePath.test(rest)) return undefined;
	const gzip = rest.startsWith('tile/entries/');
	return { type: 'application/octet-stream', cache: IMMUTABLE, gzip };
}
