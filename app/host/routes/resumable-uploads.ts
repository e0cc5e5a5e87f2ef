import { randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { ERRORS, Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { arrivesSlowly } from '../gate.ts';
import { recognise } from './upload-admission.ts';
import { createUploadLocks, type UploadLocks } from './upload-locks.ts';
import { Refused } from './upload-refused.ts';
import { UploadStore, type UploadStoreDeps } from './upload-store.ts';

const address = '/panitia/impor/unggahan';

/**
 * The same files as through the plain form (`uploads.ts`), in parts: tus 1.0, by which a script goes
 * on where a line was cut. The answers are for that script: a status, and in `Terang-Code` why not.
 */
export async function registerResumableUploads(
	app: FastifyInstance,
	deps: UploadStoreDeps,
): Promise<void> {
	const locks = createUploadLocks();
	await app.register((scope, _options, done) => {
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', (_request, _payload, parsed) => {
			parsed(null);
		});
		const handler = (request: FastifyRequest, reply: FastifyReply) =>
			answer(deps, locks, request, reply);
		scope.route({ method: ['POST', 'OPTIONS'], url: address, handler });
		scope.route({ method: ['HEAD', 'PATCH', 'DELETE'], url: `${address}/:upload`, handler });
		done();
	});
}

async function answer(
	deps: UploadStoreDeps,
	locks: UploadLocks,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<FastifyReply> {
	void reply.header('cache-control', 'no-store');
	const actor = await recognise(deps, request, reply);
	if (actor === undefined) return refuse(request, reply, 401, 'http.signed_out');
	if (!actor.secondFactor) return refuse(request, reply, 403, 'http.forbidden');
	const store = new UploadStore(deps, actor, locks);
	const body = bodyOf(request);
	const response = await converse(deps, locks, store, protocolRequest(request, body)).finally(() =>
		body?.release(),
	);
	void reply.code(response.status);
	for (const [name, value] of response.headers) {
		// Pages of other origins have no business here; the protocol's server speaks for any.
		if (!name.startsWith('access-control-')) void reply.header(name, value);
	}
	if (response.status === 412) void reply.header('Tus-Version', '1.0.0');
	if (store.file !== undefined) void reply.header('Terang-File', String(store.file));
	return reply.send((await response.text()) || undefined);
}

function refuse(
	{ raw }: FastifyRequest,
	reply: FastifyReply,
	status: number,
	code: string,
): FastifyReply {
	raw.resume();
	return reply.code(status).header('Terang-Code', code).send(`${code}\n`);
}

/** A server for one request: its store knows who asks. */
async function converse(
	{ imports }: UploadStoreDeps,
	locker: UploadLocks,
	store: UploadStore,
	request: Request,
): Promise<Response> {
	let refused: Refused | undefined;
	const server = new Server({
		path: address,
		datastore: store,
		locker,
		maxSize: imports.largest,
		relativeLocation: true,
		allowedOrigins: [],
		disableTerminationForFinishedUploads: true,
		lockDrainTimeout: 250,
		namingFunction: () => randomUUID(),
		onResponseError: (_request, error) => {
			const answered = 'status_code' in error ? error : undefined;
			if (answered === undefined) store.trouble ??= error;
			refused = refusalOf(store.trouble ?? error);
			return refused ?? answered ?? { status_code: 500, body: '' };
		},
	});
	const response = await server.handleWeb(request);
	// A trouble of ours has a place where it is written down, and nothing of it is told.
	if (store.trouble !== undefined && refused === undefined) throw store.trouble as Error;
	if (refused?.code !== undefined) response.headers.set('Terang-Code', refused.code);
	return response;
}

function refusalOf(error: unknown): Refused | undefined {
	if (error instanceof Refused) return error;
	if (error === ERRORS.ERR_MAX_SIZE_EXCEEDED) return new Refused(413, 'imports.too_large');
	const { code } = error as NodeJS.ErrnoException;
	return code === 'ENOSPC' || code === 'EDQUOT' ? new Refused(507, 'imports.no_room') : undefined;
}

interface Body {
	readonly stream: Readable;
	/** What nobody reads any more must still be swallowed, or the line is stuck behind it. */
	release(): void;
}

function bodyOf({ raw, method }: FastifyRequest): Body | undefined {
	if (method !== 'PATCH') {
		raw.resume();
		return undefined;
	}
	arrivesSlowly(raw);
	const stream = new PassThrough();
	// A line may be cut before anybody reads; whoever reads then hears of it.
	stream.on('error', () => undefined);
	raw.on('close', () => {
		if (!raw.complete) stream.destroy(new Error('the line was cut'));
	});
	raw.pipe(stream);
	return {
		stream,
		release: () => {
			raw.unpipe(stream);
			raw.resume();
		},
	};
}

const spoken = ['content-type', 'content-length', 'tus-resumable'];

/** What the protocol knows of, and nothing else: no cookie, no host, no forwarded address. */
function protocolRequest({ raw, url }: FastifyRequest, body: Body | undefined): Request {
	const headers = new Headers();
	for (const [name, value] of Object.entries(raw.headers)) {
		const isSpoken = spoken.includes(name) || name.startsWith('upload-');
		if (isSpoken && typeof value === 'string') headers.set(name, value);
	}
	const path = url.split('?', 1)[0] ?? '';
	return new Request(`http://terang.invalid${path}`, {
		method: raw.method ?? '',
		headers,
		...(body === undefined ? {} : { body: Readable.toWeb(body.stream), duplex: 'half' }),
	} as RequestInit);
}
