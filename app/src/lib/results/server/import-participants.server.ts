import { sql } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { duplicatesOf } from '../../platform/tables/duplicates.server.ts';
import { isTold } from '../../platform/tables/faulty-rows.ts';
import type { CopyInto, ReadCell, Staging } from '../../platform/tables/kind.ts';
import {
	judgeMarks,
	judgeParticipant,
	type MarkRule,
	statusColumns,
} from '../domain/imported-rows.ts';
import { compareParticipants } from './compare-participants.server.ts';
import { basisOf } from './import-basis.server.ts';
import type { ImportDeps, ResultImport } from './import-kind.server.ts';
import { sealPerson } from './imported-person.server.ts';
import { findSelectionRules, markRules } from './import-rules.server.ts';
import { findParticipants, insertTakenIn, withdraw } from './taken-in.store.server.ts';

const target = {
	table: 'results.participant',
	columns: [
		'import_id',
		'line',
		'participant_id',
		'vacancy_id',
		'admin_status',
		'personal',
		'priority',
		'marks',
	],
};

const required = ['participant_id', 'vacancy_id', 'admin_status', 'name'];
const optional = ['birth_date', 'gpa', 'preferences', 'priority'];

/** The people of a selection, whole; a file may bring their marks along. */
export function participantImport(deps: ImportDeps): ResultImport {
	return {
		name: 'participants',
		mayBeEmpty: false,
		async columns(scope, header) {
			const rules = await findSelectionRules(deps.database, scope.id);
			return [
				...required.map((name) => ({ name, required: true })),
				...[...optional, ...statusColumns, ...markRules(rules, header).keys()].map((name) => ({
					name,
					required: false,
				})),
			];
		},
		basis: (trx, scope) => basisOf(deps, trx, scope.id),
		async begin({ importId, scope, columns }) {
			const rules = markRules(await findSelectionRules(deps.database, scope.id), columns);
			const vacancies = await deps.vacancyIds(scope.id);
			const isVacancy = (id: string) => vacancies.has(id);
			const before = (await findParticipants(deps.database, scope.id))?.import_id;
			return participantStaging(deps.sealing, { importId, before, columns }, rules, isVacancy);
		},
		async discard(trx, importId) {
			await sql`delete from results.participant where import_id = ${importId}`.execute(trx);
		},
		apply: (trx, file) => insertTakenIn(trx, 'participants', file),
		async undo(trx, file) {
			if (!(await withdraw(trx, file))) return false;
			await sql`delete from results.participant where import_id = ${file.importId}`.execute(trx);
			return true;
		},
	};
}

function participantStaging(
	sealing: Sealing,
	lists: {
		readonly importId: number;
		readonly before: number | undefined;
		readonly columns: readonly string[];
	},
	rules: ReadonlyMap<string, MarkRule>,
	isVacancy: (id: string) => boolean,
): Staging {
	const { importId, columns } = lists;
	const id = String(importId);
	function row(line: number, read: ReadCell, into: CopyInto) {
		const { participant, faults } = judgeParticipant(read, isVacancy);
		const judged = judgeMarks(read, columns, rules);
		const { participantId, name, birthDate, gpa, preferences } = participant;
		if (faults.length + judged.faults.length > 0) {
			const alone = [id, String(line), participantId, '', '', null, '', '{}'];
			if (isTold(faults, ['participant_id'])) into(0, alone);
			return [...faults, ...judged.faults];
		}
		const key = { import_id: importId, participant_id: participantId };
		const sealed = sealPerson(sealing, key, { name, birth_date: birthDate, gpa, preferences });
		into(0, [
			id,
			String(line),
			participantId,
			participant.vacancyId,
			participant.adminStatus,
			`\\x${sealed.toString('hex')}`,
			participant.priority,
			JSON.stringify(judged.marks),
		]);
		return [];
	}
	return {
		targets: [target],
		row,
		checkTogether: (connection) =>
			duplicatesOf(connection, { table: target.table, column: 'participant_id', importId }),
		compare: (connection) => compareParticipants(connection, sealing, lists),
	};
}
