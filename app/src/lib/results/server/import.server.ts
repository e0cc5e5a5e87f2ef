import type { Transaction } from 'kysely';
import type { AnnouncementLog } from '../../vacancies/server/api.server.ts';
import type { Database } from '../../platform/database.server.ts';
import type { ImportKind } from '../../platform/tables/kind.ts';
import { decisionImport } from './import-decisions.server.ts';
import { markImport } from './import-marks.server.ts';
import { participantImport } from './import-participants.server.ts';

export interface ImportDeps {
	readonly database: Database;
	readonly log: Pick<AnnouncementLog, 'append'>;
	/** Ids of the vacancies that a selection fills, as far as they are known. */
	vacancyIds(selectionId: string): Promise<ReadonlySet<string>>;
}

export type ResultImport = ImportKind<Transaction<unknown>>;

/** The kinds of files about the people of a selection. */
export function resultImports(deps: ImportDeps): readonly ResultImport[] {
	return [participantImport(deps), markImport(deps), decisionImport(deps)];
}
