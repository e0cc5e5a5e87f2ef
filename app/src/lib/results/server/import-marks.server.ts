import { commit, saltBytes, toBase64Url } from '@terang/ledger';
import { randomBytes } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { duplicatesOf } from '../../platform/tables/duplicates.server.ts';
import { isTold } from '../../platform/tables/faulty-rows.ts';
import type {
	CellFault,
	CopyInto,
	ReadCell,
	Staging,
	TakenFile,
} from '../../platform/tables/kind.ts';
import { judgeMarkRow, type MarkRule, statusColumns } from '../domain/imported-rows.ts';
import { compareMarks } from './compare-marks.server.ts';
import { basisOf } from './import-basis.server.ts';
import type { ImportDeps, ResultImport } from './import-kind.server.ts';
import { findSelectionRules, markRules } from './import-rules.server.ts';
import {
	findSalt,
	insertTakenIn,
	listTakenIn,
	type TakenIn,
	withdraw,
} from './taken-in.store.server.ts';
import { unknownParticipants } from './unknown-participants.server.ts';

const target = {
	table: 'results.mark',
	columns: ['import_id', 'line', 'participant_id', 'marks'],
};

/** Marks of people who are already listed, laid over what earlier files said of these columns. */
export function markImport(deps: ImportDeps): ResultImport {
	return {
		name: 'marks',
		mayBeEmpty: false,
		async columns(scope, header) {
			const rules = await findSelectionRules(deps.database, scope.id);
			const names = [...statusColumns, ...markRules(rules, header).keys()];
			return [
				{ name: 'participant_id', required: true },
				...names.map((name) => ({ name, required: false })),
			];
		},
		basis: (trx, scope) => basisOf(deps, trx, scope.id),
		async begin({ importId, scope, columns }) {
			const rules = markRules(await findSelectionRules(deps.database, scope.id), columns);
			return markStaging(importId, columns, rules, await listTakenIn(deps.database, scope.id));
		},
		discard,
		async apply(trx, file) {
			const salt = randomBytes(saltBytes);
			await insertTakenIn(trx, 'marks', file, salt);
			await tell(deps, trx, file, { salt, count: file.rows });
		},
		async undo(trx, file) {
			if (!(await withdraw(trx, file))) return false;
			await discard(trx, file.importId);
			await tell(deps, trx, file, { salt: await findSalt(trx, file.importId), count: 0 });
			return true;
		},
	};
}

/**
 * The log says that a file came in, and that none of its rows counts any more where it went out.
 * Both times it says so by the same commitment: a plain digest of a short list could be opened by
 * trying marks.
 */
async function tell(
	deps: ImportDeps,
	trx: Transaction<unknown>,
	file: TakenFile,
	{ salt, count }: { readonly salt: Buffer | undefined; readonly count: number },
): Promise<void> {
	const selection = file.scope.id;
	const source = `import-${file.importId}`;
	const digest = salt === undefined ? file.digest : commitFile(source, file.digest, salt);
	const payload = { selection, source, digest: toBase64Url(digest), count };
	await deps.log.append(trx, [
		{ stream: `selection/${selection}`, type: 'marks.imported', payload },
	]);
}

/** As for the files of a publication: the salt stays with the file, for the auditor. */
function commitFile(name: string, digest: Buffer, salt: Buffer): Uint8Array {
	return commit('file', { name, sha256: toBase64Url(digest) }, salt);
}

async function discard(trx: Kysely<unknown>, importId: number): Promise<void> {
	await sql`delete from results.mark where import_id = ${importId}`.execute(trx);
}

function markStaging(
	importId: number,
	columns: readonly string[],
	rules: ReadonlyMap<string, MarkRule>,
	inEffect: readonly TakenIn[],
): Staging {
	const id = String(importId);
	const participantsId = inEffect.find(({ kind }) => kind === 'participants')?.import_id;
	function row(line: number, read: ReadCell, into: CopyInto): readonly CellFault[] {
		const { participantId, marks, faults } = judgeMarkRow(read, columns, rules);
		if (isTold(faults, ['participant_id'])) {
			into(0, [id, String(line), participantId, JSON.stringify(faults.length > 0 ? {} : marks)]);
		}
		return faults;
	}
	return {
		targets: [target],
		row,
		async *checkTogether(connection) {
			const { table } = target;
			yield* duplicatesOf(connection, { table, column: 'participant_id', importId });
			yield* unknownParticipants(connection, { table, importId, participantsId });
		},
		compare: (connection) => compareMarks(connection, importId, inEffect, columns),
	};
}
