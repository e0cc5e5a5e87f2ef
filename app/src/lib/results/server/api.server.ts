import type { Kysely } from 'kysely';
import type { VacanciesApi, VacancyCommands } from '../../vacancies/contract.ts';
import type { ResultsApi } from '../contract.ts';
import type { PublicationInput, PublicationOutcome, PublishDeps } from './publication.server.ts';
import { publish, resumePublications } from './publish.server.ts';
import { toPublishedVersion } from './published-index.server.ts';
import { listPublished } from './publications.store.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

export type { PublicationInput, PublicationOutcome, Refusal } from './publication.server.ts';
export type { ResultFolders } from './input-files.server.ts';

export interface ResultsDeps extends PublishDeps {
	readonly vacancies: VacanciesApi & VacancyCommands;
	/** Secret of 32 bytes under which attempts to look up a result are counted. */
	readonly lookupKey: Uint8Array;
}

export interface Results extends Pick<ResultsApi, 'publishedIndex'> {
	publish(input: PublicationInput): Promise<PublicationOutcome>;
	/** Call once at start, before anything is published. */
	resume(): Promise<void>;
}

/** The one door to results for server code. */
export function createResults(deps: ResultsDeps): Results {
	const db: Kysely<ResultsTables> = deps.database.withTables<ResultsTables>();
	return {
		publish: (input) => publish(deps, input),
		resume: () => resumePublications(deps),
		async publishedIndex() {
			const published = await listPublished(db);
			return published.map((publication) => toPublishedVersion(publication, published));
		},
	};
}
