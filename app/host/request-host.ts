import { isLoopback, type Config } from '../src/lib/platform/config.server.ts';

/** Asked by supervisors under whatever address they know. */
const probes = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Whether a request under this Host is meant for us. Against DNS rebinding (a foreign name that
 * points to 127.0.0.1) and against links built from a forged Host.
 */
export function acceptsHost(
	host: string,
	path: string,
	config: Pick<Config, 'mode' | 'url'>,
	port: number,
): boolean {
	if (probes.has(path)) return true;
	if (config.url !== undefined && host === new URL(config.url).host) return true;
	if (config.mode !== 'demo') return false;
	const parsed = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
	return (
		parsed !== undefined &&
		isLoopback(parsed.hostname.replace(/^\[|\]$/g, '')) &&
		(parsed.port === '' ? 80 : Number(parsed.port)) === port
	);
}
