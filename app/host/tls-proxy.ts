import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/**
 * For tests, as a process of its own: a reverse proxy that ends TLS and does what docs/operations.md
 * asks of one. It appends to `X-Forwarded-For`, sets `X-Forwarded-Proto` and keeps `Host`; other
 * headers pass as they came, so that a visitor can try to forge them.
 */
interface Order {
	readonly cert: string;
	readonly key: string;
	/** Told once the application listens. */
	readonly target: number;
}

let target = 0;

process.on('message', (order: Partial<Order>) => {
	if (order.target !== undefined) target = order.target;
	if (order.cert !== undefined && order.key !== undefined) void serve(order.cert, order.key);
});
process.once('disconnect', () => process.exit(0));

async function serve(cert: string, key: string): Promise<void> {
	const server = createServer({ cert, key }, (incoming, outgoing) => {
		const peer = incoming.socket.remoteAddress ?? '';
		const before = incoming.headers['x-forwarded-for'];
		const forwardedFor = [before, peer].flat().filter(Boolean).join(', ');
		const headers = {
			...incoming.headers,
			'x-forwarded-for': forwardedFor,
			'x-forwarded-proto': 'https',
		};
		const { method, url: path } = incoming;
		const inner = request({ host: '127.0.0.1', port: target, method, path, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		inner.on('error', () => outgoing.writeHead(502).end());
		incoming.pipe(inner);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	process.send?.({ port: (server.address() as AddressInfo).port });
}
