import type { FastifyInstance } from 'fastify';
import { isLoopback } from '../../src/lib/platform/config.server.ts';
import type { Metrics } from '../../src/lib/platform/metrics.ts';
import { sendFault } from '../http.ts';

/** One thing the process needs; `ok` or why not, as a code. */
export interface ReadinessCheck {
	readonly name: string;
	check(): Promise<{ readonly ok: boolean; readonly code?: string }>;
}

export function registerProbes(
	app: FastifyInstance,
	checks: readonly ReadinessCheck[],
	metrics: Metrics,
): void {
	app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));

	app.get('/readyz', async (_request, reply) => {
		const parts = await readiness(checks);
		const ready = parts.every((part) => part.ok);
		return reply
			.code(ready ? 200 : 503)
			.header('cache-control', 'no-store')
			.send({ ready, parts });
	});

	app.get('/metrics', async (request, reply) => {
		// The peer itself, not what a proxy says about it: a proxy would pass strangers through.
		const peer = request.raw.socket.remoteAddress ?? '';
		const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
		if (!isLoopback(peer.replace(/^::ffff:/, '')) || forwarded !== undefined) {
			sendFault(request, reply, 404, 'http.not_found');
			return reply;
		}
		return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics.render());
	});
}

async function readiness(checks: readonly ReadinessCheck[]) {
	return Promise.all(
		checks.map(async (part) => {
			try {
				return { name: part.name, ...(await part.check()) };
			} catch {
				return { name: part.name, ok: false, code: 'readiness.check_failed' };
			}
		}),
	);
}
