import { type Kysely, sql } from 'kysely';
import type { CopyInto, ReadCell, Staging } from '../../platform/tables/kind.ts';
import { judgeDecision } from '../domain/imported-rows.ts';
import type { ImportDeps, ResultImport } from './import-kind.server.ts';
import { findParticipants, insertTakenIn, withdraw } from './taken-in.store.server.ts';
import { unknownParticipants } from './unknown-participants.server.ts';

const columns = ['vacancy_id', 'participant_id', 'decision', 'authority', 'reason'];

const target = {
	table: 'results.imported_decision',
	columns: ['import_id', 'line', ...columns],
};

/** Decisions about ties that authority took elsewhere, whole. */
export function decisionImport(deps: ImportDeps): ResultImport {
	return {
		name: 'decisions',
		columns: () => Promise.resolve(columns.map((name) => ({ name, required: true }))),
		async begin({ importId, scope }) {
			const vacancies = await deps.vacancyIds(scope.id);
			const participants = await findParticipants(deps.database, scope.id);
			return decisionStaging(importId, (id) => vacancies.has(id), participants?.import_id);
		},
		discard,
		apply: (trx, file) => insertTakenIn(trx, 'decisions', file),
		async undo(trx, file) {
			if (!(await withdraw(trx, file))) return false;
			await discard(trx, file.importId);
			return true;
		},
	};
}

async function discard(trx: Kysely<unknown>, importId: number): Promise<void> {
	await sql`delete from results.imported_decision where import_id = ${importId}`.execute(trx);
}

function decisionStaging(
	importId: number,
	isVacancy: (id: string) => boolean,
	participantsId: number | undefined,
): Staging {
	const id = String(importId);
	return {
		targets: [target],
		row(line: number, read: ReadCell, into: CopyInto) {
			const { decision, faults } = judgeDecision(read, isVacancy);
			if (faults.length > 0) return faults;
			const { vacancyId, participantId, authority, reason } = decision;
			into(0, [id, String(line), vacancyId, participantId, decision.decision, authority, reason]);
			return [];
		},
		checkTogether: (connection, limit) =>
			unknownParticipants(connection, { table: target.table, importId, participantsId, limit }),
	};
}
