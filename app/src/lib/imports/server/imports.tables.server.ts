import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';
import type { ColumnMapping } from '../../platform/tables/mapping.ts';
import type { ImportKindName, ImportState } from '../domain/states.ts';

/** Rows of the schema `imports`; see the migration for what each column means. */
export type ImportsTables = {
	'imports.file': FileTable;
	'imports.fault': FaultTable;
	'imports.progress': ProgressTable;
	'imports.mapping': MappingTable;
};

export type Db = Kysely<ImportsTables>;

export interface FileTable {
	id: Generated<number>;
	institution_id: string;
	kind: ImportKindName;
	scope_id: string;
	file_name: string;
	stored_as: string;
	format: 'csv' | 'xlsx';
	bytes: number;
	digest: Buffer;
	header: string[];
	mapping: ColumnType<ColumnMapping, string, string>;
	source: string;
	state: ImportState;
	same_as: number | null;
	uploaded_by: string;
	uploaded_at: Date;
	checked_at: Date | null;
	applied_by: string | null;
	applied_at: Date | null;
	rows: Generated<number>;
	fault_total: Generated<number>;
	faulty_lines: Generated<number[]>;
}

export type ImportFile = Selectable<FileTable>;

export interface FaultTable {
	import_id: number;
	position: number;
	line: number;
	other_line: number | null;
	column_name: string;
	code: string;
	value: string;
}

export interface ProgressTable {
	import_id: number;
	bytes_done: Generated<number>;
	rows_done: Generated<number>;
	cancel_asked: Generated<boolean>;
}

export interface MappingTable {
	institution_id: string;
	kind: ImportKindName;
	mapping: ColumnType<ColumnMapping, string, string>;
}
