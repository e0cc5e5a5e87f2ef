import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import {
	checkpointBody,
	createMemoryTree,
	formatAddCheckpoint,
	formatNote,
	formatVkey,
	leafHash,
	parseCheckpoint,
	parseVkey,
	signatureTypes,
	signNote,
	verifierKey,
	verifyCosignature,
	type VerifierKey,
} from '@terang/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finish, start, terang } from '../../test/run.ts';
import { originHash } from './witness/state.ts';

let folder: string;
let running: ChildProcess[];

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'terang-witness-'));
	running = [];
});

afterEach(async () => {
	for (const child of running) {
		if (child.exitCode === null && child.signalCode === null) {
			const ended = finish(child);
			child.kill('SIGTERM');
			await ended;
		}
	}
	rmSync(folder, { recursive: true, force: true });
});

interface Log {
	readonly key: VerifierKey;
	readonly secret: KeyObject;
	readonly tree: ReturnType<typeof createMemoryTree>;
}

function makeLog(origin: string): Log {
	const { privateKey } = generateKeyPairSync('ed25519');
	const material = Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url');
	return {
		key: verifierKey(origin, signatureTypes.ed25519, new Uint8Array(material)),
		secret: privateKey,
		tree: createMemoryTree(),
	};
}

function grow({ tree }: Log, ...entries: string[]): void {
	for (const entry of entries) tree.append(leafHash(new TextEncoder().encode(entry)));
}

async function head({ key, secret, tree }: Log): Promise<string> {
	const body = checkpointBody({ origin: key.name, size: tree.size, root: tree.root() });
	return formatNote(body, [await signNote(body, key, (message) => sign(null, message, secret))]);
}

async function request(log: Log, oldSize: number): Promise<string> {
	const proof = oldSize === 0 ? [] : log.tree.consistencyProof(oldSize);
	return formatAddCheckpoint({ oldSize, proof, checkpoint: await head(log) });
}

async function startWitness(log: Log): Promise<{ url: string; vkey: string; child: ChildProcess }> {
	const child = start([
		'log', 'witness', '--state', path.join(folder, 'state'), '--name', 'witness.test',
		'--log', formatVkey(log.key), '--listen', '127.0.0.1:0',
	]); // prettier-ignore
	running.push(child);
	let text = '';
	for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
		text += chunk.toString();
		const [vkey, url] = text.split('\n');
		if (vkey !== undefined && url?.startsWith('http') === true && text.endsWith('\n')) {
			return { vkey, url, child };
		}
	}
	throw new Error('the witness ended before it served');
}

async function submit(url: string, body: string): Promise<{ status: number; text: string }> {
	const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
	return { status: response.status, text: await response.text() };
}

describe('terang log witness', () => {
	it('cosigns a log that only grows, and serves what it cosigned', async () => {
		const log = makeLog('log.test/a');
		grow(log, 'one', 'two', 'three');
		const { url, vkey } = await startWitness(log);
		expect((await submit(url, await request(log, 0))).status).toBe(200);
		grow(log, 'four', 'five');
		const answer = await submit(url, await request(log, 3));
		expect(answer.status).toBe(200);

		const key = parseVkey(vkey);
		const cosigned = parseCheckpoint(`${await head(log)}${answer.text}`);
		if (!key.ok || !cosigned.ok) throw new Error('malformed');
		expect(verifyCosignature(cosigned.checkpoint.note, key.key).state).toBe('valid');

		const kept = await (await fetch(`${url}/${originHash('log.test/a')}/checkpoint`)).text();
		expect(parseCheckpoint(kept)).toMatchObject({ ok: true, checkpoint: { size: 5 } });
		expect(kept).toContain(answer.text);
	});

	it('refuses a fork, tells its size, and knows only its own logs', async () => {
		const log = makeLog('log.test/a');
		grow(log, 'one', 'two', 'three');
		const { url } = await startWitness(log);
		await submit(url, await request(log, 0));

		const fork: Log = { ...log, tree: createMemoryTree() };
		grow(fork, 'one', 'two', 'other', 'four');
		expect((await submit(url, await request(fork, 3))).status).toBe(422);
		expect(await submit(url, await request(log, 0))).toEqual({ status: 409, text: '3\n' });
		expect((await submit(url, await request(makeLog('log.test/b'), 0))).status).toBe(404);
		const stranger: Log = { ...log, secret: makeLog('x').secret };
		expect((await submit(url, await request(stranger, 3))).status).toBe(403);
		expect((await submit(url, 'nonsense')).status).toBe(400);
		expect((await fetch(`${url}/${originHash('log.test/b')}/checkpoint`)).status).toBe(404);
	});

	it('of many at once for one size lets exactly one through', async () => {
		const log = makeLog('log.test/a');
		grow(log, 'one');
		const { url } = await startWitness(log);
		await submit(url, await request(log, 0));
		const bodies = await Promise.all(
			Array.from({ length: 12 }, async (_, at) => {
				const branch: Log = { ...log, tree: createMemoryTree() };
				grow(branch, 'one', `branch ${at}`);
				return request(branch, 1);
			}),
		);
		const statuses = (await Promise.all(bodies.map((body) => submit(url, body)))).map(
			({ status }) => status,
		);
		expect(statuses.filter((status) => status === 200)).toHaveLength(1);
	});

	it('remembers across a kill, with the same key', async () => {
		const log = makeLog('log.test/a');
		grow(log, 'one', 'two');
		const first = await startWitness(log);
		await submit(first.url, await request(log, 0));
		const ended = finish(first.child);
		first.child.kill('SIGKILL');
		await ended;

		const second = await startWitness(log);
		expect(second.vkey).toBe(first.vkey);
		expect(await submit(second.url, await request(log, 0))).toEqual({ status: 409, text: '2\n' });
	});

	it('does not serve a state folder that another witness holds', async () => {
		const log = makeLog('log.test/a');
		const { child } = await startWitness(log);
		const run = await terang([
			'log', 'witness', '--state', path.join(folder, 'state'), '--name', 'witness.test',
			'--log', formatVkey(log.key), '--listen', '127.0.0.1:0',
		]); // prettier-ignore
		expect(run.code).toBe(69);
		expect(run.stderr).toContain(`in use by process ${child.pid ?? 0}`);
	});

	it('does not start from a state that it did not sign', async () => {
		const log = makeLog('log.test/a');
		grow(log, 'one', 'two');
		const first = await startWitness(log);
		await submit(first.url, await request(log, 0));
		const ended = finish(first.child);
		first.child.kill('SIGTERM');
		expect((await ended).code).toBe(0);

		const state = path.join(folder, 'state');
		const name = readdirSync(state).find((file) => file.endsWith('.checkpoint'))!;
		const kept = readFileSync(path.join(state, name), 'utf8');
		writeFileSync(path.join(state, name), kept.replace('\n2\n', '\n1\n'));
		const run = await terang([
			'log', 'witness', '--state', state, '--name', 'witness.test', '--log', formatVkey(log.key),
		]); // prettier-ignore
		expect(run.code).toBe(69);
		expect(run.stderr).toContain('is not a head that this witness cosigned');
	});
});
