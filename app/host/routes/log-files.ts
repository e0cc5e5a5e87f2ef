import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TileHome } from '../../src/lib/ledger/server/api.server.ts';
import { BucketFault } from '../../src/lib/platform/bucket/answers.ts';
import { allowEveryOrigin } from '../security-headers.ts';
import { type FileAnswer, IMMUTABLE, sendBytes, sendFile, within } from './files.ts';

/**
 * C2SP tlog-tiles paths: three digits a step, all but the last with `x`; a tile that is not full
 * ends in `.p/<width>`.
 */
const tilePath =
	/^tile\/(entries|[0-5]?\d|6[0-3])\/(x\d{3}\/)*\d{3}(\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

const plain = 'text/plain; charset=utf-8';

/** Serves the tile store under `/log/<year>/`: from its folder, or out of the object store. */
export function registerLogFiles(app: FastifyInstance, tiles: TileHome): void {
	app.get<{ Params: { year: string; '*': string } }>('/log/:year/*', async (request, reply) => {
		allowEveryOrigin(reply.raw);
		const { year, '*': rest } = request.params;
		const answer = /^\d{4}(-\d{1,3})?$/.test(year) ? describe(rest) : undefined;
		const sent =
			answer !== undefined && (await sendLogFile(request, reply, tiles, { year, rest }, answer));
		if (!sent) await reply.code(404).type(plain).send('not found\n');
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
	const stored = await tiles.store(year).files.readMarked(rest).catch(asFault);
	if (stored instanceof BucketFault) {
		await reply.code(503).header('retry-after', '10').type(plain).send('the log is away\n');
		return true;
	}
	if (stored === undefined) return false;
	await sendBytes(request, reply, { bytes: stored.bytes, etag: stored.mark }, answer);
	return true;
}

/** What is wrong with the store stands at `/readyz` and in the log file, once for all visitors. */
function asFault(error: unknown): BucketFault {
	if (error instanceof BucketFault) return error;
	throw error;
}

function describe(rest: string) {
	if (rest === 'checkpoint') return { type: plain, cache: 'no-cache' };
	if (rest === 'vkey') return { type: plain, cache: 'no-cache' };
	if (!tilePath.test(rest)) return undefined;
	const gzip = rest.startsWith('tile/entries/');
	return { type: 'application/octet-stream', cache: IMMUTABLE, gzip };
}
