import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';

const compressibleType = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml)))/;

/** What the client takes, best first; a weight of zero refuses. */
export function chooseEncoding(accept: string | undefined): 'br' | 'gzip' | undefined {
	const offered = new Map(
		(accept ?? '').split(',').map((part) => {
			const [name = '', weight = ''] = part
				.trim()
				.toLowerCase()
				.split(/;\s*q=/);
			return [name, weight === '' ? 1 : Number(weight)];
		}),
	);
	return (['br', 'gzip'] as const).find((name) => (offered.get(name) ?? 0) > 0);
}

function encoder(encoding: 'br' | 'gzip'): Transform {
	// Level 5: pages are made for each request, so the best level would cost more than it saves.
	return encoding === 'br'
		? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
		: createGzip({ level: 6 });
}

/**
 * Compresses what is written to `response` if its type is worth it and nobody compressed it yet.
 * The pages' handler compresses its files at build time, but not the HTML it makes.
 */
export function compressResponse(request: IncomingMessage, response: ServerResponse): void {
	const encoding = chooseEncoding(request.headers['accept-encoding']?.toString());
	const plain = {
		writeHead: response.writeHead.bind(response),
		write: response.write.bind(response),
		end: response.end.bind(response),
	};
	let stream: Transform | undefined;

	function begin(status: number, headers?: OutgoingHttpHeaders): void {
		for (const [name, value] of Object.entries(headers ?? {})) {
			if (value !== undefined) response.setHeader(name, value);
		}
		if (isCompressible(response, status)) {
			response.appendHeader('Vary', 'Accept-Encoding');
			if (encoding !== undefined && request.method !== 'HEAD') {
				response.removeHeader('Content-Length');
				response.setHeader('Content-Encoding', encoding);
				stream = encoder(encoding);
				stream.on('data', (chunk: Buffer) => plain.write(chunk));
				stream.on('end', () => plain.end());
				stream.on('drain', () => response.emit('drain'));
				response.once('close', () => stream?.destroy());
			}
		}
		plain.writeHead(status);
	}

	response.writeHead = (status: number, second?: unknown, third?: unknown) => {
		begin(status, (typeof second === 'string' ? third : second) as OutgoingHttpHeaders | undefined);
		return response;
	};

	response.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
		if (!response.headersSent) begin(response.statusCode);
		const target = stream ? stream.write.bind(stream) : plain.write;
		return (target as (...parts: unknown[]) => boolean)(chunk, ...rest);
	}) as ServerResponse['write'];

	response.end = ((...parts: unknown[]) => {
		if (!response.headersSent) begin(response.statusCode);
		const target = stream ? stream.end.bind(stream) : plain.end;
		(target as (...values: unknown[]) => unknown)(...parts);
		return response;
	}) as ServerResponse['end'];
}

function isCompressible(response: ServerResponse, status: number): boolean {
	if (status < 200 || status === 204 || status === 304 || response.hasHeader('Content-Encoding')) {
		return false;
	}
	const length = response.getHeader('Content-Length');
	if (length !== undefined && Number(length) < 512) return false;
	return compressibleType.test(String(response.getHeader('Content-Type') ?? ''));
}
