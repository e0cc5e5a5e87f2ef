import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { policy, publish, vkey } from '../test/publish.ts';
import {
	bundleFiles,
	memorySource,
	verifyBundle,
	zipSource,
	type Anchor,
	type SiteRow,
	type Verdict,
	type VerifyOptions,
} from './index.ts';

const key: Anchor = { kind: 'key', vkey };

async function verify(
	files: ReadonlyMap<string, Uint8Array>,
	options: Partial<VerifyOptions> = {},
): Promise<Verdict> {
	const outcome = await verifyBundle(memorySource(files), { anchor: key, ...options });
	if (outcome.kind !== 'checked') throw new Error(outcome.kind);
	return outcome.verdict;
}

const text = (files: ReadonlyMap<string, Uint8Array>, name: string): string =>
	new TextDecoder().decode(files.get(name));

function rewrite(
	files: Map<string, Uint8Array>,
	name: string,
	change: (content: string) => string,
): void {
	const before = text(files, name);
	const after = change(before);
	expect(after).not.toBe(before);
	files.set(name, new TextEncoder().encode(after));
}

const codes = ({ findings }: Verdict): readonly string[] => findings.map(({ code }) => code);

describe('a bundle as it was published', () => {
	it('holds, and says what was checked', async () => {
		const verdict = await verify(await publish());
		expect(verdict.findings).toEqual([]);
		expect(verdict).toMatchObject({
			holds: true,
			anchor: 'key',
			checked: {
				selection: 'cpns-2024-contoh',
				version: 1,
				participants: 4,
				seats: 2,
				filled: 2,
				entryIndex: 1,
				treeSize: 3,
			},
		});
		expect(verdict.checked.recomputedSha256).toBe(verdict.checked.resultsSha256);
	});

	it('names the cosigners when a policy asks for them', async () => {
		const verdict = await verify(await publish(), { anchor: { kind: 'policy', text: policy } });
		expect(verdict).toMatchObject({ holds: true, anchor: 'policy', checked: { cosigners: ['w'] } });
	});

	it('says that the key came from the bundle itself when nobody brought one', async () => {
		const verdict = await verify(await publish(), { anchor: { kind: 'bundle' } });
		expect(verdict).toMatchObject({ holds: true, anchor: 'bundle' });
	});

	it('holds from an archive with the files in a folder', async () => {
		const files = await publish();
		const archive = zipSync(
			Object.fromEntries([...files].map(([name, content]) => [`v1/${name}`, content])),
		);
		const opened = zipSource(archive);
		if (!opened.ok) throw new Error(opened.code);
		const outcome = await verifyBundle(opened.source, { anchor: key });
		expect(outcome).toMatchObject({ kind: 'checked', verdict: { holds: true } });
	});
});

describe('what happens to the files afterwards', () => {
	it.each(bundleFiles)('names %s when it is missing', async (name) => {
		const files = await publish();
		files.delete(name);
		const verdict = await verify(files);
		expect(verdict.holds).toBe(false);
		expect(verdict.findings).toContainEqual(
			expect.objectContaining({ code: 'file_missing', where: name }),
		);
	});

	it('names the file in which one digit was changed', async () => {
		const files = await publish();
		rewrite(files, 'results.csv', (csv) => csv.replace('P1,V1,L,410', 'P1,V1,L,411'));
		const verdict = await verify(files);
		expect(verdict.findings).toContainEqual(
			expect.objectContaining({ code: 'file_digest_differs', where: 'results.csv' }),
		);
		expect(verdict.findings).toContainEqual({
			code: 'result_row_differs',
			where: 'results.csv:2:skd_total',
			expected: '410',
			found: '411',
		});
	});

	it('notices a manifest that was rewritten to fit a changed file', async () => {
		const forged = await publish((files) =>
			rewrite(files, 'participants.csv', (csv) =>
				csv.replace('P1,V1,MS,hadir,100', 'P1,V1,MS,hadir,105'),
			),
		);
		const original = await publish();
		for (const name of ['publication.tlog-proof', 'checkpoint']) {
			forged.set(name, original.get(name)!);
		}
		expect(codes(await verify(forged))).toContain('manifest_not_the_published_one');
	});
});

describe('an operator who publishes something else than the rules give', () => {
	it('names line and column of a changed digit', async () => {
		const files = await publish((data) =>
			rewrite(data, 'results.csv', (csv) => csv.replace('P2,V1,P/TL', 'P2,V1,L')),
		);
		const verdict = await verify(files);
		expect(verdict.findings).toContainEqual({
			code: 'result_row_differs',
			where: 'results.csv:3:outcome',
			expected: 'P/TL',
			found: 'L',
		});
	});

	it('names a dropped row once', async () => {
		const files = await publish((data) =>
			rewrite(data, 'results.csv', (csv) => csv.replace(/^P2,.*\n/m, '')),
		);
		const verdict = await verify(files);
		expect(codes(verdict)).toEqual(['result_row_missing']);
		expect(verdict.findings[0]?.where).toBe('results.csv:P2');
	});

	it('names rows that stand in another order', async () => {
		const files = await publish((data) =>
			rewrite(data, 'results.csv', (csv) => csv.replace(/^(P1,.*\n)(P2,.*\n)/m, '$2$1')),
		);
		const verdict = await verify(files);
		expect(codes(verdict)).toEqual(['results_bytes_differ']);
		expect(verdict.findings[0]?.where).toBe('results.csv:2');
	});

	it('names a pack that is not the one this engine holds under that name', async () => {
		const files = await publish((data) =>
			rewrite(data, 'pack.json', (json) => json.replace('"value": 166', '"value": 126')),
		);
		expect(codes(await verify(files))).toEqual(['pack_differs']);
	});

	it('names the figure of the report that differs', async () => {
		const files = await publish((data) =>
			rewrite(data, 'report.json', (json) => json.replace('"filled": 2', '"filled": 1')),
		);
		expect(await verify(files)).toMatchObject({
			findings: [{ code: 'report_differs', where: 'report.json#/seats/filled' }],
		});
	});

	it('names input that the rules refuse', async () => {
		const files = await publish((data) =>
			rewrite(data, 'participants.csv', (csv) =>
				csv.replace('P2,V1,MS,hadir,95', 'P2,V1,MS,hadir,951'),
			),
		);
		const verdict = await verify(files);
		expect(verdict.findings[0]).toMatchObject({
			code: 'input_refused',
			where: 'participants.csv:3:twk',
		});
	});
});

describe('a log that is not the one it says', () => {
	it('refuses a key of another log', async () => {
		const other = 'example.test/log+c0ffee00+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
		const verdict = await verify(await publish(), { anchor: { kind: 'key', vkey: other } });
		expect(codes(verdict)).toContain('log_key_malformed');
	});

	it('refuses a signature that does not verify', async () => {
		const files = await publish();
		rewrite(files, 'checkpoint', (note) => note.replace(/^3$/m, '4'));
		expect(codes(await verify(files))).toEqual(['checkpoint_signature_invalid']);
	});

	it('refuses an entry that speaks of another version', async () => {
		const files = await publish(undefined, { selection: 'cpns-2024-contoh', version: 2 });
		expect(codes(await verify(files))).toContain('entry_is_not_this_publication');
	});

	it('refuses a proof for another place in the tree', async () => {
		const files = await publish();
		rewrite(files, 'publication.tlog-proof', (proof) => proof.replace('index 1', 'index 2'));
		expect(codes(await verify(files))).toEqual(['inclusion_fails']);
	});

	it('refuses a head without the quorum of the policy', async () => {
		const files = await publish();
		for (const name of ['checkpoint', 'publication.tlog-proof']) {
			rewrite(files, name, (note) => note.replace(/^— witness\.test .*\n/m, ''));
		}
		const verdict = await verify(files, { anchor: { kind: 'policy', text: policy } });
		expect(new Set(codes(verdict))).toEqual(new Set(['quorum_missing']));
	});
});

describe('a site whose pages show something else', () => {
	async function* rows(change: (row: SiteRow) => SiteRow | undefined, csv: string) {
		const [, ...lines] = csv.trimEnd().split('\n');
		for (const line of lines) {
			const [participantId = '', vacancyId = '', outcome = '', skdTotal = '', skd100 = '', skb100 = '', final = '', rankSkd = '', rankFinal = '', placedVacancyId = '', placement = '', reason = ''] = line.split(','); // prettier-ignore
			const row = change({ participantId, vacancyId, outcome, skdTotal, skd100, skb100, final, rankSkd, rankFinal, placedVacancyId, placement, reason }); // prettier-ignore
			if (row !== undefined) yield await Promise.resolve(row);
		}
	}

	it('holds when every row is the same', async () => {
		const files = await publish();
		const siteRows = () => rows((row) => row, text(files, 'results.csv'));
		expect((await verify(files, { siteRows })).holds).toBe(true);
	});

	it('names the row and the field', async () => {
		const files = await publish();
		const siteRows = () =>
			rows(
				(row) => (row.participantId === 'P2' ? { ...row, outcome: 'L' } : row),
				text(files, 'results.csv'),
			);
		expect((await verify(files, { siteRows })).findings).toEqual([
			{ code: 'site_row_differs', where: 'site:P2:outcome', expected: 'P/TL', found: 'L' },
		]);
	});

	it('names a row that the pages leave out', async () => {
		const files = await publish();
		const siteRows = () =>
			rows((row) => (row.participantId === 'P3' ? undefined : row), text(files, 'results.csv'));
		expect(codes(await verify(files, { siteRows }))).toEqual(['site_row_missing']);
	});
});

describe('input from strangers', () => {
	it.each([
		['no JSON', '{', 'manifest_not_json'],
		['another format', '{"format":"zip/1"}', 'manifest_malformed'],
	])('refuses a manifest that is %s', async (_, manifest, code) => {
		const files = await publish();
		files.set('manifest.json', new TextEncoder().encode(manifest));
		expect(codes(await verify(files))).toEqual([code]);
	});

	it('answers an archive that is none with a code', () => {
		expect(zipSource(new Uint8Array([1, 2, 3]))).toEqual({ ok: false, code: 'zip_unreadable' });
	});

	it('stops when it is told to', async () => {
		const outcome = await verifyBundle(memorySource(await publish()), {
			anchor: key,
			cancelled: () => true,
		});
		expect(outcome).toEqual({ kind: 'cancelled' });
	});
});
