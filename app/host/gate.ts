import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestId } from './request-id.ts';
import { errorPage } from '../src/lib/platform/error-page.ts';
import { setSecurityHeaders } from './security-headers.ts';

export type GateFailure = {
	readonly ok: false;
	readonly code: 'host.port_in_use' | 'host.port_denied' | 'host.address_unusable';
	readonly host: string;
	readonly port: number;
};

/**
 * The listening socket. It is taken before anything is written, so that a port in use is known
 * while nothing is half done, and answers "being prepared" until the application is open.
 */
export interface Gate {
	readonly ok: true;
	readonly server: Server;
	readonly port: number;
	/** Who will answer once the application is open. */
	prepare(listener: RequestListener): void;
	/** Only when every route is complete: a request that meets half an application ends the process. */
	open(): void;
	/** Stops accepting; requests in progress get `graceMs` to end. */
	close(graceMs: number): Promise<void>;
}

/** A form has arrived by then, or its sender means to keep the connection. */
const arrivesWithinMs = 60_000;

/** A list of a few hundred megabytes over an office line; nothing at all for a minute is no line. */
const file = { arrivesWithinMs: 2 * 3_600_000, idleMs: 60_000 };

const deadlines = new WeakMap<IncomingMessage, NodeJS.Timeout>();

function setDeadline(request: IncomingMessage, ms: number): void {
	clearTimeout(deadlines.get(request));
	const deadline = setTimeout(() => {
		if (!request.complete) request.destroy();
	}, ms);
	deadlines.set(request, deadline.unref());
}

/** Called for a request that may bring a file, once it is known who sends it. */
export function arrivesSlowly(request: IncomingMessage): void {
	setDeadline(request, file.arrivesWithinMs);
	request.setTimeout(file.idleMs, () => {
		request.destroy();
	});
}

/** @param secure the public origin is https, so browsers are told to stay there. */
export function openGate(host: string, port: number, secure: boolean): Promise<Gate | GateFailure> {
	let listener: RequestListener = beingPrepared;
	let prepared = listener;
	// One deadline for all requests would cut off a large file: each has its own.
	const limits = { headersTimeout: 60_000, requestTimeout: 0, keepAliveTimeout: 5_000 };
	const server = createServer(limits, (req, res) => {
		setDeadline(req, arrivesWithinMs);
		res.once('close', () => {
			clearTimeout(deadlines.get(req));
		});
		setSecurityHeaders(res, secure);
		listener(req, res);
	});
	server.on('clientError', (_error, socket) => {
		if (socket.writable) {
			socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		}
	});
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const code = failureOf(error.code);
			if (code === undefined) reject(error);
			else resolve({ ok: false, code, host, port });
		});
		server.listen(port, host, () => {
			resolve({
				ok: true,
				server,
				port: (server.address() as AddressInfo).port,
				prepare: (next) => {
					prepared = next;
				},
				open: () => {
					listener = prepared;
				},
				close: (graceMs) => closeServer(server, graceMs),
			});
		});
	});
}

function failureOf(errno: string | undefined): GateFailure['code'] | undefined {
	switch (errno) {
		case 'EADDRINUSE':
			return 'host.port_in_use';
		case 'EACCES':
			return 'host.port_denied';
		case 'EADDRNOTAVAIL':
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return 'host.address_unusable';
		default:
			return undefined;
	}
}

function closeServer(server: Server, graceMs: number): Promise<void> {
	return new Promise((resolve) => {
		const force = setTimeout(() => server.closeAllConnections(), graceMs);
		server.close(() => {
			clearTimeout(force);
			resolve();
		});
		server.closeIdleConnections();
	});
}

const beingPrepared: RequestListener = (req, res) => {
	if (req.url === '/healthz') {
		res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
		res.end('{"status":"ok"}\n');
		return;
	}
	const id = requestId(undefined);
	res.writeHead(503, {
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'retry-after': '1',
		'x-request-id': id,
	});
	res.end(errorPage(503, id));
};
