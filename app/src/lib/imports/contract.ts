import type { Permission } from '../identity/contract.ts';
import type { FaultCode } from '../platform/tables/fault-codes.ts';
import type { ImportKindName, ImportState } from './domain/states.ts';

export {
	actionOf,
	importKinds,
	isImportKind,
	type ImportKindName,
	type ImportState,
} from './domain/states.ts';

/** What others may know about files that a committee hands in. */

export type ImportPermission = Permission<'vacancies.import' | 'participants.import'>;
export type ReadPermission = Permission<'selection.read'>;

export interface ImportView {
	readonly id: number;
	readonly institutionId: string;
	readonly kind: ImportKindName;
	/** Season or selection. */
	readonly scopeId: string;
	readonly fileName: string;
	readonly format: 'csv' | 'xlsx';
	readonly bytes: number;
	/** SHA-256 of the bytes, hexadecimal. */
	readonly digest: string;
	/** Where the rows come from, in the words of the committee. */
	readonly source: string;
	readonly state: ImportState;
	/** The file with the same bytes that is in effect. */
	readonly sameAs?: number;
	readonly uploadedAt: string;
	readonly checkedAt?: string;
	readonly appliedAt?: string;
	readonly rows: number;
	readonly faultTotal: number;
	readonly faultyRows: number;
	/** By the dry run, beside what was in effect then; only of a file without a fault. */
	readonly changes?: ImportChanges;
	/** While it is checked: bytes read of all, and rows so far; nothing while others are before it. */
	readonly progress?: { readonly bytes: number; readonly rows: number };
	/** Of one whose last try failed for a reason of ours. */
	readonly tried?: { readonly times: number; readonly againAt: string };
}

/** A file that nobody can go on with before somebody has looked why. */
export interface FailedImport {
	readonly id: number;
	readonly institutionId: string;
	readonly kind: ImportKindName;
	readonly scopeId: string;
	readonly uploadedAt: string;
}

/** What would become different. */
export interface ImportChanges {
	readonly added: number;
	readonly changed: number;
	readonly same: number;
	/** In effect then, and not in this file that takes its place. */
	readonly removed: number;
	/** Columns of the changed rows; a row may count in several. */
	readonly columns: readonly {
		readonly name: string;
		readonly rows: number;
		readonly firstLine: number;
	}[];
}

export interface ImportPage {
	readonly files: readonly ImportView[];
	readonly page: number;
	readonly pages: number;
}

export interface MappingView {
	readonly header: readonly string[];
	readonly columns: readonly { readonly name: string; readonly required: boolean }[];
	readonly mapping: Readonly<Record<string, string>>;
	readonly unused: readonly string[];
	/** Required, and no column fills them. */
	readonly missing: readonly string[];
	/** Names that stand more than once in the header. */
	readonly repeated: readonly string[];
	/** The kind whose template the header fits, where it does not fit that of its own. */
	readonly looksLike?: ImportKindName;
}

export interface FaultView {
	readonly line: number;
	readonly otherLine?: number;
	readonly column: string;
	readonly code: FaultCode;
	readonly value: string;
	/** The bound that was passed. */
	readonly limit?: string;
}

/** A fault without what stood in the cell: the row it is about stands beside it. */
export type RowFault = Omit<FaultView, 'value'>;

export interface FaultPage {
	readonly faults: readonly FaultView[];
	/** Of the chosen code. */
	readonly count: number;
	/** As many of them as pages go through; the download has all. */
	readonly shown: number;
	readonly pages: number;
	readonly page: number;
	readonly codes: readonly { readonly code: FaultCode; readonly count: number }[];
}

export type ImportOutcome =
	| { readonly kind: 'done' }
	| {
			readonly kind: 'refused';
			readonly code:
				| 'imports.unknown'
				| 'imports.not_in_this_state'
				| 'imports.used'
				/** A later file that is in effect was judged by this one. */
				| 'imports.rested_on'
				| 'imports.log_stopped'
				| 'imports.basis_moved'
				| 'imports.mapping_incomplete';
	  };

export type UploadRefusal =
	| 'imports.no_file'
	| 'imports.too_large'
	| 'imports.not_a_table'
	| 'imports.empty_file'
	| 'imports.other_format'
	| 'imports.too_many_columns'
	| 'imports.wrong_encoding'
	| 'imports.old_workbook'
	| 'imports.kind_unknown'
	| 'imports.scope_of_another_institution'
	/** What arrived in parts cannot be read back whole. */
	| 'imports.damaged';

export type UploadOutcome =
	| { readonly kind: 'taken'; readonly id: number }
	| { readonly kind: 'refused'; readonly code: UploadRefusal };

/** An upload that comes in parts. */
export interface UnfinishedUpload {
	readonly id: string;
	readonly institutionId: string;
	readonly kind: ImportKindName;
	readonly scopeId: string;
	/** As announced. */
	readonly bytes: number;
	/** Bytes that need not be sent again. */
	readonly arrived: number;
	/** When something of it came last. */
	readonly touchedAt: Date;
	/** Of one that is whole. */
	readonly outcome?: UploadOutcome;
}

export interface Download {
	readonly fileName: string;
	readonly type: string;
	readonly body: AsyncIterable<Uint8Array>;
}

export interface ImportsApi {
	/** The newest first; @param page from 1 */
	list(permission: ReadPermission, page?: number): Promise<ImportPage>;
	find(permission: ReadPermission, id: number): Promise<ImportView | undefined>;
	/** Files that were given up, the oldest first, for whoever runs the installation. */
	failed(institutions: 'all' | readonly string[]): Promise<readonly FailedImport[]>;
	mapping(permission: ReadPermission, id: number): Promise<MappingView | undefined>;
	faults(
		permission: ReadPermission,
		id: number,
		page: { readonly code?: string; readonly page: number },
	): Promise<FaultPage>;
	/**
	 * The faulty rows of the file as they were, every one with all that is wrong with it.
	 * @param describe a fault in words
	 */
	faultyRows(
		permission: ReadPermission,
		id: number,
		format: 'csv' | 'xlsx',
		describe: (fault: RowFault) => string,
	): Promise<Download | undefined>;
	template(kind: ImportKindName, format: 'csv' | 'xlsx'): Promise<Download>;
	/** Remembers which column is which, and checks the file by it. */
	setMapping(
		permission: ImportPermission,
		id: number,
		mapping: Readonly<Record<string, string>>,
	): Promise<ImportOutcome>;
	/** Has a file checked once more that was given up. */
	tryAgain(permission: ImportPermission, id: number): Promise<ImportOutcome>;
	apply(permission: ImportPermission, id: number): Promise<ImportOutcome>;
	cancel(permission: ImportPermission, id: number): Promise<ImportOutcome>;
	undo(permission: ImportPermission, id: number): Promise<ImportOutcome>;
}
