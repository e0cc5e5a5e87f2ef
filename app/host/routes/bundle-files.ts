import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowEveryOrigin } from '../security-headers.ts';
import { type FileAnswer, IMMUTABLE, sendFile, within } from './files.ts';

const selectionName = /^[a-z0-9][a-z0-9-]{0,99}$/;
const versionName = /^v[1-9]\d{0,5}$/;
const zipName = /^v[1-9]\d{0,5}\.zip$/;

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

/** Serves the published bundles under `/data/`; a published version never changes. */
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
		'/data/:selection/:zip',
		(request, reply) => {
			const { selection, zip } = request.params;
			const known = selectionName.test(selection) && zipName.test(zip);
			const how = { type: 'application/zip', cache: IMMUTABLE, saveAs: `${selection}-${zip}` };
			return answer(request, reply, [selection, zip], known ? how : undefined);
		},
	);

	app.get<{ Params: { selection: string; version: string } }>(
		'/data/:selection/:version/',
		async (request, reply) => {
			allowEveryOrigin(reply.raw);
			const { selection, version } = request.params;
			const known = selectionName.test(selection) && versionName.test(version);
			const page = known ? await folderPage(dataFolder, selection, version) : undefined;
			if (page === undefined) {
				return reply.code(404).type('text/plain; charset=utf-8').send('not found\n');
			}
			return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
		},
	);

	app.get<{ Params: { selection: string; version: string; file: string } }>(
		'/data/:selection/:version/:file',
		(request, reply) => {
			const { selection, version, file } = request.params;
			const type = types[file];
			const known = selectionName.test(selection) && versionName.test(version);
			const how = known && type !== undefined ? { type, cache: IMMUTABLE, gzip: true } : undefined;
			return answer(request, reply, [selection, version, file], how);
		},
	);
}

/** What a folder holds, for whoever opens its address; undefined where there is none. */
async function folderPage(
	dataFolder: string,
	selection: string,
	version: string,
): Promise<string | undefined> {
	const folder = within(dataFolder, selection, version);
	const lines: string[] = [];
	for (const name of Object.keys(types)) {
		const found = await stat(path.join(folder, name)).catch(() => undefined);
		if (found !== undefined) {
			const size = found.size.toLocaleString('id-ID');
			lines.push(`<li><a href="${name}">${name}</a> ${size} B</li>`);
		}
	}
	if (lines.length === 0) return undefined;
	const title = `${selection} ${version}`;
	return `<!doctype html>
<html lang="id">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} – Terang</title>
<main>
<h1>${title}</h1>
<p>Berkas versi yang diumumkan ini. <span lang="en">The files of this published version.</span></p>
<ul>
${lines.join('\n')}
<li><a href="/data/${selection}/${version}.zip">${version}.zip</a></li>
</ul>
<p><a href="/data">Data terbuka</a> · <a href="/en/data" lang="en">Open data</a></p>
</main>
</html>
`;
}
