import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { BucketSetting } from '../bucket.server.ts';
import { signatureFault } from './signature.ts';

/** How a request goes wrong. `cut_after`: it is carried out, but nobody hears of it. */
export type Mishap =
	'unavailable' | 'conflict' | 'cut_before' | 'cut_after' | { readonly slowMs: number };

export interface SeenRequest {
	readonly method: string;
	readonly key: string;
}

/**
 * An object store for tests, over real HTTP: it checks every signature, keeps objects in memory and
 * honours `If-None-Match: *` and `If-Match`, as the documentation of S3 says.
 */
export interface BucketServer {
	/** Credentials and address for `prefix`, which is empty or ends in `/`. */
	setting(prefix: string): BucketSetting;
	/** By full key. */
	readonly objects: Map<string, Uint8Array>;
	/** Asked before each request is carried out. */
	mishap: (request: SeenRequest) => Mishap | undefined;
	/** Headers of a condition that it does not know, in lower case: it then writes all the same. */
	readonly ignored: Set<string>;
	/** Keys of one page of a listing. */
	pageSize: number;
	readonly seen: SeenRequest[];
	stop(): Promise<void>;
}

const bucket = 'terang-test';
const identity = { accessKeyId: 'AKTERANGTEST', secretAccessKey: 'rahasia/untuk+uji' };
const region = 'id-test-1';

export async function startBucketServer(): Promise<BucketServer> {
	const server = createServer((request, response) => void handle(state, request, response));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const state: BucketServer = {
		setting: (prefix) => ({ bucket, prefix, region, endpoint, ...identity }),
		objects: new Map(),
		mishap: () => undefined,
		ignored: new Set(),
		pageSize: 1000,
		seen: [],
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
	return state;
}

const earlyAnswers: Readonly<Record<string, Answer>> = {
	unavailable: fault(503, 'SlowDown'),
	conflict: fault(409, 'ConditionalRequestConflict'),
};

interface Answer {
	readonly status: number;
	readonly body?: Uint8Array | string;
	readonly etag?: string;
}

async function handle(
	state: BucketServer,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	const url = new URL(request.url ?? '/', 'http://store');
	const [, asked = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
	const seen = { method: request.method ?? '', key: rest.join('/') };
	const mishap = state.mishap(seen);
	state.seen.push(seen);
	const early = typeof mishap === 'string' ? earlyAnswers[mishap] : undefined;
	if (early !== undefined) {
		send(response, early);
		return;
	}
	if (mishap === 'cut_before') {
		request.socket.destroy();
		return;
	}
	const refused = signatureFault(request, url, body, { ...identity, region });
	const answer =
		refused !== undefined
			? fault(/Malformed|Mismatch$/u.test(refused) ? 400 : 403, refused)
			: asked !== bucket
				? fault(404, 'NoSuchBucket')
				: carryOut(state, request, seen, url, body);
	if (mishap === 'cut_after') {
		request.socket.destroy();
		return;
	}
	if (typeof mishap === 'object') await wait(mishap.slowMs);
	send(response, answer);
}

function carryOut(
	state: BucketServer,
	request: IncomingMessage,
	{ method, key }: SeenRequest,
	url: URL,
	body: Uint8Array,
): Answer {
	if (method === 'GET' && key === '') return listing(state, url.searchParams);
	const stored = state.objects.get(key);
	if (method === 'PUT') {
		const broken = brokenCondition(request, stored, state.ignored);
		if (broken !== undefined) return broken;
		state.objects.set(key, Uint8Array.from(body));
		return { status: 200, etag: etagOf(body) };
	}
	if (method !== 'GET' && method !== 'HEAD') return fault(405, 'MethodNotAllowed');
	if (stored === undefined) return fault(404, 'NoSuchKey');
	return { status: 200, body: stored, etag: etagOf(stored) };
}

function brokenCondition(
	{ headers }: IncomingMessage,
	stored: Uint8Array | undefined,
	ignored: ReadonlySet<string>,
): Answer | undefined {
	const condition = (name: 'if-match' | 'if-none-match') =>
		ignored.has(name) ? undefined : headers[name];
	const failed = fault(412, 'PreconditionFailed');
	if (condition('if-none-match') === '*' && stored !== undefined) return failed;
	const expected = condition('if-match');
	if (expected === undefined) return undefined;
	if (stored === undefined) return fault(404, 'NoSuchKey');
	return expected === etagOf(stored) ? undefined : failed;
}

function listing({ objects, pageSize }: BucketServer, query: URLSearchParams): Answer {
	const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
	const keys = [...objects.keys()]
		.filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
		.sort();
	const page = keys.slice(0, pageSize);
	const truncated = page.length < keys.length;
	const token = Buffer.from(page.at(-1) ?? '').toString('base64');
	const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
	const next = truncated ? `<NextContinuationToken>${token}</NextContinuationToken>` : '';
	const body = `<ListBucketResult><IsTruncated>${truncated}</IsTruncated>${next}${contents}</ListBucketResult>`;
	return { status: 200, body };
}

function etagOf(bytes: Uint8Array): string {
	return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function fault(status: number, code: string): Answer {
	return { status, body: `<Error><Code>${code}</Code></Error>` };
}

function send(response: ServerResponse, { status, body, etag }: Answer): void {
	response.writeHead(status, etag === undefined ? {} : { ETag: etag });
	response.end(body);
}
