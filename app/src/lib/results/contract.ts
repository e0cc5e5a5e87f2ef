import type { Outcome, ResultRow } from '@terang/rules';
import type { Bilingual, Institution, ShownCount } from '../vacancies/contract.ts';
import type { Competence, ResultKind } from './domain/result-kind.ts';

/**
 * What others may know about results: read models of the published pages. Scores are the strings of
 * `results.csv` (three decimals, point), so that nothing between the bundle and the page can round.
 */

export type { Outcome, ResultRow };
export type { Competence, ResultKind } from './domain/result-kind.ts';

/** A row as the pages show it. */
export interface PublicResultRow extends ResultRow {
	/** First letter of each word and `***`; absent in groups of special formations under 10. */
	readonly maskedName?: string;
	/** Of a PPPK selection. */
	readonly competence?: Competence;
}

export interface PublishedVersion {
	readonly selectionId: string;
	readonly version: number;
	readonly publishedAt: string;
	/** `/data/<selection>/v<n>/`. */
	readonly url: string;
	readonly zip: string;
	readonly manifestSha256: string;
	readonly entryIndex: number;
	readonly supersededBy?: number;
	/** Of a correction: on whose authority and why. */
	readonly correction?: { readonly authority: string; readonly reason: string };
	/** When the institution's approving official signed its files, and the entry that says so. */
	readonly approval?: { readonly at: string; readonly entryIndex: number };
}

/** A file in the folder of a published version. */
export interface PublishedFile {
	readonly name: string;
	readonly bytes: number;
	/** Hexadecimal. */
	readonly sha256: string;
}

export interface SelectionSummary {
	readonly id: string;
	readonly title: Bilingual;
	readonly institution: Institution;
	readonly seasonId: string;
	readonly kind: ResultKind;
	readonly current: PublishedVersion;
	readonly versions: readonly PublishedVersion[];
	readonly participants: ShownCount;
	readonly seats: number;
	readonly filled: number;
	/** Who went on to the SKB. */
	readonly shortlisted: number;
	/** People who reached each stage, in order. */
	readonly funnel: readonly {
		readonly key: string;
		readonly name: Bilingual;
		readonly count: ShownCount;
	}[];
	/** All of them, by title; of a selection with more than 200 one page of 50, by id. */
	readonly vacancies: readonly {
		readonly id: string;
		readonly title: string;
		readonly unit: string;
		readonly seats: number;
		readonly filled: number;
		readonly participants: ShownCount;
	}[];
	readonly vacancyPages: { readonly page: number; readonly pages: number };
}

export interface VacancyResult {
	readonly selection: Pick<SelectionSummary, 'id' | 'title' | 'institution' | 'seasonId'>;
	readonly kind: ResultKind;
	readonly vacancy: {
		readonly id: string;
		readonly title: string;
		readonly unit: string;
		readonly formationType: string;
		readonly seats: number;
	};
	readonly version: PublishedVersion;
	readonly versions: readonly PublishedVersion[];
	readonly counts: {
		readonly applicants: ShownCount;
		readonly eligible: ShownCount;
		readonly passed: ShownCount;
		/** Lines of the list, and those of them with a seat. */
		readonly shortlisted: number;
		readonly seated: number;
	};
	/** Everybody who was shortlisted, in final order, then those without a place. */
	readonly ranking: readonly PublicResultRow[];
	/** People who passed the threshold but were not shortlisted. */
	readonly notShortlisted: ShownCount;
	/** The keys of the last person shortlisted: `391/186/120/85` (total/TKP/TIU/TWK). */
	readonly shortlistCut?: string;
	/** A tie of this vacancy that authority decided. */
	readonly decidedTies: readonly {
		readonly participantIds: readonly string[];
		readonly authority: string;
		readonly reason: string;
		readonly entryIndex?: number;
	}[];
	/** Against the version before: rows that changed. */
	readonly changes: readonly {
		readonly participantId: string;
		/** Outcome codes; empty where the person was not in the version before. */
		readonly before: string;
		readonly after: string;
		readonly finalBefore: string;
		readonly finalAfter: string;
		readonly rankBefore: string;
		readonly rankAfter: string;
	}[];
	/** SKB components of this vacancy's plan. */
	readonly skbPlan: readonly {
		readonly code: string;
		readonly weight: string;
		readonly eliminateBelow?: string;
	}[];
}

/** One line of the sum, as on the squared paper of a school exercise book. */
export interface SumStep {
	readonly label: Bilingual;
	/** `423 ÷ 550 × 100` */
	readonly working: Bilingual;
	/** `76,909`. */
	readonly value: string;
	readonly total?: boolean;
}

export interface MyResult {
	readonly row: ResultRow;
	/** Absent in groups of special formations under 10, as everywhere. */
	readonly name?: string;
	readonly vacancy: VacancyResult['vacancy'];
	readonly selection: VacancyResult['selection'];
	readonly version: PublishedVersion;
	readonly kind: ResultKind;
	readonly finishers: number;
	readonly headline: Bilingual;
	/** Each stage that was reached: its badge and sentences in order. */
	readonly stages: readonly {
		readonly key: 'admin' | 'skd' | 'skb' | 'competence' | 'final';
		readonly code: Outcome | 'MS';
		readonly sentences: readonly Bilingual[];
		/** Decimal comma, like the sums. */
		readonly parts: readonly {
			readonly name: string;
			readonly got: string;
			readonly threshold?: string;
			readonly difference?: string;
		}[];
	}[];
	readonly sum: readonly SumStep[];
	/** Final scores of all finishers of the vacancy, for the strip plot. */
	readonly others: readonly {
		readonly final: string;
		readonly seated: boolean;
		readonly you: boolean;
	}[];
	/** What the person needs to show that their own row is under the committed root. */
	readonly receipt: {
		readonly commitment: string;
		readonly salt: string;
		readonly index: number;
		/** Rows under the root; a path says nothing without it. */
		readonly count: number;
		readonly path: readonly string[];
		readonly root: string;
		readonly entryIndex: number;
		/** The committed record, as canonical JSON. */
		readonly record: string;
	};
}

export type MyResultLookup =
	| { readonly kind: 'found'; readonly result: MyResult }
	/** Number unknown or birth date different: never says which. */
	| { readonly kind: 'no_match' }
	| { readonly kind: 'slowed'; readonly retryAfterSeconds: number };

export interface ResultsApi {
	selections(): Promise<readonly SelectionSummary[]>;
	/** @param page of its vacancies, from 1 */
	findSelection(id: string, page?: number): Promise<SelectionSummary | undefined>;
	findVacancyResult(
		selectionId: string,
		vacancyId: string,
		version?: number,
	): Promise<VacancyResult | undefined>;
	/** Rows of a published version in the order of `results.csv`, after a position. */
	rows(
		selectionId: string,
		page: { readonly version?: number; readonly after: number; readonly limit: number },
	): Promise<{ readonly rows: readonly ResultRow[]; readonly next?: number } | undefined>;
	/** Slowed per participant number; `birthDate` ISO. */
	lookUpMine(participantId: string, birthDate: string): Promise<MyResultLookup>;
	/** All published versions, newest first: the content of `/data/index.json`. */
	publishedIndex(): Promise<readonly PublishedVersion[]>;
	/** What the folder of a visible version holds: its seven data files and what binds them. */
	publishedFiles(version: PublishedVersion): Promise<readonly PublishedFile[]>;
}
