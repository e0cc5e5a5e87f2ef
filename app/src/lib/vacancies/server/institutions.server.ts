import type { Permission } from '../../identity/contract.ts';
import { LogStopped } from '../../ledger/server/api.server.ts';
import type { Institution, InstitutionDraft, InstitutionOutcome } from '../contract.ts';
import { readInstitution } from '../domain/institution.ts';
import type { AnnounceDeps } from './announce.server.ts';
import type { VacanciesTables } from './vacancies.tables.server.ts';

type NamingDeps = Pick<AnnounceDeps, 'database' | 'log'>;

/**
 * An institution and the entry that says so, in one transaction. Which one is new and which is
 * renamed is said by whoever asks, so that a slip of the id never renames another.
 */
export async function nameInstitution(
	deps: NamingDeps,
	{ actor }: Permission<'institution.name'>,
	draft: InstitutionDraft,
	which: 'new' | 'known',
): Promise<InstitutionOutcome> {
	const read = readInstitution(draft);
	if (!read.ok) return { kind: 'refused', code: 'vacancies.form_incomplete', faults: read.faults };
	try {
		return await keep(deps, actor.personId, read.institution, which);
	} catch (error) {
		if (error instanceof LogStopped) return { kind: 'refused', code: 'vacancies.log_stopped' };
		throw error;
	}
}

function keep(
	{ database, log }: NamingDeps,
	administrator: string,
	{ id, name, shortName, zone }: Institution,
	which: 'new' | 'known',
): Promise<InstitutionOutcome> {
	return database.transaction().execute(async (trx): Promise<InstitutionOutcome> => {
		const db = trx.withTables<VacanciesTables>();
		const row = { name, short_name: shortName, zone };
		if (which === 'new') {
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
				.executeTakeFirstOrThrow();
			if (changed !== 1n) return { kind: 'refused', code: 'vacancies.institution_unknown' };
		}
		const payload = { institution: id, name, administrator };
		await log.append(trx, [{ stream: 'institutions', type: 'institution.named', payload }]);
		return { kind: 'named', id };
	});
}
