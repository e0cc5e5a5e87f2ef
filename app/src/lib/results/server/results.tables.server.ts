import type { ColumnType } from 'kysely';
import type { Bilingual } from '../../vacancies/contract.ts';
import type { EntryRef } from '../../ledger/contract.ts';
import type { Outcome } from '../contract.ts';
import type { Decision } from '../domain/entries.ts';
import type { RunTables } from './runs.tables.server.ts';

/** Rows of the schema `results`; see the migration for what each column means. */
export type ResultsTables = RunTables & {
	'results.selection': SelectionTable;
	'results.rule_pack': RulePackTable;
	'results.publication': PublicationTable;
	'results.vacancy': VacancyTable;
	'results.row': RowTable;
	'results.person': PersonTable;
	'results.commitment': CommitmentTable;
	'results.lookup_attempt': LookupAttemptTable;
};

export interface SelectionTable {
	id: string;
	season_id: string;
	title: Json<Bilingual>;
}

export interface RulePackTable {
	id: string;
	digest: Buffer;
	entry: Json<EntryRef>;
}

export type PublicationState = 'received' | 'recorded' | 'bound' | 'published';

/** References of the entries by type, and their indices once they are sequenced. */
export type PublicationEntries = Readonly<Record<string, readonly PlacedEntry[]>>;

export interface PlacedEntry {
	readonly ref: EntryRef;
	readonly index?: number;
}

/** What the pages need of a version besides its rows. */
export interface PublicationSummary {
	readonly participants: number;
	readonly seats: number;
	readonly filled: number;
	readonly eligible: number;
	readonly attended: number;
	readonly passed: number;
	readonly shortlisted: number;
	readonly pack: string;
	/** Absent in versions of before: the final stage. */
	readonly stage?: string;
	/** Default plan under the empty name. */
	readonly skbPlans: Readonly<Record<string, readonly SkbComponent[]>>;
	readonly decisions: readonly Decision[];
}

export interface SkbComponent {
	readonly code: string;
	readonly max: number;
	readonly weight: string;
	readonly eliminate_below?: string;
}

/** The log that holds the entries of a version; it may have been continued by another since. */
export interface LogOfPublication {
	readonly origin: string;
	readonly vkey: string;
	/** `/log/<year>/` */
	readonly url: string;
}

export interface PublicationTable {
	selection_id: string;
	version: number;
	state: PublicationState;
	input_digest: Buffer;
	correction_authority: string | null;
	correction_reason: string | null;
	entries: ColumnType<PublicationEntries, string | undefined, string>;
	participants_root: Buffer | null;
	/** See `dataset-blocks.server.ts`; null in versions of before. */
	participants_blocks: Buffer | null;
	participants_salt: Buffer | null;
	results_digest: Buffer | null;
	manifest_digest: Buffer | null;
	log: ColumnType<LogOfPublication | null, string | undefined, string>;
	summary: ColumnType<PublicationSummary | null, string | undefined, string>;
	approved_files: ColumnType<Readonly<Record<string, string>> | null, string | undefined, never>;
	approved_at: Date | null;
	received_at: Date;
	published_at: Date | null;
}

export interface VacancyTable {
	selection_id: string;
	version: number;
	vacancy_id: string;
	formation_type: string;
	special_job: string;
	skb_plan: string;
	seats: number;
	filled: number;
	applicants: number;
	eligible: number;
	passed: number;
	shortlisted: number;
	seated: number;
	shortlist_cut: string | null;
}

export interface RowTable {
	selection_id: string;
	version: number;
	/** Line in `results.csv` after the header, from 0. */
	position: number;
	participant_id: string;
	vacancy_id: string;
	outcome: Outcome;
	skd_total: string;
	skd100: string;
	skb100: string;
	final: string;
	rank_skd: string;
	rank_final: string;
	placed_vacancy_id: string;
	placement: string;
	reason: string;
	/** Of a PPPK selection; empty in others. */
	priority: string;
	teknis: string;
	manajerial: string;
	sosiokultural: string;
	wawancara: string;
}

export interface PersonTable {
	selection_id: string;
	participant_id: string;
	/** Of an older release, until it is sealed. */
	name: string | null;
	sealed_name: Buffer | null;
}

export interface CommitmentTable {
	selection_id: string;
	version: number;
	leaf_index: number;
	participant_id: string;
	commitment: Buffer;
	/** Of an older release, until they are sealed. */
	salt: Buffer | null;
	record: string | null;
	/** Sealed salt and record; null once erased. */
	opening: Buffer | null;
}

export interface LookupAttemptTable {
	number_key: Buffer;
	failures: number;
	blocked_until: Date;
	last_at: Date;
}

/** JSON columns are written as text and read parsed. */
type Json<T> = ColumnType<T, string, string>;
