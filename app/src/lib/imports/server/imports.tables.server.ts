import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';
import type { FaultCode } from '../../platform/tables/fault-codes.ts';
import type { TableChanges } from '../../platform/tables/kind.ts';
import type { ColumnMapping } from '../../platform/tables/mapping.ts';
import type { UploadRefusal } from '../contract.ts';
import type { ImportKindName, StoredState } from '../domain/states.ts';

/** Rows of the schema `imports`; see the migration for what each column means. */
export type ImportsTables = {
	'imports.file': FileTable;
	'imports.fault': FaultTable;
	'imports.progress': ProgressTable;
	'imports.mapping': MappingTable;
	'imports.upload': UploadTable;
};

export type Db = Kysely<ImportsTables>;

type Json<Value> = ColumnType<Value, string, string>;

export interface FileTable {
	id: Generated<number>;
	institution_id: string;
	kind: ImportKindName;
	scope_id: string;
	/** Sealed {@link FileWords}; null of files of before. */
	personal: Buffer | null;
	file_name: Generated<string>;
	source: Generated<string>;
	stored_as: string;
	format: 'csv' | 'xlsx';
	bytes: number;
	digest: Buffer;
	header: string[];
	mapping: Json<ColumnMapping>;
	state: StoredState;
	same_as: number | null;
	uploaded_by: string;
	uploaded_at: Date;
	checked_at: Date | null;
	applied_by: string | null;
	applied_at: Date | null;
	rows: Generated<number>;
	fault_total: Generated<number>;
	faulty_rows: Generated<number>;
	fault_codes: ColumnType<Readonly<Record<string, number>>, string | undefined, string>;
	changes: ColumnType<TableChanges | null, string | undefined, string | null>;
	basis: string | null;
}

export type ImportFile = Selectable<FileTable>;

export interface FaultTable {
	import_id: number;
	/** In the order in which they were found. */
	position: number;
	line: number;
	other_line: number | null;
	column_name: string;
	code: FaultCode;
	/** Sealed; empty where no page shows it. */
	value: Buffer;
	bound: string | null;
}

export interface ProgressTable {
	import_id: number;
	bytes_done: Generated<number>;
	rows_done: Generated<number>;
	cancel_asked: Generated<boolean>;
	tries: Generated<number>;
	try_after: Date | null;
	given_up: Generated<boolean>;
}

export interface MappingTable {
	institution_id: string;
	kind: ImportKindName;
	mapping: Json<ColumnMapping>;
}

export interface UploadTable {
	id: string;
	institution_id: string;
	kind: ImportKindName;
	scope_id: string;
	/** Sealed {@link FileWords}. */
	personal: Buffer;
	bytes: number;
	begun_by: string;
	begun_at: Date;
	touched_at: Date;
	import_id: number | null;
	refused_as: UploadRefusal | null;
}
