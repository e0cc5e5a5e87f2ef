/** What can be wrong with a published bundle. Closed, so that a page's table of sentences is checked. */
export type FindingCode =
	| 'file_missing'
	| 'manifest_not_json'
	| 'manifest_malformed'
	| 'manifest_not_the_published_one'
	| 'file_length_differs'
	| 'file_digest_differs'
	| 'proof_malformed'
	| 'entry_malformed'
	| 'entry_is_not_this_publication'
	| 'log_key_missing'
	| 'log_key_malformed'
	| 'policy_malformed'
	| 'checkpoint_malformed'
	| 'checkpoint_signature_invalid'
	| 'checkpoint_of_another_log'
	| 'quorum_missing'
	| 'inclusion_fails'
	| 'pack_unknown'
	| 'pack_differs'
	| 'input_refused'
	| 'result_row_differs'
	| 'result_row_missing'
	| 'result_row_added'
	| 'results_bytes_differ'
	| 'report_differs'
	| 'site_row_differs'
	| 'site_row_missing'
	| 'site_row_added'
	| 'log_entry_differs';

export interface Finding {
	readonly code: FindingCode;
	/** File, with line and column or field where that is known: `results.csv:17:outcome`. */
	readonly where: string;
	readonly expected: string;
	readonly found: string;
}

/** Where the key came from that the log's signature was checked with, strongest last. */
export type AnchorKind = 'bundle' | 'site' | 'key' | 'policy';

export interface Checked {
	readonly selection: string;
	readonly version: number;
	readonly participants: number;
	readonly seats: number;
	readonly filled: number;
	readonly openTies: number;
	readonly entryIndex: number;
	readonly treeSize: number;
	readonly origin: string;
	/** Names of witnesses of the policy whose cosignature holds. */
	readonly cosigners: readonly string[];
	readonly resultsSha256: string;
	readonly recomputedSha256: string;
}

export interface Verdict {
	readonly holds: boolean;
	readonly anchor: AnchorKind;
	readonly findings: readonly Finding[];
	/** Findings beyond those listed. */
	readonly more: number;
	/** What could be established before the first step that failed. */
	readonly checked: Partial<Checked>;
}

/** Enough to act on; a swapped pack would otherwise list four million rows. */
const listedFindings = 100;

/** Collects findings and facts while the steps run. */
export class Findings {
	readonly #listed: Finding[] = [];
	#total = 0;
	#checked: Partial<Checked> = {};

	add(code: FindingCode, where: string, expected = '', found = ''): void {
		this.#total += 1;
		if (this.#listed.length < listedFindings) {
			this.#listed.push({ code, where, expected, found });
		}
	}

	know(facts: Partial<Checked>): void {
		this.#checked = { ...this.#checked, ...facts };
	}

	get total(): number {
		return this.#total;
	}

	verdict(anchor: AnchorKind): Verdict {
		return {
			holds: this.#total === 0,
			anchor,
			findings: this.#listed,
			more: this.#total - this.#listed.length,
			checked: this.#checked,
		};
	}
}
