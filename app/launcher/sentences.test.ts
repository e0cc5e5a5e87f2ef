import { expect, test } from 'vitest';
import type { LaunchFailure } from './failure.ts';
import { launchSentence } from './sentences.ts';

const failures: LaunchFailure[] = [
	{ ok: false, code: 'launcher.folder_locked', folder: '/d', holderPid: 41 },
	{ ok: false, code: 'launcher.folder_locked', folder: '/d', holderPid: undefined },
	{ ok: false, code: 'launcher.folder_denied', folder: '/d' },
	{ ok: false, code: 'launcher.folder_no_sockets', folder: '/d' },
	{ ok: false, code: 'launcher.platform_unsupported', platform: 'win32-x64' },
	{ ok: false, code: 'launcher.libc_unsupported', platform: 'linux-x64' },
	{ ok: false, code: 'launcher.binaries_missing', packageName: 'p' },
	{ ok: false, code: 'launcher.user_unnamed', uid: 9 },
	{ ok: false, code: 'launcher.root_refused', detail: 'no' },
	{ ok: false, code: 'launcher.other_major', found: '17', expected: '18', folder: '/d' },
	{ ok: false, code: 'launcher.cluster_missing', folder: '/d' },
	{ ok: false, code: 'launcher.disk_full', folder: '/d' },
	{ ok: false, code: 'launcher.cluster_unmade', detail: 'no' },
	{ ok: false, code: 'launcher.start_failed', detail: 'no' },
	{ ok: false, code: 'launcher.postmaster_stuck', pid: 7 },
];

test.each(failures)('$code is one line in both languages that carries its data', (failure) => {
	const data = Object.entries(failure).filter(([name]) => name !== 'ok' && name !== 'code');
	for (const language of ['id', 'en'] as const) {
		const sentence = launchSentence(failure, language);
		expect(sentence).not.toContain('\n');
		for (const [, value] of data) {
			if (value !== undefined) expect(sentence).toContain(String(value));
		}
		expect(sentence).not.toContain('undefined');
	}
	expect(launchSentence(failure, 'id')).not.toBe(launchSentence(failure, 'en'));
});
