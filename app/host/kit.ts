import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { compressResponse } from './compression.ts';
import type { Services } from './services.ts';

/** What hooks.server.ts finds on the request. */
export interface PageContext {
	readonly services: Services;
	readonly requestId: string;
}

type KitHandler = (
	request: IncomingMessage & { terang?: PageContext },
	response: ServerResponse,
	next: (error?: unknown) => void,
) => void;

/**
 * Headers by which the host tells the pages' handler who asked and under which address. They are
 * overwritten on every request, so a visitor cannot set them.
 */
const told = {
	protocol: 'x-terang-protocol',
	host: 'x-terang-host',
	address: 'x-terang-address',
} as const;

/** Loads the built pages. Their handler reads its settings once, from the environment. */
export async function loadKit(buildFolder: string): Promise<KitHandler> {
	delete process.env['ORIGIN'];
	delete process.env['PORT_HEADER'];
	process.env['PROTOCOL_HEADER'] = told.protocol;
	process.env['HOST_HEADER'] = told.host;
	process.env['ADDRESS_HEADER'] = told.address;
	process.env['BODY_SIZE_LIMIT'] = '64K';
	const file = pathToFileURL(path.join(buildFolder, 'kit', 'handler.js')).href;
	const module = (await import(file)) as { handler: KitHandler };
	return module.handler;
}

/** Everything no other route answers is a page. */
export async function mountKit(app: FastifyInstance, handler: KitHandler, services: Services) {
	await app.register((scope, _options, done) => {
		// The pages read the body themselves; a parser here would leave them an empty stream.
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
		scope.all('/*', (request, reply) => {
			reply.hijack();
			const raw = tellKit(request, services);
			compressResponse(raw, reply.raw);
			handler(raw, reply.raw, () => {
				reply.raw.statusCode = 404;
				reply.raw.end();
			});
		});
		done();
	});
}

function tellKit(request: FastifyRequest, services: Services) {
	const raw = request.raw as IncomingMessage & { terang?: PageContext };
	raw.headers[told.protocol] = request.protocol;
	raw.headers[told.host] = request.host;
	raw.headers[told.address] = request.ip;
	raw.terang = { services, requestId: request.id };
	return raw;
}
