import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiRoute } from '../../src/lib/platform/api-route.server.ts';
import { compressResponse } from '../compression.ts';
import { sendFault } from '../http.ts';
import { openApiDocument } from '../openapi.ts';
import { allowEveryOrigin } from '../security-headers.ts';

const base = '/api/v1';

/** The reading API for everybody: no cookie, any origin, the same data as the pages. */
export function registerApi(app: FastifyInstance, routes: readonly ApiRoute[]): void {
	const document = JSON.stringify(openApiDocument(base, routes));
	app.get(`${base}/openapi.json`, (request, reply) => {
		open(request, reply);
		return reply.type('application/json; charset=utf-8').send(document);
	});
	for (const route of routes) {
		app.get(base + route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, reply) => {
			open(request, reply);
			return answer(route, request, reply);
		});
	}
	app.all('/api/*', (request, reply) => {
		open(request, reply);
		sendFault(request, reply, 404, 'http.not_found');
	});
}

function open(request: FastifyRequest, reply: FastifyReply): void {
	allowEveryOrigin(reply.raw);
	compressResponse(request.raw, reply.raw);
}

async function answer(route: ApiRoute, request: FastifyRequest, reply: FastifyReply) {
	const params = route.params.safeParse(request.params);
	const query = route.query.safeParse(request.query);
	if (!params.success || !query.success) {
		sendFault(request, reply, 400, 'api.malformed_request');
		return reply;
	}
	const result = await route.handle({ params: params.data, query: query.data });
	if (!result.ok) {
		sendFault(request, reply, route.faults[result.code] ?? 500, result.code);
		return reply;
	}
	return reply.header('cache-control', 'no-cache').send(result.body);
}
