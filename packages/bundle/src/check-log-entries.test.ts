import { encodeEntry, type LogReader, sha256, toBase64Url } from '@terang/ledger';
import { describe, expect, it } from 'vitest';
import { dataFiles } from './files.ts';
import { checkLogEntries } from './check-log-entries.ts';
import { Findings } from './verdict.ts';

const selection = 'cpns-2024-contoh';
const files = new Map(dataFiles.map((name) => [name, new TextEncoder().encode(name)]));
const digest = (name: string) => toBase64Url(sha256(new TextEncoder().encode(name)));

function approval(version: number, results: string): Uint8Array {
	return encodeEntry({
		v: 1,
		t: 'result.approved',
		s: `selection/${selection}`,
		q: 1,
		at: '2026-11-21T03:00:00.000Z',
		p: {
			selection,
			version,
			files: {
				selection: digest('selection.json'),
				pack: digest('pack.json'),
				vacancies: digest('vacancies.csv'),
				participants: digest('participants.csv'),
				decisions: digest('decisions.csv'),
				results: digest(results),
				report: digest('report.json'),
			},
			preparer: 'orang-1',
			approver: 'orang-2',
		},
	});
}

async function findingsOf(entry: Uint8Array) {
	const findings = new Findings();
	const log = { entries: () => Promise.resolve({ ok: true, entries: [entry] }) };
	const manifest = { selection, version: 1, log: { entries: { 'result.approved': [4] } } };
	const content = { manifest, files } as unknown as Parameters<typeof checkLogEntries>[0];
	await checkLogEntries(content, log as unknown as LogReader, sha256, findings);
	return findings.verdict('key').findings;
}

describe('the approval that a manifest names', () => {
	it('covers the very files of the bundle', async () => {
		expect(await findingsOf(approval(1, 'results.csv'))).toEqual([]);
	});

	it('is another one where a file of the bundle is not the one that was signed', async () => {
		expect(await findingsOf(approval(1, 'other.csv'))).toEqual([
			{
				code: 'log_entry_differs',
				where: 'log entry 4: results.csv',
				expected: digest('other.csv'),
				found: digest('results.csv'),
			},
		]);
	});

	it('is another one where it was given for another version', async () => {
		expect(await findingsOf(approval(2, 'results.csv'))).toMatchObject([
			{ code: 'log_entry_differs', expected: 'v1', found: 'v2' },
		]);
	});
});
