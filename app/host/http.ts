import Fastify, {
	LogController,
	type FastifyBaseLogger,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
	type FastifyServerOptions,
} from 'fastify';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { Log } from '../src/lib/platform/log.server.ts';
import type { Metrics } from '../src/lib/platform/metrics.ts';
import { errorPage, prefersJson } from '../src/lib/platform/error-page.ts';
import type { Gate } from './gate.ts';
import { acceptsHost } from './request-host.ts';
import { requestId } from './request-id.ts';

export interface HttpDeps {
	readonly config: Config;
	readonly gate: Gate;
	readonly log: Log;
	readonly metrics: Metrics;
	/** Told of every address as it is registered. */
	readonly onRoute?: ((method: string, url: string) => void) | undefined;
}

/**
 * Routes are checked by their zod schemas. Fastify's own compilers for JSON Schema would be loaded at
 * every start and used by none.
 */
const noJsonSchemas = {
	buildValidator: () => () => Object.assign(() => true, { errors: null }),
	buildSerializer: () => () => JSON.stringify,
} as unknown as NonNullable<
	NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
>;

/** The web server with everything that holds for every address; routes are added by the caller. */
export async function createHttp(deps: HttpDeps): Promise<FastifyInstance> {
	const loggerInstance: FastifyBaseLogger = deps.log;
	const app = Fastify({
		serverFactory: (handler) => {
			deps.gate.prepare(handler);
			return deps.gate.server;
		},
		loggerInstance,
		logController: new LogController({ disableRequestLogging: true }),
		trustProxy: deps.config.trustedProxies.length > 0 ? [...deps.config.trustedProxies] : false,
		schemaController: { compilersFactory: noJsonSchemas },
		bodyLimit: 64 * 1024,
		requestIdHeader: false,
		genReqId: (request) => requestId(request.headers['x-request-id']),
		routerOptions: { ignoreTrailingSlash: false, maxParamLength: 200 },
		frameworkErrors: (error, request, reply) => answerFault(error, request, reply, deps.log),
	});
	app.addHook('onRoute', ({ method, url, config }) => {
		if (config?.allow !== undefined) return;
		for (const one of [method].flat()) deps.onRoute?.(one, url);
	});
	app.addHook('onRequest', (request, reply, done) => {
		reply.raw.setHeader('X-Request-Id', request.id);
		if (!acceptsHost(request.host, pathOf(request), deps.config, deps.gate.port)) {
			sendFault(request, reply, 421, 'http.host_not_served');
			return;
		}
		if (/%00/u.test(request.url)) {
			sendFault(request, reply, 400, 'http.bad_request');
			return;
		}
		const { allow } = request.routeOptions.config;
		if (allow !== undefined) {
			request.raw.resume();
			void reply.header('allow', allow);
			sendFault(request, reply, 405, 'http.method_not_allowed');
			return;
		}
		if (!isFromOurPage(request)) {
			// What is not read must still be swallowed, or the answer never arrives.
			request.raw.resume();
			sendFault(request, reply, 403, 'http.foreign_origin');
			return;
		}
		done();
	});
	app.addHook('onResponse', (request, reply, done) => {
		const status = `${Math.floor(reply.raw.statusCode / 100)}xx`;
		deps.metrics.count('terang_http_responses_total', 'Answers by class of status.', { status });
		deps.log.debug({ id: request.id, status: reply.raw.statusCode }, 'answered');
		done();
	});
	app.setErrorHandler((error, request, reply) => {
		answerFault(error, request, reply, deps.log);
	});
	// Every address is a page's at last; what comes here has a method that no address takes.
	app.setNotFoundHandler((request, reply) => {
		sendFault(request, reply, 501, 'http.method_unknown');
	});
	return Promise.resolve(app);
}

/** A page of another site can make a browser send a form, but not under our origin. */
function isFromOurPage({ method, headers, protocol, host }: FastifyRequest): boolean {
	const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method);
	return reads || headers.origin === `${protocol}://${host}`;
}

/** Without the query, which may hold what a person typed. */
function pathOf(request: FastifyRequest): string {
	return request.url.split('?', 1)[0] ?? '';
}

function answerFault(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): void {
	const status = statusOf(error);
	if (status >= 500) {
		log.error({ id: request.id, route: request.routeOptions.url, err: error }, 'request failed');
	}
	sendFault(request, reply, status, status >= 500 ? 'http.internal' : codeOf(status));
}

function statusOf(error: unknown): number {
	const status = (error as { statusCode?: unknown } | null)?.statusCode;
	return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function codeOf(status: number): string {
	switch (status) {
		case 404:
			return 'http.not_found';
		case 413:
			return 'http.body_too_large';
		case 415:
			return 'http.media_type_unsupported';
		default:
			return 'http.bad_request';
	}
}

/** JSON for programs, a small page for people; both carry the id under which the log knows it. */
export function sendFault(
	request: FastifyRequest,
	reply: FastifyReply,
	status: number,
	code: string,
): void {
	// An address that cannot be decoded is refused before any hook has run.
	reply.raw.setHeader('X-Request-Id', request.id);
	void reply.code(status).header('cache-control', 'no-store');
	if (pathOf(request).startsWith('/api/') || prefersJson(request.headers.accept)) {
		void reply
			.type('application/json; charset=utf-8')
			.send(JSON.stringify({ code, id: request.id }));
		return;
	}
	void reply.type('text/html; charset=utf-8').send(errorPage(status, request.id));
}
