import { type Kysely, sql } from 'kysely';
import type { Permission } from '../../identity/contract.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Bilingual, SelectionOutcome } from '../contract.ts';
import { isName } from '../domain/institution.ts';
import {
	readSelection,
	type SelectionDraft,
	type SelectionFault,
} from '../domain/opened-selection.ts';
import type { VacanciesTables } from './vacancies.tables.server.ts';

type Db = Kysely<VacanciesTables>;

/**
 * Opens a selection of the permission's institution: from then on files can be brought for it. It
 * is no decision about anybody and shown to nobody outside, so it leaves no entry; whatever is
 * brought into it does.
 */
export async function openSelection(
	db: Db,
	clock: Clock,
	{ actor, resource }: Permission<'selection.prepare'>,
	draft: SelectionDraft,
): Promise<SelectionOutcome> {
	const institution = await db
		.selectFrom('vacancies.institution')
		.select(['id', 'short_name as shortName'])
		.where('id', '=', resource.institutionId ?? '')
		.executeTakeFirst();
	if (institution === undefined) {
		return { kind: 'refused', code: 'vacancies.institution_unknown' };
	}
	const now = clock.now();
	const read = readSelection(draft, institution, now.getUTCFullYear());
	if (!read.ok) return { kind: 'refused', code: 'vacancies.form_incomplete', faults: read.faults };
	const { numInsertedOrUpdatedRows: opened } = await db
		.insertInto('vacancies.season')
		.values({
			id: read.id,
			institution_id: institution.id,
			title: JSON.stringify(read.title),
			schedule: '[]',
			opened_at: now,
			opened_by: actor.personId,
		})
		.onConflict((conflict) => conflict.column('id').doNothing())
		.executeTakeFirstOrThrow();
	return opened === 1n
		? { kind: 'opened', id: read.id }
		: { kind: 'refused', code: 'vacancies.selection_exists' };
}

/**
 * Gives a selection another title, until the public has seen the first.
 * @param opened the title as whoever changes it was shown it
 */
export async function renameSelection(
	db: Db,
	{ resource }: Permission<'selection.prepare'>,
	id: string,
	title: Bilingual,
	opened: Bilingual,
): Promise<SelectionOutcome> {
	const faults: SelectionFault[] = [];
	if (!isName(title.id)) faults.push('title_id');
	if (!isName(title.en)) faults.push('title_en');
	if (faults.length > 0) return { kind: 'refused', code: 'vacancies.form_incomplete', faults };
	return db.transaction().execute(async (trx): Promise<SelectionOutcome> => {
		const hidden = await trx
			.selectFrom('vacancies.season')
			.select('title')
			.where('id', '=', id)
			.where('institution_id', '=', resource.institutionId ?? '')
			.where('announced_at', 'is', null)
			.where(sql<boolean>`selection_ids = '{}'`)
			.forUpdate()
			.executeTakeFirst();
		if (hidden === undefined) return { kind: 'refused', code: 'vacancies.selection_shown' };
		if (hidden.title.id !== opened.id || hidden.title.en !== opened.en) {
			return { kind: 'refused', code: 'vacancies.changed_meanwhile' };
		}
		await trx
			.updateTable('vacancies.season')
			.set({ title: JSON.stringify(title) })
			.where('id', '=', id)
			.execute();
		return { kind: 'renamed', id };
	});
}
