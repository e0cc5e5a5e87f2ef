import type pg from 'pg';
import type { EntryRef } from '../../ledger/contract.ts';
import type { Ledger } from '../../ledger/server/api.server.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { Bilingual, VacancyCommands } from '../../vacancies/contract.ts';
import type { Correction } from '../domain/entries.ts';
import type { ResultFolders } from './input-files.server.ts';
import type { ResultLetters } from './letters.server.ts';
import type { Judgement, Kept } from './thread/tasks.server.ts';
import type { Threads } from './threads.server.ts';

/** What publishing asks of the log. */
export type PublicationLog = Pick<
	Ledger,
	'append' | 'whenSequenced' | 'proofFor' | 'findEntry' | 'findPlace' | 'holdLog' | 'restate'
>;

export interface PublishDeps {
	readonly database: Database;
	/** Of the same database, for COPY. */
	readonly pool: pg.Pool;
	readonly threads: Threads;
	readonly clock: Clock;
	readonly log: PublicationLog;
	readonly vacancies: Pick<VacancyCommands, 'recordSelection'>;
	readonly folders: ResultFolders;
	readonly sealing: Sealing;
	readonly letters: ResultLetters;
	/** Called between the steps; a test ends the attempt here by throwing. */
	readonly atPoint?: (point: PublicationPoint) => void | Promise<void>;
}

export type PublicationPoint =
	| 'input_stored'
	| 'received'
	| 'recorded'
	| 'sealed'
	| 'bound'
	| 'folder_shown'
	| 'archive_shown'
	| 'marked_published'
	| 'season_told';

export interface PublicationInput {
	readonly selectionId: string;
	readonly seasonId: string;
	readonly title: Bilingual;
	/** Bytes, or the files of a run. */
	readonly files: InputFiles | Kept;
	/** Of every version but the first: on whose authority and why. */
	readonly correction?: Correction;
	/** SHA-256 of each data file as an official approved it: nothing else is published. */
	readonly approvedFiles?: Readonly<Record<string, string>>;
	/** When it was approved, and the entry that says so. */
	readonly approval?: { readonly at: Date; readonly entry: EntryRef };
}

/** Full form; the engine's faults name them `selection.json`, `vacancies.csv` and so on. */
export interface InputFiles {
	readonly selection: Uint8Array;
	readonly vacancies: Uint8Array;
	readonly participants: Uint8Array;
	readonly decisions?: Uint8Array;
	/** `participant_id,name`: names never enter the engine or a bundle. */
	readonly people: Uint8Array;
}

/** Why nothing was published. Closed; each code with the data that a sentence needs. */
export type Refusal =
	| Extract<Judgement, { readonly ok: false }>
	| ({ readonly ok: false } & (
			| { readonly code: 'results.publication_underway' }
			/** The sealed manifest names a log that never took its entry, and another goes on from there. */
			| { readonly code: 'results.log_replaced'; readonly origin: string }
			/** A second version needs authority and reason. */
			| { readonly code: 'results.correction_required' }
			/** A first version corrects nothing. */
			| { readonly code: 'results.nothing_to_correct' }
	  ));

export type PublicationOutcome =
	| {
			readonly ok: true;
			readonly version: number;
			/** Lower-case hexadecimal. */
			readonly manifestSha256: string;
	  }
	| Refusal;
