import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findBinaries, withSymlinks, type Binaries } from './binaries.ts';
import { isRoot, temporaryFolder } from './fixtures/served.ts';
import { selfIdentity, tryIdentity } from './identity.ts';

let folder: string;
let mounted: string | undefined;

beforeEach(() => {
	folder = temporaryFolder();
});

afterEach(() => {
	if (mounted !== undefined) spawnSync('umount', ['-l', mounted]);
	mounted = undefined;
	rmSync(folder, { recursive: true, force: true });
});

/** A copy as `npm ci --ignore-scripts` leaves it: without the libraries' short names. */
function withoutLinks(native: string): Binaries {
	const found = findBinaries();
	if (!found.ok) throw new Error(found.code);
	cpSync(found.native, native, { recursive: true, verbatimSymlinks: true });
	const lib = path.join(native, 'lib');
	for (const name of readdirSync(lib)) {
		const place = path.join(lib, name);
		if (lstatSync(place).isSymbolicLink()) rmSync(place);
	}
	return { ...found, native };
}

test('libraries get their short names where install scripts were not run', () => {
	const bare = withoutLinks(path.join(folder, 'native'));
	expect(tryIdentity(selfIdentity, bare).ok).toBe(false);
	expect(withSymlinks(bare, path.join(folder, 'copies'))).toEqual(bare);
	expect(tryIdentity(selfIdentity, bare)).toEqual({ ok: true });
	expect(existsSync(path.join(folder, 'copies'))).toBe(false);
});

test.skipIf(!isRoot)('an install that cannot be written is copied', ({ skip }) => {
	const fixed = path.join(folder, 'fixed');
	mkdirSync(fixed);
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', fixed]).status !== 0) {
		return skip('a file system cannot be mounted here');
	}
	mounted = fixed;
	const bare = withoutLinks(path.join(fixed, 'native'));
	expect(spawnSync('mount', ['-o', 'remount,ro', fixed]).status).toBe(0);
	const copy = withSymlinks(bare, path.join(folder, 'copies'));
	expect(path.dirname(copy.native)).toBe(path.join(folder, 'copies'));
	expect(tryIdentity(selfIdentity, copy)).toEqual({ ok: true });
	expect(withSymlinks(copy, path.join(folder, 'unused'))).toEqual(copy);
});
