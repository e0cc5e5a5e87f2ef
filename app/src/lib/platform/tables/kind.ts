/**
 * What a capability says about a kind of table that people hand in. The machinery that takes files
 * in knows nothing of vacancies or marks; it knows columns, rows, faults and this.
 */

import type { FaultCode } from './fault-codes.ts';

export interface TemplateColumn {
	readonly name: string;
	/** Without it no row means anything. */
	readonly required: boolean;
}

/** A fault of a row; line and file are added by whoever reads. */
export interface CellFault {
	readonly column: string;
	readonly code: FaultCode;
	/** As given. */
	readonly value: string;
	/** The bound that was passed, where the fault is one. */
	readonly limit?: string;
}

export interface LineFault extends CellFault {
	/** Physical line in a CSV, row number in a sheet: what a person sees in the margin. */
	readonly line: number;
	/** The row that this one contradicts, where there is one. */
	readonly otherLine?: number;
}

/** The cells of a row by the template's column; an absent column is empty, as an empty cell is. */
export type ReadCell = (column: string) => string;

/** A line of `COPY`: one text for each column, null for no value. */
export type CopyRow = readonly (string | null)[];

export interface CopyTarget {
	/** `schema.table` and columns, written by programmers alone. */
	readonly table: string;
	readonly columns: readonly string[];
}

/** Where a row goes: one line for each target, none or many. */
export type CopyInto = (target: number, row: CopyRow) => void;

export interface ImportScope {
	readonly institutionId: string;
	/** Season or selection that the file belongs to. */
	readonly id: string;
}

/** The connection of the one transaction in which a file is staged. */
export interface StagingConnection {
	query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
	/** The same rows a part at a time, so that a million of them cost no memory. */
	batches<Row>(text: string, values?: readonly unknown[]): AsyncIterable<readonly Row[]>;
}

/** What would be different from what is in effect, if a file took effect. */
export interface TableChanges {
	readonly added: number;
	readonly changed: number;
	readonly same: number;
	/** In effect now, and not in the file that takes its place. */
	readonly removed: number;
	/** Columns of the changed rows, in the order of the template. */
	readonly columns: readonly ChangedColumn[];
}

export interface ChangedColumn {
	readonly name: string;
	readonly rows: number;
	readonly firstLine: number;
}

/** One file on its way in. */
export interface Staging {
	readonly targets: readonly CopyTarget[];
	/** Judges one row and puts its lines; of a faulty one what it can be told by, or nothing. */
	row(line: number, read: ReadCell, into: CopyInto): readonly CellFault[];
	/** What only all rows together show. */
	checkTogether(connection: StagingConnection): AsyncIterable<readonly LineFault[]>;
	/** Asked of a file without a fault, beside what is in effect. */
	compare(connection: StagingConnection): Promise<TableChanges>;
}

/** What is known of a file when it takes effect or is withdrawn. */
export interface TakenFile {
	readonly importId: number;
	readonly scope: ImportScope;
	/** Pseudonym of the person by whose word it takes effect, or took it. */
	readonly appliedBy: string;
	/** Pseudonym of the person who handed it in. */
	readonly broughtBy: string;
	/** SHA-256 of its bytes. */
	readonly digest: Buffer;
	readonly rows: number;
	/** The columns of the template that the file filled. */
	readonly columns: readonly string[];
}

/** @typeParam Trx the transaction type of the database library in use */
export interface ImportKind<Trx> {
	readonly name: string;
	/** Whether a file without a row says something: that there is nothing. */
	readonly mayBeEmpty: boolean;
	/** Everything a file of this kind with this header may hold, in the order of the template. */
	columns(scope: ImportScope, header: readonly string[]): Promise<readonly TemplateColumn[]>;
	/**
	 * Names what rows of this kind are judged by: lists in effect, rules. A file that was judged by
	 * something else is judged again before it takes effect.
	 */
	basis(trx: Trx, scope: ImportScope): Promise<string>;
	/** @param columns those that the file fills */
	begin(file: {
		readonly importId: number;
		readonly scope: ImportScope;
		readonly columns: readonly string[];
	}): Promise<Staging>;
	/** Removes what was staged: after faults, or when a person cancels. */
	discard(trx: Trx, importId: number): Promise<void>;
	/** Puts staged rows into effect. */
	apply(trx: Trx, file: TakenFile): Promise<void>;
	/** False where something already rests on it; then nothing changes. */
	undo(trx: Trx, file: TakenFile): Promise<boolean>;
}
