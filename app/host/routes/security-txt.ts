import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../src/lib/platform/clock.ts';

const DAY_MS = 86_400_000;

/** RFC 9116. It must expire within a year; ours is always written for the next half year. */
export function registerSecurityTxt(
	app: FastifyInstance,
	clock: Clock,
	origin: () => string,
): void {
	app.get('/.well-known/security.txt', (_request, reply) => {
		const midnight = Math.floor(clock.now().getTime() / DAY_MS) * DAY_MS;
		const expires = new Date(midnight + 180 * DAY_MS).toISOString();
		return reply
			.type('text/plain; charset=utf-8')
			.send(
				[
					`Contact: ${origin()}/tentang`,
					`Expires: ${expires}`,
					'Preferred-Languages: id, en',
					`Canonical: ${origin()}/.well-known/security.txt`,
					'',
				].join('\n'),
			);
	});
}
