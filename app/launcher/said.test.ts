import { expect, test } from 'vitest';
import { firstComplaint, saysDiskFull, saysLeftBehind } from './said.ts';

const fatal = '2026-11-21 18:48:18.321 UTC [24308] FATAL:  could not extend file "base/1/2691"';

test.each([
	`${fatal}: No space left on device`,
	`${fatal}: wrote only 4096 of 8192 bytes at block 10`,
	'initdb: error: could not create directory "x": Disk quota exceeded',
])('a full disk is recognised: %s', (said) => {
	expect(saysDiskFull(`ok\n${said}\n`)).toBe(true);
});

test('another complaint is no full disk', () => {
	expect(saysDiskFull(`${fatal}: Input/output error`)).toBe(false);
});

test('the first complaint is given without its time and process', () => {
	expect(firstComplaint(`starting\n${fatal}\nPANIC:  later`)).toBe(
		'could not extend file "base/1/2691"',
	);
	expect(firstComplaint('initdb: error: no such locale\n')).toBe('no such locale');
	expect(firstComplaint('all is well\n')).toBeUndefined();
});

test('memory or a lock file still held by an earlier server is worth another try', () => {
	const words = 'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use';
	expect(saysLeftBehind(words)).toBe(true);
	expect(saysLeftBehind('FATAL:  lock file "postmaster.pid" already exists')).toBe(true);
	expect(saysLeftBehind(fatal)).toBe(false);
});
