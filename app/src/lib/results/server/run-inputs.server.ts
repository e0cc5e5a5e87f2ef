import type { Kysely, Transaction } from 'kysely';
import type { Vacancies } from '../../vacancies/server/api.server.ts';
import type { RunRefusal } from '../committee/contract.ts';
import { parseNamed } from '../domain/results-file.ts';
import { rulesOf } from '../domain/selection-document.ts';
import { decisionColumns, mergeDecisions } from '../domain/tie-choice.ts';
import { csvLine } from './csv-line.server.ts';
import { findSelectionRules } from './import-rules.server.ts';
import { findImportedInputs } from './imported-inputs.server.ts';
import { readInput } from './input-files.server.ts';
import type { PublishDeps } from './publication.server.ts';
import { listVersions, type Publication } from './publications.store.server.ts';
import { textOf } from './ranking.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import type { Kept } from './thread/tasks.server.ts';
import type { Exchange } from './threads.server.ts';

export type RunVacancies = Pick<Vacancies, 'listed' | 'listsInEffect' | 'markListUsed'>;

export interface GatherDeps extends Pick<PublishDeps, 'folders' | 'sealing' | 'threads'> {
	readonly vacancies: RunVacancies;
}

export type Gathered =
	{ readonly ok: true; readonly kept: Kept } | { readonly ok: false; readonly refusal: RunRefusal };

/**
 * Keeps the files of a run: what was imported and set, and for everything that was not, what the
 * newest version was made from, so that a correction needs no more than the file that was wrong.
 * The transaction must see one state of the database throughout.
 */
export async function gatherInputs(
	deps: GatherDeps,
	trx: Transaction<unknown>,
	run: { readonly id: number; readonly selection_id: string; readonly season_id: string },
	exchange: Pick<Exchange, 'onShare' | 'signal'>,
): Promise<Gathered> {
	const db = trx.withTables<ResultsTables>();
	const selectionId = run.selection_id;
	const base = await findNewest(db, selectionId);
	const document = await findRules(deps, db, selectionId);
	if (document === undefined) return refusedBy('results.no_rules');
	const vacancies = await vacanciesFile(deps, run.season_id);
	if (vacancies === undefined && base === undefined) return refusedBy('results.no_vacancies');
	const rules = rulesOf(document) ?? (await findSelectionRules(trx, selectionId));
	const { people, decisions } = await findImportedInputs(trx, selectionId, rules);
	if (people === undefined && base === undefined) return refusedBy('results.no_participants');
	// A list of decisions counts alone, as it does among the imported ones.
	const decided = decisions ?? (await textOfNewest(deps, base, 'decisions.csv'));
	const earlier = decided === undefined ? [] : parseNamed(decided);
	const merged = mergeDecisions(earlier, await listConfirmed(db, selectionId));
	const { inputs: folder, aside } = deps.folders;
	const kept = await deps.threads.work(
		'gather',
		{
			folder,
			aside,
			selectionId,
			runId: run.id,
			...(base === undefined
				? {}
				: { base: { folder, selectionId, digest: base.input_digest.toString('hex') } }),
			texts: {
				'selection.json': document,
				'decisions.csv': table(decisionColumns, merged),
				...(vacancies === undefined ? {} : { 'vacancies.csv': vacancies }),
			},
			...(people === undefined ? {} : { columns: people.columns }),
			people: people?.count ?? 0,
		},
		{ ...exchange, ...(people === undefined ? {} : { chunks: people.lines() }) },
	);
	return { ok: true, kept };
}

function refusedBy(code: Exclude<RunRefusal['code'], 'results.input_refused'>): Gathered {
	return { ok: false, refusal: { code } };
}

/** `selection.json` as it was set, else as the newest version had it. */
export async function findRules(
	deps: Pick<GatherDeps, 'folders' | 'sealing'>,
	db: Kysely<ResultsTables>,
	selectionId: string,
): Promise<string | undefined> {
	const setup = await db
		.selectFrom('results.selection_setup')
		.select('document')
		.where('selection_id', '=', selectionId)
		.executeTakeFirst();
	if (setup !== undefined) return setup.document;
	return textOfNewest(deps, await findNewest(db, selectionId), 'selection.json');
}

async function findNewest(
	db: Kysely<ResultsTables>,
	selectionId: string,
): Promise<Publication | undefined> {
	return (await listVersions(db, selectionId)).at(-1);
}

/** A small file of what the newest version was made from. */
async function textOfNewest(
	deps: Pick<GatherDeps, 'folders' | 'sealing'>,
	newest: Publication | undefined,
	name: 'selection.json' | 'decisions.csv',
): Promise<string | undefined> {
	return newest && textOf(await readInput(deps, newest, [name]), name);
}

const vacancyColumns = [
	'vacancy_id',
	'agency_id',
	'position_code',
	'education_group',
	'unit_id',
	'formation_type',
	'seats',
	'special_job',
	'skb_plan',
	'filling_group',
] as const;

async function vacanciesFile(
	{ vacancies }: GatherDeps,
	seasonId: string,
): Promise<string | undefined> {
	const listed = await vacancies.listed(seasonId);
	if (listed.length === 0) return undefined;
	return table(
		vacancyColumns,
		listed.map((row) => ({ ...row, seats: String(row.seats) })),
	);
}

async function listConfirmed(db: Kysely<ResultsTables>, selectionId: string) {
	return db
		.selectFrom('results.tie_proposal')
		.select(['vacancy_id', 'equals', 'chosen', 'authority', 'reason'])
		.where('selection_id', '=', selectionId)
		.where('state', '=', 'confirmed')
		.orderBy('id')
		.execute();
}

function table<Column extends string>(
	columns: readonly Column[],
	rows: readonly Readonly<Record<Column, string>>[],
): string {
	const lines = rows.map((row) => csvLine(columns.map((column) => row[column])));
	return [csvLine(columns), ...lines].join('');
}
