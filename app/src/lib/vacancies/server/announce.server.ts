import { canonicalBytes } from '@terang/ledger';
import { type Kysely, sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { EntryRef } from '../../ledger/contract.ts';
import type { Ledger } from '../../ledger/server/api.server.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.server.ts';
import {
	type Bilingual,
	type SeasonDraft,
	showColumn,
	type ShownColumn,
	type VacancyCommands,
	type VacancyDraft,
} from '../contract.ts';
import { announcementOf, registrationOf } from '../domain/announcement.ts';
import { searchText } from '../domain/search.ts';
import type { StageCounts, VacanciesTables } from './vacancies.tables.server.ts';

/** The part of the log that announcing needs. */
export type AnnouncementLog = Pick<Ledger, 'append' | 'whenSequenced'>;

export interface AnnounceDeps {
	readonly database: Database;
	readonly clock: Clock;
	readonly log: AnnouncementLog;
}

type Db = Kysely<VacanciesTables>;

const firstAnnouncement: Bilingual = { id: 'Pengumuman pertama.', en: 'First announcement.' };
const sequencingLimit = { timeoutMs: 30_000 };

const digest = (bytes: Uint8Array | string): string =>
	createHash('sha256').update(bytes).digest('base64url');

/** The season, its vacancies and the entry `vacancy.published` in one transaction. */
export async function announceSeason(
	deps: AnnounceDeps,
	draft: SeasonDraft,
	at = deps.clock.now(),
): ReturnType<VacancyCommands['announceSeason']> {
	const document = canonicalBytes(announcementOf(draft));
	const announced = await deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<VacanciesTables>();
		if (!(await insertSeason(db, draft, new TextDecoder().decode(document), at))) {
			return false;
		}
		await insertVacancies(db, draft);
		const payload = {
			season: draft.id,
			institution: draft.institution.id,
			digest: digest(document),
			count: draft.vacancies.length,
		};
		const stream = `season/${draft.id}`;
		const refs = await deps.log.append(trx, [{ stream, type: 'vacancy.published', payload }]);
		await insertChange(db, draft.id, firstAnnouncement, at, refs);
		return true;
	});
	await placeChanges(deps, draft.id);
	return { kind: announced ? 'announced' : 'already_announced' };
}

async function insertSeason(
	db: Db,
	draft: SeasonDraft,
	document: string,
	now: Date,
): Promise<boolean> {
	const { id, name, shortName, zone } = draft.institution;
	await db
		.insertInto('vacancies.institution')
		.values({ id, name, short_name: shortName, zone })
		.onConflict((conflict) => conflict.column('id').doNothing())
		.execute();
	const inserted = await db
		.insertInto('vacancies.season')
		.values({
			id: draft.id,
			institution_id: id,
			title: JSON.stringify(draft.title),
			schedule: JSON.stringify(draft.schedule),
			document,
			announced_at: now,
		})
		.onConflict((conflict) => conflict.column('id').doNothing())
		.executeTakeFirst();
	return inserted.numInsertedOrUpdatedRows === 1n;
}

async function insertVacancies(db: Db, draft: SeasonDraft): Promise<void> {
	const registration = registrationOf(draft.schedule);
	if (registration === undefined) throw new Error(`season ${draft.id} has no registration`);
	const { hidden } = showColumn(
		draft.vacancies.map(({ id, applicants }) => ({ key: id, count: applicants ?? 0 })),
	);
	await db
		.insertInto('vacancies.vacancy')
		.values(draft.vacancies.map((vacancy) => toRow(draft, vacancy, registration, hidden)))
		.execute();
}

function toRow(
	draft: SeasonDraft,
	vacancy: VacancyDraft,
	registration: { readonly opensAt: string; readonly closesAt: string },
	hidden: ShownColumn['hidden'],
) {
	const { requirements, documents, weights, eliminateBelow, need } = vacancy;
	return {
		id: vacancy.id,
		season_id: draft.id,
		title: vacancy.title,
		unit: vacancy.unit,
		location: vacancy.location,
		formation_type: vacancy.formationType,
		education: vacancy.education,
		education_level: vacancy.educationLevel,
		seats: vacancy.seats,
		applicants: vacancy.applicants ?? null,
		applicants_hidden: hidden.get(vacancy.id) ?? null,
		opens_at: new Date(registration.opensAt),
		closes_at: new Date(registration.closesAt),
		open_to_disability: vacancy.openToDisability,
		salary_min: vacancy.salaryMin,
		salary_max: vacancy.salaryMax,
		detail: JSON.stringify({ requirements, documents, weights, eliminateBelow, need }),
		search_text: searchText(draft, vacancy),
	};
}

async function insertChange(
	db: Db,
	seasonId: string,
	text: Bilingual,
	at: Date,
	refs: readonly EntryRef[],
): Promise<void> {
	await db
		.insertInto('vacancies.change')
		.values({
			season_id: seasonId,
			at,
			text: JSON.stringify(text),
			entry: JSON.stringify(refs[0]),
			entry_index: null,
		})
		.execute();
}

/** The entry `schedule.changed` carries the Indonesian text and the digest of both languages. */
export async function announceChange(
	deps: AnnounceDeps,
	seasonId: string,
	text: Bilingual,
): Promise<void> {
	await deps.database.transaction().execute(async (trx) => {
		const db = trx.withTables<VacanciesTables>();
		// Serialises changes of one season, so that a repeated call sees the first one.
		await sql`select 1 from vacancies.season where id = ${seasonId} for update`.execute(db);
		const same = await db
			.selectFrom('vacancies.change')
			.select('id')
			.where('season_id', '=', seasonId)
			.where(sql<boolean>`text = ${JSON.stringify(text)}::jsonb`)
			.executeTakeFirst();
		if (same !== undefined) return;
		const payload = { season: seasonId, digest: digest(canonicalBytes(text)), reason: text.id };
		const stream = `season/${seasonId}`;
		const refs = await deps.log.append(trx, [{ stream, type: 'schedule.changed', payload }]);
		await insertChange(db, seasonId, text, deps.clock.now(), refs);
	});
	await placeChanges(deps, seasonId);
}

/** Notes where the entries of a season's changes stand in the log, once they have their place. */
async function placeChanges(deps: AnnounceDeps, seasonId: string): Promise<void> {
	const db = deps.database.withTables<VacanciesTables>();
	const waiting = await db
		.selectFrom('vacancies.change')
		.select(['id', 'entry'])
		.where('season_id', '=', seasonId)
		.where('entry_index', 'is', null)
		.execute();
	for (const { id, entry } of waiting) {
		const { index } = await deps.log.whenSequenced(entry, sequencingLimit);
		await db
			.updateTable('vacancies.change')
			.set({ entry_index: index })
			.where('id', '=', id)
			.execute();
	}
}

export async function recordSelection(
	db: Db,
	seasonId: string,
	selectionId: string,
	counts: StageCounts,
): Promise<void> {
	await db
		.updateTable('vacancies.season')
		.set({
			selection_ids: sql<
				string[]
			>`array_append(array_remove(selection_ids, ${selectionId}), ${selectionId})`,
			stage_counts: JSON.stringify(counts),
		})
		.where('id', '=', seasonId)
		.execute();
}
