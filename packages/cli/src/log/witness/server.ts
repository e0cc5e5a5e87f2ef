import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdirSync } from 'node:fs';
import {
	formatNote,
	formatVkey,
	judgeAddCheckpoint,
	makeCosignature,
	parseVkey,
	signatureLine,
	type VerifierKey,
} from '@terang/ledger';
import { FileProblem } from '../../files.ts';
import { nodeSha256, nodeVerifyEd25519 } from '../../node-ports.ts';
import { claimFolder } from './claim.ts';
import { openWitnessKey, type WitnessKey } from './key.ts';
import { openWitnessStore, type WitnessStore } from './state.ts';

export interface WitnessOptions {
	/** Folder of the key and the heads; made if absent. */
	readonly state: string;
	/** Name in every cosignature: a schema-less URL. */
	readonly name: string;
	/** Keys of the logs to watch; a key's name is its log's origin. */
	readonly logs: readonly string[];
	readonly host: string;
	/** 0 for any free one. */
	readonly port: number;
	/** Seconds since the epoch. */
	readonly clock: () => number;
}

export interface RunningWitness {
	readonly url: string;
	readonly vkey: string;
	close(): Promise<void>;
}

/** A checkpoint with 63 proof lines and dozens of signatures stays far below this. */
const longestBody = 64 * 1024;

/**
 * A C2SP tlog-witness: `POST /add-checkpoint`, `GET /<origin hash>/checkpoint`, and `GET /vkey` for
 * whoever writes a policy. @throws FileProblem for a state folder that is in use or was changed
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
	mkdirSync(options.state, { recursive: true, mode: 0o700 });
	const claim = claimFolder(options.state);
	if (!claim.ok) {
		throw new FileProblem(`${options.state}: in use by process ${claim.holder}`);
	}
	try {
		const key = openWitnessKey(options.state, options.name);
		const store = openWitnessStore(options.state, key.verifier);
		const trusted = options.logs.map(trustedKey);
		const server = createServer(handler({ key, store, trusted, clock: options.clock }));
		const url = await listen(server, options);
		return {
			url,
			vkey: formatVkey(key.verifier),
			close: () =>
				new Promise((resolve) => {
					server.close(() => {
						claim.release();
						resolve();
					});
					server.closeIdleConnections();
				}),
		};
	} catch (error) {
		claim.release();
		throw error;
	}
}

function trustedKey(vkey: string): VerifierKey {
	const parsed = parseVkey(vkey);
	if (!parsed.ok) throw new FileProblem(`${vkey}: is not a verifier key`);
	return parsed.key;
}

interface Witness {
	readonly key: WitnessKey;
	readonly store: WitnessStore;
	readonly trusted: readonly VerifierKey[];
	readonly clock: () => number;
}

function handler(witness: Witness) {
	// One at a time: judging and keeping must not interleave, or a log is rolled back.
	let turn = Promise.resolve();
	return (request: IncomingMessage, response: ServerResponse): void => {
		const { pathname } = new URL(request.url ?? '/', 'http://witness');
		if (request.method === 'POST' && pathname === '/add-checkpoint') {
			void readBody(request).then((body) => {
				turn = turn
					.then(() => answerCheckpoint(witness, body, response))
					.catch(() => answer(response, 500));
			});
			return;
		}
		if (request.method !== 'GET') {
			answer(response, 405);
		} else if (pathname === '/vkey') {
			answer(response, 200, `${formatVkey(witness.key.verifier)}\n`);
		} else {
			const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(pathname)?.[1];
			const found = hash === undefined ? undefined : witness.store.find(hash);
			answer(response, found === undefined ? 404 : 200, found);
		}
	};
}

async function answerCheckpoint(
	witness: Witness,
	body: Uint8Array | undefined,
	response: ServerResponse,
): Promise<void> {
	if (body === undefined) {
		answer(response, 413);
		return;
	}
	const verdict = judgeAddCheckpoint(witness.store.heads, body, witness.trusted, {
		verify: nodeVerifyEd25519,
		sha256: nodeSha256,
	});
	if (verdict.status === 409) {
		answer(response, 409, `${verdict.size}\n`, 'text/x.tlog.size');
	} else if (verdict.status !== 200) {
		answer(response, verdict.status);
	} else {
		const { note, origin, size, root } = verdict.checkpoint;
		const { key } = witness;
		const cosignature = await makeCosignature(key.verifier, witness.clock(), note.text, key.sign);
		const logSignatures = note.signatures.filter(({ name }) => name === origin);
		witness.store.keep(
			origin,
			{ size, root },
			formatNote(note.text, [...logSignatures, cosignature]),
		);
		answer(response, 200, signatureLine(cosignature));
	}
}

/** Nothing for a body that is too long or breaks off. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
	const parts: Buffer[] = [];
	let length = 0;
	try {
		for await (const part of request as AsyncIterable<Buffer>) {
			length += part.length;
			if (length > longestBody) return undefined;
			parts.push(part);
		}
	} catch {
		return undefined;
	}
	return Buffer.concat(parts);
}

function answer(
	response: ServerResponse,
	status: number,
	body = '',
	type = 'text/plain; charset=utf-8',
): void {
	response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
	response.end(body);
}

function listen(server: Server, { host, port }: WitnessOptions): Promise<string> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			const address = server.address();
			const bound = typeof address === 'object' && address !== null ? address.port : port;
			resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
		});
	});
}
