import type { Migrations } from '../src/lib/platform/migrate.server.ts';
import type { TableAccess } from '../src/lib/platform/roles.server.ts';

/**
 * Every migration by its file name, in order of time; forward-only, never edited after landing.
 * Names sort by time, which is the order in which they run.
 */
export const migrations: Migrations = {};

/** What the application may do with each table; see docs/operations.md. */
export const tableAccess: TableAccess = {
	schemas: [],
	appendOnly: [],
	publicRead: [],
};
