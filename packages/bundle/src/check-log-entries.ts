import { parseEntry, toBase64Url, type Entry, type LogReader, type Sha256 } from '@terang/ledger';
import type { BundleContent } from './read-files.ts';
import type { Findings } from './verdict.ts';

/**
 * The entries that the manifest names as having led to this version stand in the log, speak of this
 * selection, and carry the digests of the very files that were published: a run that was recorded
 * with other results, or under other rules, is a different run.
 */
export async function checkLogEntries(
	content: BundleContent,
	log: LogReader,
	sha256: Sha256,
	findings: Findings,
): Promise<void> {
	for (const [type, indices] of Object.entries(content.manifest.log.entries)) {
		for (const index of indices) {
			const where = `log entry ${index}`;
			const read = await log.entries(index, index + 1);
			const bytes = read.ok ? read.entries[0] : undefined;
			const parsed = bytes === undefined ? undefined : parseEntry(bytes);
			if (parsed?.ok !== true) {
				findings.add('log_entry_differs', where, type, read.ok ? 'malformed' : read.code);
			} else if (parsed.entry.t !== type) {
				findings.add('log_entry_differs', where, type, parsed.entry.t);
			} else {
				compareEntry(content, parsed.entry, where, sha256, findings);
			}
		}
	}
}

function compareEntry(
	content: BundleContent,
	entry: Entry,
	where: string,
	sha256: Sha256,
	findings: Findings,
): void {
	const { manifest, files } = content;
	if ('selection' in entry.p && entry.p.selection !== manifest.selection) {
		findings.add('log_entry_differs', where, manifest.selection, entry.p.selection);
	}
	if (entry.t !== 'ranking.run' && entry.t !== 'result.approved') return;
	if (entry.p.version !== manifest.version) {
		findings.add('log_entry_differs', where, `v${manifest.version}`, `v${entry.p.version}`);
	}
	for (const [file, recorded] of digestsIn(entry)) {
		const bytes = files.get(file);
		const digest = bytes === undefined ? undefined : toBase64Url(sha256(bytes));
		if (digest !== undefined && digest !== recorded) {
			findings.add('log_entry_differs', `${where}: ${file}`, recorded, digest);
		}
	}
}

type DigestingEntry = Extract<Entry, { t: 'ranking.run' | 'result.approved' }>;

/** A run recorded what came out and the rules; an approving official signed all seven files. */
function digestsIn(entry: DigestingEntry): readonly (readonly [string, string])[] {
	if (entry.t === 'ranking.run') {
		return [
			['results.csv', entry.p.results],
			['pack.json', entry.p.pack],
		];
	}
	const { files } = entry.p;
	return [
		['selection.json', files.selection],
		['pack.json', files.pack],
		['vacancies.csv', files.vacancies],
		['participants.csv', files.participants],
		['decisions.csv', files.decisions],
		['results.csv', files.results],
		['report.json', files.report],
	];
}
