import { toBase64Url } from '@terang/ledger';
import type { PublicationEntry } from './entries.ts';

interface ApprovedFacts {
	readonly selection: string;
	readonly version: number;
	/** Lower-case hexadecimal SHA-256 by file name. */
	readonly files: Readonly<Record<string, string>>;
	/** Pseudonyms of two different persons. */
	readonly preparer: string;
	readonly approver: string;
}

/** The signature of an approving official: which bytes may be published under which version. */
export function approvedEntry(facts: ApprovedFacts): PublicationEntry {
	const digest = (name: string) => base64Url(facts.files[name] ?? '');
	return {
		type: 'result.approved',
		payload: {
			selection: facts.selection,
			version: facts.version,
			files: {
				selection: digest('selection.json'),
				pack: digest('pack.json'),
				vacancies: digest('vacancies.csv'),
				participants: digest('participants.csv'),
				decisions: digest('decisions.csv'),
				results: digest('results.csv'),
				report: digest('report.json'),
			},
			preparer: facts.preparer,
			approver: facts.approver,
		},
	};
}

function base64Url(hex: string): string {
	const bytes = Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
	return toBase64Url(bytes);
}
