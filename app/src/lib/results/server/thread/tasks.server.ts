import type { Fault, ReportedTie } from '@terang/rules';
import type { Manifest } from '@terang/bundle';
import type { FileDigests, RunOutcome, RunPreview, RunRefusal } from '../../committee/contract.ts';
import type { RunComparison } from '../../domain/run-comparison.ts';
import type { PublicationSummary } from '../results.tables.server.ts';

/**
 * What a thread computes. Inputs and outputs are copied between threads, so they hold plain data;
 * files that may be large stay on the disk and are named.
 */
export interface Tasks {
	gather: { readonly input: GatherInput; readonly output: Kept };
	rank: { readonly input: RankInput; readonly output: RankOutput };
	recompute: { readonly input: Kept; readonly output: FileDigests };
	judge: { readonly input: JudgeInput; readonly output: Judgement };
	/** Whether one of the texts tells of somebody. */
	tells: { readonly input: TellsInput; readonly output: boolean };
	receive: { readonly input: ReceiveInput; readonly output: ReceiveOutput };
	/** Makes pieces for the tables of `recordTargets`. */
	record: { readonly input: RecordInput; readonly output: RecordOutput };
	seal: { readonly input: SealInput; readonly output: SealOutput };
	archive: { readonly input: ArchiveInput; readonly output: null };
	compare: { readonly input: CompareInput; readonly output: RunComparison };
	preview: { readonly input: PreviewInput; readonly output: PreviewOutput };
}

export type TaskName = keyof Tasks;

/** Files in full form that lie in the folder of inputs under their digest. */
export interface Kept {
	/** `ResultFolders.inputs` */
	readonly folder: string;
	readonly selectionId: string;
	/** Lower-case hexadecimal. */
	readonly digest: string;
}

export interface GatherInput {
	readonly folder: string;
	readonly aside: string;
	readonly selectionId: string;
	readonly runId: number;
	/** What the newest version was made from; stands in for what was not imported. */
	readonly base?: Kept;
	/** Texts of small files, by name. */
	readonly texts: Readonly<Record<string, string>>;
	/**
	 * Columns of `participants.csv` where people were imported; then the thread is given their rows:
	 * lines of JSON, each an `ImportedLine`.
	 */
	readonly columns?: readonly string[];
	readonly people: number;
}

/**
 * One imported person: the sealed part in hexadecimal or null, what stood there readable before it
 * was sealed, and the cells of all other columns in their order.
 */
export type ImportedLine = readonly [
	importId: number,
	participantId: string,
	sealed: string | null,
	name: string,
	birthDate: string,
	gpa: string,
	preferences: string,
	cells: readonly string[],
];

export interface RankInput {
	readonly kept: Kept;
	readonly selectionId: string;
	/** Where the seven data files go, and what they are written in first. */
	readonly into: string;
	readonly aside: string;
}

export type RankOutput = { readonly refusal: RunRefusal } | { readonly outcome: RunOutcome };

export interface JudgeInput {
	readonly kept: Kept;
	readonly selectionId: string;
	readonly approvedFiles?: FileDigests;
	/** Of the correction; the texts of decisions are in the files. */
	readonly texts: readonly string[];
}

export type Judgement =
	| { readonly ok: true }
	| {
			readonly ok: false;
			readonly code: 'results.input_refused';
			readonly faults: readonly Fault[];
			readonly total: number;
	  }
	| {
			readonly ok: false;
			readonly code: 'results.tie_unresolved';
			readonly ties: readonly ReportedTie[];
	  }
	| { readonly ok: false; readonly code: 'results.selection_differs'; readonly found: string }
	| { readonly ok: false; readonly code: 'results.name_missing'; readonly participantId: string }
	| { readonly ok: false; readonly code: 'results.text_not_loggable'; readonly found: string }
	/** Authority or reason hold a name, a number or an address of a person. */
	| { readonly ok: false; readonly code: 'results.text_personal' }
	| { readonly ok: false; readonly code: 'results.not_as_approved' };

export interface TellsInput {
	readonly kept: Kept;
	readonly texts: readonly string[];
}

export interface ReceiveInput extends Omit<JudgeInput, 'kept'> {
	readonly folder: string;
	readonly aside: string;
	/** Bytes by name, or the files of a run. */
	readonly files: Kept | ReadonlyMap<string, Uint8Array>;
	readonly correction: { readonly authority: string; readonly reason: string } | null;
}

export type ReceiveOutput =
	{ readonly ok: true; readonly digest: string } | Extract<Judgement, { ok: false }>;

export interface RecordInput {
	readonly kept: Kept;
	readonly version: number;
}

/** Numbers of the tables that `record` makes pieces for, in their order. */
export const recordTargets = { row: 0, vacancy: 1, person: 2, commitment: 3 } as const;

export interface RecordOutput {
	readonly participants: number;
	/** Of the tree of commitments. */
	readonly root: Uint8Array;
	/** Hashes of the complete subtrees of 1,024 commitments, one after the other. */
	readonly blocks: Uint8Array;
	/** SHA-256 of `results.csv`. */
	readonly results: Uint8Array;
	/** SHA-256 of the inputs, in base64url. */
	readonly inputs: Readonly<
		Record<'selection' | 'vacancies' | 'participants' | 'decisions', string>
	>;
	readonly counts: Readonly<Record<string, number>>;
	readonly summary: PublicationSummary;
}

export interface SealInput {
	readonly kept: Kept;
	readonly pack: string;
	/** SHA-256 of the `results.csv` that was recorded, lower-case hexadecimal. */
	readonly results: string;
	readonly approvedFiles?: FileDigests;
	readonly manifest: Pick<Manifest, 'selection' | 'version' | 'previous' | 'log'>;
	/** The sealed folder is made in here, under the digest of its manifest. */
	readonly into: string;
	readonly aside: string;
}

export interface SealOutput {
	readonly manifestDigest: Uint8Array;
}

export interface ArchiveInput {
	readonly folder: string;
	readonly names: readonly string[];
	readonly path: string;
	readonly aside: string;
}

/** A run or a version, with what it was made from. */
export interface ComparedInput {
	readonly kept: Kept;
	/** Path of its `results.csv`. */
	readonly results: string;
}

export interface CompareInput {
	readonly before: ComparedInput;
	readonly after: ComparedInput;
}

export interface PreviewInput {
	readonly kept: Kept;
	readonly results: string;
	readonly vacancyId?: string;
	readonly page: number;
}

export interface PreviewOutput {
	readonly vacancies: readonly Omit<RunPreview['vacancies'][number], 'title'>[];
	readonly page: number;
	readonly pages: number;
	readonly vacancy?: Omit<NonNullable<RunPreview['vacancy']>, 'title'>;
}
