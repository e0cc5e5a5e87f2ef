import { type Kysely, sql } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { compareTables } from '../../platform/tables/compare.server.ts';
import { duplicatesOf } from '../../platform/tables/duplicates.server.ts';
import { isTold } from '../../platform/tables/faulty-rows.ts';
import type { CopyInto, ReadCell, Staging } from '../../platform/tables/kind.ts';
import { judgeDecision, publicColumns } from '../domain/imported-rows.ts';
import { basisOf } from './import-basis.server.ts';
import type { ImportDeps, ResultImport } from './import-kind.server.ts';
import { findParticipants, insertTakenIn, listTakenIn, withdraw } from './taken-in.store.server.ts';
import { personalTexts } from './personal-texts.server.ts';
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
		mayBeEmpty: true,
		columns: () => Promise.resolve(columns.map((name) => ({ name, required: true }))),
		basis: (trx, scope) => basisOf(deps, trx, scope.id),
		async begin({ importId, scope }) {
			const vacancies = await deps.vacancyIds(scope.id);
			const participants = await findParticipants(deps.database, scope.id);
			const before = (await listTakenIn(deps.database, scope.id)).find(
				({ kind }) => kind === 'decisions',
			);
			return decisionStaging(deps.sealing, importId, (id) => vacancies.has(id), {
				participantsId: participants?.import_id,
				before: before?.import_id,
			});
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
	sealing: Sealing,
	importId: number,
	isVacancy: (id: string) => boolean,
	inEffect: { readonly participantsId: number | undefined; readonly before: number | undefined },
): Staging {
	const id = String(importId);
	return {
		targets: [target],
		row(line: number, read: ReadCell, into: CopyInto) {
			const { decision, faults } = judgeDecision(read, isVacancy);
			const { vacancyId, participantId } = decision;
			const words = publicColumns.map((column) =>
				faults.some((fault) => fault.column === column) ? '' : decision[column],
			);
			if (isTold(faults, ['vacancy_id', 'participant_id'])) {
				into(0, [id, String(line), vacancyId, participantId, decision.decision, ...words]);
			}
			return faults;
		},
		async *checkTogether(connection) {
			const { table } = target;
			const { participantsId } = inEffect;
			yield* duplicatesOf(connection, { table, column: 'participant_id', key: pair, importId });
			yield* unknownParticipants(connection, { table, importId, participantsId });
			yield* personalTexts(connection, sealing, { importId, participantsId });
		},
		compare: (connection) =>
			compareTables(connection, {
				staged: rowsOfFile('$1'),
				inEffect: rowsOfFile('$2'),
				values: [importId, inEffect.before ?? -1],
				columns: ['decision', 'authority', 'reason'],
				replaces: true,
			}),
	};
}

/** One person is decided about once for each vacancy. */
const pair = `vacancy_id || ' ' || participant_id`;

function rowsOfFile(importId: '$1' | '$2'): string {
	return `select line, ${pair} as key, decision, authority, reason
		from ${target.table} where import_id = ${importId}`;
}
