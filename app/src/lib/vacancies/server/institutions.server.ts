import { sql, type Transaction } from 'kysely';
import type { Permission } from '../../identity/contract.ts';
import { LogStopped } from '../../ledger/server/api.server.ts';
import type { Institution, InstitutionDraft, InstitutionOutcome } from '../contract.ts';
import { readInstitution } from '../domain/institution.ts';
import type { AnnounceDeps } from './announce.server.ts';
import type { VacanciesTables } from './vacancies.tables.server.ts';

type NamingDeps = Pick<AnnounceDeps, 'database' | 'log'>;

/**
 * An institution and the entry that says so, in one transaction. Which one is new and which is
 * renamed is said by whoever asks, so that a slip of the id never renames another; and over what it
 * was called when they opened it, so that of two people the later does not undo the other unseen.
 * @param opened the institution as whoever renames it was shown it
 */
export async function nameInstitution(
	deps: NamingDeps,
	{ actor }: Permission<'institution.name'>,
	draft: InstitutionDraft,
	opened: 'new' | InstitutionDraft,
): Promise<InstitutionOutcome> {
	const read = readInstitution(draft);
	if (!read.ok) return { kind: 'refused', code: 'vacancies.form_incomplete', faults: read.faults };
	try {
		return await keep(deps, actor.personId, read.institution, opened);
	} catch (error) {
		if (error instanceof LogStopped) return { kind: 'refused', code: 'vacancies.log_stopped' };
		throw error;
	}
}

function keep(
	{ database, log }: NamingDeps,
	administrator: string,
	{ id, name, shortName, zone }: Institution,
	opened: 'new' | InstitutionDraft,
): Promise<InstitutionOutcome> {
	return database.transaction().execute(async (trx): Promise<InstitutionOutcome> => {
		const db = trx.withTables<VacanciesTables>();
		const row = { name, short_name: shortName, zone };
		if (opened === 'new') {
			const { numInsertedOrUpdatedRows: added } = await db
				.insertInto('vacancies.institution')
				.values({ id, ...row })
				.onConflict((conflict) => conflict.column('id').doNothing())
				.executeTakeFirstOrThrow();
			if (added !== 1n) return { kind: 'refused', code: 'vacancies.institution_exists' };
		} else {
			const { numUpdatedRows: changed } = await db
				.updateTable('vacancies.institution')
				.set(row)
				.where('id', '=', id)
				.where('name', '=', opened.name)
				.where('short_name', '=', opened.shortName)
				.where(sql<boolean>`zone = ${opened.zone}`)
				.executeTakeFirstOrThrow();
			if (changed !== 1n) return notAsOpened(db, id);
		}
		const payload = { institution: id, name, administrator };
		await log.append(trx, [{ stream: 'institutions', type: 'institution.named', payload }]);
		return { kind: 'named', id };
	});
}

async function notAsOpened(
	db: Transaction<VacanciesTables>,
	id: string,
): Promise<InstitutionOutcome> {
	const known = await db
		.selectFrom('vacancies.institution')
		.select('id')
		.where('id', '=', id)
		.executeTakeFirst();
	const code =
		known === undefined ? 'vacancies.institution_unknown' : 'vacancies.changed_meanwhile';
	return { kind: 'refused', code };
}
