import type { Kysely, Transaction } from 'kysely';
import type { Vacancies } from '../../vacancies/server/api.server.ts';
import type { RunRefusal } from '../committee/contract.ts';
import { parseNamed } from '../domain/results-file.ts';
import { rulesOf } from '../domain/selection-document.ts';
import { decisionColumns, mergeDecisions } from '../domain/tie-choice.ts';
import type { FileSet } from './files.server.ts';
import { findSelectionRules } from './import-rules.server.ts';
import { findImportedInputs } from './imported-inputs.server.ts';
import { readInput } from './input-files.server.ts';
import type { PublishDeps } from './publication.server.ts';
import { listVersions } from './publications.store.server.ts';
import { textOf } from './ranking.server.ts';
import type { ResultsTables } from './results.tables.server.ts';
import { listTakenIn } from './taken-in.store.server.ts';

export { parseRules } from '../domain/selection-document.ts';

export type RunVacancies = Pick<Vacancies, 'listed' | 'markListUsed'>;

export interface GatherDeps extends Pick<PublishDeps, 'folders' | 'sealing'> {
	readonly vacancies: RunVacancies;
}

export type Gathered =
	| { readonly ok: true; readonly files: FileSet }
	| { readonly ok: false; readonly refusal: RunRefusal };

/**
 * The files of a run: what was imported and set, and for everything that was not, what the newest
 * version was made from, so that a correction needs no more than the file that was wrong.
 */
export async function gatherInputs(
	deps: GatherDeps,
	trx: Transaction<unknown>,
	selection: { readonly id: string; readonly seasonId: string },
): Promise<Gathered> {
	const db = trx.withTables<ResultsTables>();
	const base = await findNewestInput(deps, db, selection.id);
	const document = await findRules(deps, db, selection.id);
	if (document === undefined) return { ok: false, refusal: { code: 'results.no_rules' } };
	const vacancies = await vacanciesFile(deps, selection.seasonId, base);
	if (vacancies === undefined) return { ok: false, refusal: { code: 'results.no_vacancies' } };
	const rules = rulesOf(document) ?? (await findSelectionRules(trx, selection.id));
	const imported = await findImportedInputs(trx, selection.id, rules, deps.sealing);
	const participants = imported?.participants ?? textIn(base, 'participants.csv');
	const people = imported?.people ?? textIn(base, 'people.csv');
	if (participants === undefined || people === undefined) {
		return { ok: false, refusal: { code: 'results.no_participants' } };
	}
	// A list of decisions counts alone, as it does among the imported ones.
	const taken = await listTakenIn(trx, selection.id);
	const decided = taken.some(({ kind }) => kind === 'decisions')
		? imported?.decisions
		: textIn(base, 'decisions.csv');
	const earlier = decided === undefined ? [] : parseNamed(decided);
	const decisions = mergeDecisions(earlier, await listConfirmed(db, selection.id));
	const texts: readonly (readonly [string, string])[] = [
		['selection.json', document],
		['vacancies.csv', vacancies],
		['participants.csv', participants],
		['decisions.csv', table(decisionColumns, decisions)],
		['people.csv', people],
	];
	const files = new Map(texts.map(([name, text]) => [name, new TextEncoder().encode(text)]));
	return { ok: true, files };
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
	return textIn(await findNewestInput(deps, db, selectionId), 'selection.json');
}

async function findNewestInput(
	deps: Pick<GatherDeps, 'folders' | 'sealing'>,
	db: Kysely<ResultsTables>,
	selectionId: string,
): Promise<FileSet | undefined> {
	const newest = (await listVersions(db, selectionId)).at(-1);
	return newest && readInput(deps, newest);
}

function textIn(files: FileSet | undefined, name: string): string | undefined {
	return files && textOf(files, name);
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
	base: FileSet | undefined,
): Promise<string | undefined> {
	const listed = await vacancies.listed(seasonId);
	if (listed.length === 0) return textIn(base, 'vacancies.csv');
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
	const lines = rows.map((row) => columns.map((column) => quoted(row[column])).join(','));
	return [columns.join(','), ...lines].map((line) => `${line}\n`).join('');
}

function quoted(text: string): string {
	return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
