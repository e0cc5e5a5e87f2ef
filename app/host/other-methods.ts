import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Set where an address takes other methods than the one of the request: those it takes. */
		allow?: string;
	}
}

/**
 * Without this, an address that takes other methods would fall to the pages, which do not know it.
 * Begun before the first route, so that it sees all of them; completed after the last.
 * @returns completes the addresses with the methods that they do not take
 */
export function watchMethods(app: FastifyInstance): () => void {
	const taken = new Map<string, Set<string>>();
	app.addHook('onRoute', ({ method, url }) => {
		const methods = taken.get(url) ?? new Set();
		for (const one of [method].flat()) methods.add(one);
		taken.set(url, methods);
	});
	return () => {
		for (const [url, methods] of [...taken]) {
			const method = app.supportedMethods.filter((one) => !methods.has(one));
			if (method.length === 0) continue;
			const allow = [...methods].toSorted().join(', ');
			app.route({
				method,
				url,
				config: { allow },
				// Answered before a body is looked at, where every request is looked at first.
				handler: () => {
					throw new Error('A method that is not taken reached a handler.');
				},
			});
		}
	};
}
