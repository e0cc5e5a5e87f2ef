import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowEveryOrigin } from '../security-headers.ts';
import { type FileAnswer, IMMUTABLE, sendFile, within } from './files.ts';

const selectionName = /^[a-z0-9][a-z0-9-]{0,99}$/;
const versionName = /^v[1-9]\d{0,5}$/;

/** The files of a bundle and how they are read. */
const types: Readonly<Record<string, string>> = {
	'manifest.json': 'application/json',
	'selection.json': 'application/json',
	'pack.json': 'application/json',
	'report.json': 'application/json',
	'vacancies.csv': 'text/csv; charset=utf-8',
	'participants.csv': 'text/csv; charset=utf-8',
	'decisions.csv': 'text/csv; charset=utf-8',
	'results.csv': 'text/csv; charset=utf-8',
	'publication.tlog-proof': 'text/plain; charset=utf-8',
	checkpoint: 'text/plain; charset=utf-8',
};

/**
 * Serves the published bundles under `/data/`; a published version never changes. The address of its
 * folder is a page, so it goes on to the pages.
 */
export function registerBundleFiles(app: FastifyInstance, dataFolder: string): void {
	async function answer(
		request: FastifyRequest,
		reply: FastifyReply,
		parts: string[],
		how: FileAnswer | undefined,
	) {
		allowEveryOrigin(reply.raw);
		const sent =
			how !== undefined && (await sendFile(request, reply, within(dataFolder, ...parts), how));
		if (!sent) await reply.code(404).type('text/plain; charset=utf-8').send('not found\n');
		return reply;
	}

	app.get('/data/index.json', (request, reply) =>
		answer(request, reply, ['index.json'], { type: 'application/json', cache: 'no-cache' }),
	);

	app.get<{ Params: { selection: string; zip: string } }>(
		'/data/:selection/:zip(^v[1-9]\\d{0,5}\\.zip$)',
		(request, reply) => {
			const { selection, zip } = request.params;
			const known = selectionName.test(selection);
			const how = { type: 'application/zip', cache: IMMUTABLE, saveAs: `${selection}-${zip}` };
			return answer(request, reply, [selection, zip], known ? how : undefined);
		},
	);

	app.get<{ Params: { selection: string; version: string; file: string } }>(
		'/data/:selection/:version/:file(^.+$)',
		(request, reply) => {
			const { selection, version, file } = request.params;
			const type = types[file];
			const known = selectionName.test(selection) && versionName.test(version);
			const how = known && type !== undefined ? { type, cache: IMMUTABLE, gzip: true } : undefined;
			return answer(request, reply, [selection, version, file], how);
		},
	);
}
