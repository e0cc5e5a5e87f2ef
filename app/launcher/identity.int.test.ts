import {
	chmodSync,
	chownSync,
	cpSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';
import { isRoot, noNamespaces, rows, type Served, type ServeOptions } from './fixtures/served.ts';
import { end, useServers } from './testing-servers.ts';
import { tryIdentity, userIdentity } from './identity.ts';
import { choosePlace, SYSTEM_FOLDER } from './place.ts';

/** The account `daemon` stands in every passwd file. */
const ordinary = { uid: 1, gid: 1 };
/** A number that no passwd file names, as containers hand them out. */
const nameless = { uid: 23_456, gid: 23_456 };
const closed = noNamespaces();

const servers = useServers();
let root: string;
/** Inside a folder whose owner and mode a test may choose. */
let dataDir: string;

beforeEach(() => {
	root = servers.folder;
	dataDir = path.join(root, 'data');
});

/** Starts, writes, stops, starts again, reads; gives what was seen of the first server. */
async function roundTrip(options: ServeOptions): Promise<{ serverUid: number; host: string }> {
	const first = await start(options);
	const serverUid = statSync(`/proc/${String(first.state.postmaster)}`).uid;
	await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
	await endWell(first.started);
	const second = await start(options);
	expect(await rows(second.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
	await endWell(second.started);
	return { serverUid, host: first.state.connection.host };
}

const start = (options: ServeOptions) => servers.start(dataDir, options);

async function endWell(started: Served): Promise<void> {
	expect(await end(started)).toBe(0);
}

/** A PATH whose `unshare` says what a container without user namespaces says. */
function withoutUnshare(): NodeJS.ProcessEnv {
	const folder = path.join(root, 'bin');
	mkdirSync(folder);
	const script = '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n';
	writeFileSync(path.join(folder, 'unshare'), script, { mode: 0o755 });
	return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
}

function mode(folder: string): string {
	return (statSync(folder).mode & 0o777).toString(8);
}

test.skipIf(isRoot)('an ordinary user runs the server as itself', async () => {
	const { serverUid } = await roundTrip({});
	expect(serverUid).toBe(process.geteuid?.());
});

describe.skipIf(!isRoot)('started by root', () => {
	test('an ordinary user runs the server as itself', async () => {
		chownSync(root, ordinary.uid, ordinary.gid);
		const { serverUid } = await roundTrip({ user: ordinary });
		expect(serverUid).toBe(ordinary.uid);
		expect(statSync(path.join(dataDir, 'postgres', 'cluster')).uid).toBe(ordinary.uid);
	});

	test.skipIf(closed !== undefined)('a user without a name runs the server too', async () => {
		chownSync(root, nameless.uid, nameless.gid);
		const { serverUid } = await roundTrip({ user: nameless });
		expect(serverUid).toBe(nameless.uid);
	});

	test('a user without a name and without user namespaces is told so', async () => {
		chownSync(root, nameless.uid, nameless.gid);
		const started = servers.launch(dataDir, { user: nameless, env: withoutUnshare() });
		expect(await started.outcome).toMatchObject({ code: 'launcher.user_unnamed' });
	});

	test('an ordinary user is refused the folder of root with one sentence', async () => {
		chmodSync(root, 0o755);
		mkdirSync(dataDir, { mode: 0o700 });
		const started = servers.launch(dataDir, { user: ordinary });
		expect(await started.outcome).toMatchObject({ code: 'launcher.folder_denied' });
		const { status, stderr } = await started.exit;
		expect(status).toBe(69);
		expect(stderr.trim().split('\n')).toHaveLength(1);
	});

	test('root serves the folder of an ordinary user as that user, who can then go on', async () => {
		chownSync(root, ordinary.uid, ordinary.gid);
		const first = await start({ user: ordinary });
		await rows(first.state.connection, 'CREATE TABLE kept AS SELECT 7 AS n');
		await endWell(first.started);
		const asRoot = await start({});
		expect(statSync(`/proc/${String(asRoot.state.postmaster)}`).uid).toBe(ordinary.uid);
		await endWell(asRoot.started);
		const again = await start({ user: ordinary });
		expect(await rows(again.state.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
		await endWell(again.started);
	});

	test.skipIf(closed !== undefined)(
		`root with user namespaces keeps every file its own, under a closed folder ${closed ?? ''}`,
		async () => {
			chmodSync(root, 0o700);
			await roundTrip({});
			expect(statSync(path.join(dataDir, 'postgres', 'cluster', 'PG_VERSION')).uid).toBe(0);
			expect(mode(root)).toBe('700');
			expect(mode(dataDir)).toBe('700');
		},
	);

	test('root without user namespaces runs the server as 65534 outside the closed folder', async () => {
		chmodSync(root, 0o700);
		const { serverUid, host } = await roundTrip({ env: withoutUnshare() });
		expect(serverUid).toBe(65_534);
		const noted = JSON.parse(
			readFileSync(path.join(dataDir, 'postgres', 'elsewhere.json'), 'utf8'),
		) as { folder: string; made: boolean };
		expect(path.dirname(noted.folder)).toBe(SYSTEM_FOLDER);
		expect(noted.made).toBe(true);
		expect(host).toBe(path.join(noted.folder, 'socket'));
		expect(mode(noted.folder)).toBe('700');
		expect([mode(root), mode(dataDir)]).toEqual(['700', '700']);
	});

	test('a copied data folder cannot run the same outside cluster a second time', async () => {
		const env = withoutUnshare();
		const { started } = await start({ env });
		const copy = path.join(root, 'copy');
		mkdirSync(path.join(copy, 'postgres'), { recursive: true });
		cpSync(
			path.join(dataDir, 'postgres', 'elsewhere.json'),
			path.join(copy, 'postgres', 'elsewhere.json'),
		);
		const second = servers.launch(copy, { env });
		expect(await second.outcome).toMatchObject({
			code: 'launcher.folder_locked',
			holderPid: started.child.pid,
		});
		await endWell(started);
	});

	test('an outside cluster that vanished is not replaced by an empty one', async () => {
		const env = withoutUnshare();
		const { started } = await start({ env });
		await endWell(started);
		const { folder } = JSON.parse(
			readFileSync(path.join(dataDir, 'postgres', 'elsewhere.json'), 'utf8'),
		) as { folder: string };
		rmSync(path.join(folder, 'cluster'), { recursive: true });
		const second = servers.launch(dataDir, { env });
		expect(await second.outcome).toMatchObject({ code: 'launcher.cluster_missing', folder });
	});

	test('binaries that another user cannot read are copied to where it can', () => {
		const found = findBinaries();
		if (!found.ok) throw new Error(found.code);
		const hidden = path.join(root, 'closed');
		mkdirSync(hidden, { mode: 0o700 });
		const native = path.join(hidden, 'native');
		cpSync(found.native, native, { recursive: true, verbatimSymlinks: true });
		const version = `${found.version}.test-${path.basename(root)}`;
		const binaries = { ...found, native, version };
		const user = userIdentity(ordinary.uid, ordinary.gid);
		expect(tryIdentity(user, binaries).ok).toBe(false);
		mkdirSync(path.join(dataDir, 'postgres', 'cluster'), { recursive: true });
		chownSync(path.join(dataDir, 'postgres', 'cluster'), ordinary.uid, ordinary.gid);
		try {
			const place = choosePlace(dataDir, binaries);
			if (!place.ok) throw new Error(place.code);
			expect(path.dirname(place.binaries.native)).toBe(SYSTEM_FOLDER);
			expect(tryIdentity(place.identity, place.binaries).ok).toBe(true);
			expect(mode(hidden)).toBe('700');
		} finally {
			rmSync(path.join(SYSTEM_FOLDER, `postgresql-${version}`), { recursive: true, force: true });
		}
	});
});
