import type { ColumnType, Generated } from 'kysely';
import type { EntryRef } from '../../ledger/contract.ts';
import type {
	FileDigests,
	RunFailure,
	RunOutcome,
	RunRefusal,
	RunState,
} from '../committee/contract.ts';

/** Rows of the tables about runs and approvals; see the migration for what each column means. */
export type RunTables = {
	'results.selection_setup': SetupTable;
	'results.run': RunTable;
	'results.run_progress': RunProgressTable;
	'results.tie_proposal': TieProposalTable;
	'results.approval': ApprovalTable;
};

interface SetupTable {
	selection_id: string;
	document: string;
	set_by: string;
	/** Absent in what an older release saved. */
	set_by_name: string | null;
	set_at: Date;
}

export interface RunTable {
	id: Generated<number>;
	selection_id: string;
	season_id: string;
	institution_id: string;
	state: RunState;
	/** Of the files in full form, under which they are kept. */
	input_digest: Buffer | null;
	/** Everybody whose work it rests on; filled with the inputs. */
	prepared_by: Generated<string[]>;
	asked_by: string;
	asked_by_name: string;
	asked_at: Date;
	finished_at: Date | null;
	refusal: Json<RunRefusal>;
	outcome: Json<RunOutcome>;
	/** Of a run that was given up. */
	failure: RunFailure | null;
}

/** Told beside the transaction that holds the run. */
interface RunProgressTable {
	run_id: number;
	/** How often it was begun; a process that ends with it must not begin it for ever. */
	attempts: Generated<number>;
	percent: Generated<number>;
}

export interface TieProposalTable {
	id: Generated<number>;
	run_id: number;
	selection_id: string;
	vacancy_id: string;
	equals: string[];
	chosen: string[];
	authority: string;
	reason: string;
	proposed_by: string;
	proposed_by_name: string;
	proposed_at: Date;
	state: 'open' | 'confirmed' | 'refused';
	decided_by: string | null;
	decided_by_name: string | null;
	decided_at: Date | null;
}

export interface ApprovalTable {
	id: Generated<number>;
	run_id: number;
	selection_id: string;
	version: number;
	files: ColumnType<FileDigests, string, string>;
	correction_authority: string | null;
	correction_reason: string | null;
	prepared_by: string[];
	asked_by: string;
	asked_by_name: string;
	asked_at: Date;
	state: 'open' | 'approved' | 'returned';
	decided_by: string | null;
	decided_by_name: string | null;
	decided_at: Date | null;
	note: string | null;
	entry: Json<EntryRef>;
}

type Json<T> = ColumnType<T | null, string | undefined, string>;
