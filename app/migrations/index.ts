import type { Migrations } from '../src/lib/platform/migrate.server.ts';
import type { TableAccess } from '../src/lib/platform/roles.server.ts';
import * as ledgerLog from './202611211830_ledger_log.ts';

/**
 * Every migration by its file name, in order of time; forward-only, never edited after landing.
 * Names sort by time, which is the order in which they run.
 */
export const migrations: Migrations = {
	'202611211830_ledger_log': ledgerLog,
};

/** What the application may do with each table; see docs/operations.md. */
export const tableAccess: TableAccess = {
	schemas: ['ledger'],
	appendOnly: ['ledger.entry', 'ledger.sequenced', 'ledger.carried'],
	publicRead: ['ledger.log', 'ledger.entry', 'ledger.sequenced', 'ledger.head'],
};
