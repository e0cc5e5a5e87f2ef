import { eraseRemembered, type ErasureDeps } from './erasure.server.ts';
import { keepRetention } from './retention.server.ts';
import { eachApart } from '../../platform/each-apart.ts';
import type { VacanciesApi, VacancyCommands } from '../../vacancies/contract.ts';
import type { ResultsApi } from '../contract.ts';
import { type Committee, createCommittee } from './committee.server.ts';
import { lookUpMine } from './my-result.server.ts';
import { sealImported } from './imported-person.server.ts';
import { sealReadable } from './personal.server.ts';
import type { PublicationInput, PublicationOutcome, PublishDeps } from './publication.server.ts';
import { publish, resumePublications } from './publish.server.ts';
import { publishedFiles } from './published-files.server.ts';
import { toPublishedVersion } from './published-index.server.ts';
import { listPublished } from './publications.store.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import type { RunVacancies } from './run-inputs.server.ts';
import { ensureRulePack } from './rule-pack.server.ts';
import { listPublishedSelections, summarise } from './selections.server.ts';
import { findVacancyResult, readRows } from './vacancy-results.server.ts';

export type { PublicationInput, PublicationOutcome, Refusal } from './publication.server.ts';
export { erase, type ErasureOutcome } from './erasure.server.ts';
export type { ResultFolders } from './input-files.server.ts';
export type { ResultLetters, VersionOfSelection } from './letters.server.ts';
export { resultRoutes } from './routes.server.ts';
export { resultImports } from './import.server.ts';
export { createThreads, type Threads } from './threads.server.ts';
export { discardStaged } from './staged.store.server.ts';

export interface ResultsDeps extends PublishDeps, Pick<ErasureDeps, 'register' | 'giveUpWaiting'> {
	readonly vacancies: VacanciesApi & VacancyCommands & RunVacancies;
	/** Secret of 32 bytes under which attempts to look up a result are counted. */
	readonly lookupKey: Uint8Array;
	/** Told of what made a run fail. */
	readonly onError?: (error: unknown) => void;
}

export interface Results extends ResultsApi {
	/** Puts a rule pack into the log, before anything is ranked by it; once for each digest. */
	announceRules(pack: string): Promise<void>;
	publish(input: PublicationInput): Promise<PublicationOutcome>;
	/** The way of people: runs, decisions about ties, approval. */
	readonly committee: Committee;
	/** Takes up what was interrupted; call it at start, and now and then. */
	resume(): Promise<void>;
	/**
	 * Erases again what a restored backup brought back, and seals what an older release left
	 * readable; call it before pages are served, whether the log may sign or not.
	 */
	protectPeople(): Promise<void>;
	/** Removes personal data that nobody needs any more; once a day. */
	keepRetention(): Promise<void>;
}

/** The one door to results for server code. */
export function createResults(deps: ResultsDeps): Results {
	const db = deps.database.withTables<ResultsTables>();
	const reading = { ...deps, db };
	const { folders } = deps;
	const committee = createCommittee(deps);
	const find = async (id: string) => (await listPublishedSelections(reading, id))[0];
	return {
		async selections() {
			const selections = await listPublishedSelections(reading);
			return Promise.all(selections.map((selection) => summarise(reading, selection)));
		},
		async findSelection(id, page) {
			const selection = await find(id);
			return selection && summarise(reading, selection, page);
		},
		async findVacancyResult(selectionId, vacancyId, version) {
			const selection = await find(selectionId);
			return selection && findVacancyResult(reading, selection, vacancyId, version);
		},
		async rows(selectionId, page) {
			const selection = await find(selectionId);
			return selection && readRows(reading, selection, page);
		},
		lookUpMine: (participantId, birthDate) => lookUpMine(reading, participantId, birthDate),
		async publishedIndex() {
			const published = await listPublished(db);
			return published.map((publication) => toPublishedVersion(publication, published));
		},
		publishedFiles: (version) => publishedFiles(folders.published, version),
		announceRules: (pack) =>
			deps.database
				.transaction()
				.execute((trx) => ensureRulePack({ db: trx, log: deps.log }, pack)),
		publish: (input) => publish(deps, input),
		committee,
		resume: async () => {
			const parts = [
				() => resumePublications(deps),
				() => committee.resume(),
				() => eraseRemembered(deps),
			];
			await eachApart(parts, (part) => part());
		},
		protectPeople: async () => {
			await eraseRemembered(deps);
			await sealReadable(db, deps.sealing);
			await sealImported(deps.database, deps.sealing);
		},
		keepRetention: () => keepRetention(deps),
	};
}
