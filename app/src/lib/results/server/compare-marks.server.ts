import { escapeIdentifier, escapeLiteral } from 'pg';
import { compareTables } from '../../platform/tables/compare.server.ts';
import type { StagingConnection, TableChanges } from '../../platform/tables/kind.ts';
import type { TakenIn } from './taken-in.store.server.ts';

/**
 * A file of marks beside what those before it said of the same columns: whoever had none of these
 * marks is new. Whoever is not in the file keeps what they have.
 */
export function compareMarks(
	connection: StagingConnection,
	importId: number,
	taken: readonly TakenIn[],
	columns: readonly string[],
): Promise<TableChanges> {
	const names = columns.filter((column) => column !== 'participant_id');
	const marked = names.map((name) => `${escapeIdentifier(name)} <> ''`).join(' or ') || 'false';
	return compareTables(connection, {
		staged: `select ${['line', 'participant_id as key', ...marksIn('marks', names)].join(', ')}
			from results.mark where import_id = $1`,
		inEffect: `select * from (
			select ${['line', 'key', ...marksIn('laid', names)].join(', ')} from (${laidOver(taken)}) people
		) known where ${marked}`,
		values: [importId],
		columns: names,
		replaces: false,
	});
}

/** Codes of components are words of a committee: each is quoted. */
function marksIn(source: string, names: readonly string[]): readonly string[] {
	return names.map(
		(name) => `coalesce(${source}->>${escapeLiteral(name)}, '') as ${escapeIdentifier(name)}`,
	);
}

/** Everybody's marks, one file over the other in the order in which they took effect. */
function laidOver(taken: readonly TakenIn[]): string {
	const list = taken.find(({ kind }) => kind === 'participants')?.import_id ?? -1;
	const layers = taken.filter(({ kind }) => kind === 'marks');
	const over = layers.map((_, at) => ` || coalesce(layer${at}.marks, '{}')`).join('');
	const joins = layers.map(
		({ import_id: id }, at) => `left join results.mark layer${at} on layer${at}.import_id = ${id}
			and layer${at}.participant_id = person.participant_id`,
	);
	return `select person.line, person.participant_id as key, person.marks${over} as laid
		from results.participant person ${joins.join(' ')} where person.import_id = ${list}`;
}
