import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../platform/database.server.ts';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { ImportKind } from '../../platform/tables/kind.ts';
import type { AnnouncementLog } from '../../vacancies/server/api.server.ts';

export interface ImportDeps {
	readonly database: Database;
	readonly log: Pick<AnnouncementLog, 'append'>;
	/** Under which what a file says about a person is kept. */
	readonly sealing: Sealing;
	/** Ids of the vacancies that a selection fills, as far as they are known. */
	vacancyIds(selectionId: string, trx?: Kysely<unknown>): Promise<ReadonlySet<string>>;
}

export type ResultImport = ImportKind<Transaction<unknown>>;
