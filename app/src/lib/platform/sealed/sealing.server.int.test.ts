import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
	type FreshDatabase,
	startTestDatabase,
	type TestDatabase,
} from '../../../../launcher/testing.ts';
import { migrations } from '../../../../migrations/index.ts';
import { openDatabase, type OpenDatabase } from '../database.server.ts';
import { migrate } from '../migrate.server.ts';
import { openSealing, rotateWrapping, type Sealing } from './sealing.server.ts';
import { newWrappingKey, readWrappingKeys, writeWrappingKeys } from './wrapping-keys.server.ts';

const own = Object.fromEntries(
	Object.entries(migrations).filter(([name]) => name.endsWith('_platform_personal_keys')),
);
const place = { column: 'results.person.name', row: ['palu', '01'] };
const clock = { now: () => new Date('2026-11-21T03:00:00Z') };

let server: TestDatabase;
let fresh: FreshDatabase;
let opened: OpenDatabase;
let folder: string;
let keyFile: string;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());

beforeEach(async () => {
	fresh = await server.freshDatabase();
	opened = openDatabase({ ...fresh.connection });
	const outcome = await migrate(opened.database, own);
	if (!outcome.ok) throw new Error(outcome.migration);
	folder = mkdtempSync(path.join(tmpdir(), 'terang-sealing-'));
	keyFile = path.join(folder, 'personal.key');
	return async () => {
		await opened.close();
		await fresh.drop();
		rmSync(folder, { recursive: true });
	};
});

const open = () => openSealing({ database: opened.database, clock, keyFile });

async function mustOpen(): Promise<Sealing> {
	const outcome = await open();
	if (!outcome.ok) throw new Error(outcome.code);
	return outcome.sealing;
}

it('makes its keys once, in a file for its owner alone, and opens the same values later', async () => {
	const [first, beside] = await Promise.all([mustOpen(), mustOpen()]);
	const sealed = first.seal(place, 'Siti');
	expect(statSync(keyFile).mode & 0o777).toBe(0o600);
	expect(beside.open(place, sealed).toString()).toBe('Siti');
	expect((await mustOpen()).open(place, sealed).toString()).toBe('Siti');
});

it('refuses a database whose key file is gone or another, and makes no new one', async () => {
	await mustOpen();
	const missing = { ok: false, code: 'host.personal_key_missing', file: keyFile };
	rmSync(keyFile);
	expect(await open()).toEqual(missing);
	expect(readWrappingKeys(keyFile)).toBeUndefined();
	writeWrappingKeys(keyFile, [newWrappingKey()]);
	expect(await open()).toEqual(missing);
});

it('opens everything under a new outer key, and nothing under the old one any more', async () => {
	const sealed = (await mustOpen()).seal(place, 'Siti');
	const old = readWrappingKeys(keyFile) ?? [];
	expect(await rotateWrapping({ database: opened.database, keyFile })).toBe(true);
	expect(readWrappingKeys(keyFile)).toHaveLength(1);
	expect((await mustOpen()).open(place, sealed).toString()).toBe('Siti');
	writeWrappingKeys(keyFile, old);
	expect(await open()).toMatchObject({ ok: false });
});

it('opens as well between the steps of a change of keys', async () => {
	const sealed = (await mustOpen()).seal(place, 'Siti');
	const old = readWrappingKeys(keyFile) ?? [];
	writeWrappingKeys(keyFile, [...old, newWrappingKey()]);
	expect((await mustOpen()).open(place, sealed).toString()).toBe('Siti');
	expect(await rotateWrapping({ database: opened.database, keyFile })).toBe(true);
	expect((await mustOpen()).open(place, sealed).toString()).toBe('Siti');
});
