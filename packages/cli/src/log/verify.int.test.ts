import { generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	appendToTiles,
	checkpointBody,
	emptyEdge,
	encodeEntries,
	encodeEntry,
	entriesPath,
	formatNote,
	formatVkey,
	leafHash,
	signatureTypes,
	signNote,
	verifierKey,
	type Entry,
} from '@terang/ledger';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { terang } from '../../test/run.ts';

let scratch: string;
let published: string;
let folder: string;

beforeAll(async () => {
	scratch = mkdtempSync(path.join(tmpdir(), 'terang-log-'));
	published = path.join(scratch, 'published');
	await publishLog(published, 300);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let copies = 0;
beforeEach(() => {
	copies += 1;
	folder = path.join(scratch, `copy-${copies}`);
	cpSync(published, folder, { recursive: true });
});

/** A log of `size` entries as files, as any static server could serve it. */
async function publishLog(place: string, size: number): Promise<void> {
	const { privateKey } = generateKeyPairSync('ed25519');
	const material = Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url');
	const key = verifierKey('log.test/2026', signatureTypes.ed25519, new Uint8Array(material));
	const vkey = formatVkey(key);
	const opened: Entry = {
		v: 1, t: 'log.opened', s: 'log', q: 1, at: '2026-11-21T00:00:00.000Z', p: { origin: key.name, vkey },
	}; // prettier-ignore
	const entries = [opened, ...Array.from({ length: size - 1 }, (_, at) => imported(at + 1))];
	const leaves = entries.map(encodeEntry);
	const { edge, root, tiles } = appendToTiles(
		emptyEdge,
		leaves.map((leaf) => leafHash(leaf)),
	);
	for (const { path: name, bytes } of tiles) write(place, name, bytes);
	write(place, entriesPath(0), encodeEntries(leaves.slice(0, 256)));
	write(place, entriesPath(1, size - 256), encodeEntries(leaves.slice(256)));
	const body = checkpointBody({ origin: key.name, size: edge.size, root });
	const signature = await signNote(body, key, (message) => sign(null, message, privateKey));
	write(place, 'checkpoint', Buffer.from(formatNote(body, [signature])));
	write(place, 'vkey', Buffer.from(`${vkey}\n`));
}

function imported(q: number): Entry {
	const digest = 'A'.repeat(43);
	return {
		v: 1, t: 'marks.imported', s: 'selection/x', q, at: '2026-11-21T00:00:00.000Z',
		p: { selection: 'x', source: 'participants.csv', digest, count: q },
	}; // prettier-ignore
}

function write(place: string, name: string, bytes: Uint8Array): void {
	const file = path.join(place, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, bytes);
}

describe('terang log verify', () => {
	it('holds for a whole log, and says that the key is the log’s own word', async () => {
		const run = await terang(['log', 'verify', folder, '--json']);
		expect(run.code).toBe(0);
		expect(JSON.parse(run.stdout)).toMatchObject({
			holds: true,
			anchor: 'log',
			entries: 300,
			streams: 2,
			head: { origin: 'log.test/2026', size: 300 },
		});
	});

	it('holds with the key that the auditor brings', async () => {
		const vkey = readFileSync(path.join(folder, 'vkey'), 'utf8').trim();
		const run = await terang(['log', 'verify', folder, '--log-key', vkey, '--json']);
		expect(JSON.parse(run.stdout)).toMatchObject({ holds: true, anchor: 'key' });
	});

	it('names the entry in which history was rewritten', async () => {
		const file = path.join(folder, entriesPath(0));
		const bytes = readFileSync(file);
		const at = bytes.indexOf('"count":42,');
		bytes.write('"count":43,', at);
		writeFileSync(file, bytes);
		const run = await terang(['log', 'verify', folder]);
		expect(run.code).toBe(1);
		expect(run.stderr).toContain('entry 42: ledger.entry_mismatch');
	});

	it('names a missing tile', async () => {
		rmSync(path.join(folder, entriesPath(1, 44)));
		const run = await terang(['log', 'verify', folder]);
		expect(run.code).toBe(1);
		expect(run.stderr).toContain('ledger.entry_missing');
	});

	it('refuses a foreign key', async () => {
		const { publicKey } = generateKeyPairSync('ed25519');
		const material = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
		const other = verifierKey('log.test/2026', signatureTypes.ed25519, new Uint8Array(material));
		const run = await terang(['log', 'verify', folder, '--log-key', formatVkey(other)]);
		expect(run.code).toBe(1);
		expect(run.stderr).toContain('ledger.signature_missing');
	});

	it('could not check a log without a key', async () => {
		rmSync(path.join(folder, 'vkey'));
		expect((await terang(['log', 'verify', folder])).code).toBe(2);
	});
});
