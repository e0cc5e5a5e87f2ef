import type { ResultRow } from '@terang/rules';
import { splitRecord, splitRecords } from './records.ts';
import type { Findings } from './verdict.ts';

/** A row of `/api/v1/selections/<selection>/results`: every field but the name, as in `results.csv`. */
export type SiteRow = Readonly<Record<keyof ResultRow, string>>;

/** Columns of `results.csv`, in its order, and what the interface calls them. */
const fields = [
	['participant_id', 'participantId'],
	['vacancy_id', 'vacancyId'],
	['outcome', 'outcome'],
	['skd_total', 'skdTotal'],
	['skd100', 'skd100'],
	['skb100', 'skb100'],
	['final', 'final'],
	['rank_skd', 'rankSkd'],
	['rank_final', 'rankFinal'],
	['placed_vacancy_id', 'placedVacancyId'],
	['placement', 'placement'],
	['reason', 'reason'],
] as const satisfies readonly (readonly [string, keyof SiteRow])[];

/** What the pages show must be what the bundle says, row by row. */
export async function compareSite(
	results: Uint8Array,
	rows: AsyncIterable<SiteRow>,
	findings: Findings,
): Promise<void> {
	const expected = new Map<string, readonly string[]>();
	for (const record of splitRecords(new TextDecoder().decode(results)).slice(1)) {
		const values = splitRecord(record);
		expected.set(values[0] ?? '', values);
	}
	for await (const row of rows) {
		const values = expected.get(row.participantId);
		if (values === undefined) {
			findings.add('site_row_added', `site:${row.participantId}`);
			continue;
		}
		expected.delete(row.participantId);
		for (const [at, [column, key]] of fields.entries()) {
			if (values[at] !== row[key]) {
				findings.add(
					'site_row_differs',
					`site:${row.participantId}:${column}`,
					values[at] ?? '',
					row[key],
				);
			}
		}
	}
	for (const participant of expected.keys()) {
		findings.add('site_row_missing', `site:${participant}`);
	}
}
