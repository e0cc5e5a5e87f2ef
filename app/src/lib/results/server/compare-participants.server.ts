import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { allAdded, compareTables } from '../../platform/tables/compare.server.ts';
import type { ChangedColumn, StagingConnection, TableChanges } from '../../platform/tables/kind.ts';
import { type ImportedPerson, personOf } from './imported-person.server.ts';

const open = ['vacancy_id', 'admin_status', 'priority'];
const sealed = ['name', 'birth_date', 'gpa', 'preferences'] as const;

interface Lists {
	readonly importId: number;
	/** The list in effect, if any. */
	readonly before: number | undefined;
	/** Columns of the file. */
	readonly columns: readonly string[];
}

/** A list of people beside the one that it takes the place of. */
export async function compareParticipants(
	connection: StagingConnection,
	sealing: Pick<Sealing, 'open'>,
	{ importId, before, columns }: Lists,
): Promise<TableChanges> {
	if (before === undefined) {
		const [found] = await connection.query<{ rows: number }>(
			`select count(*) as rows from results.participant where import_id = $1`,
			[importId],
		);
		return allAdded(found?.rows ?? 0);
	}
	const known = new Set<string>([...open, ...sealed, 'participant_id']);
	const marks = columns.filter((column) => !known.has(column));
	const plain = await compareTables(connection, {
		staged: rowsOfList('$1', marks),
		inEffect: rowsOfList('$2', marks),
		values: [importId, before],
		columns: [...open, ...marks],
		replaces: true,
	});
	const hidden = await compareSealed(connection, sealing, [importId, before], marks);
	return {
		...plain,
		changed: plain.changed + hidden.changedAlone,
		same: plain.same - hidden.changedAlone,
		columns: [...hidden.columns, ...plain.columns],
	};
}

function rowsOfList(importId: '$1' | '$2', marks: readonly string[]): string {
	const read = marks.map(
		(name) => `coalesce(marks->>${escapeLiteral(name)}, '') as ${escapeIdentifier(name)}`,
	);
	return `select ${['line', 'participant_id as key', ...open, ...read].join(', ')}
		from results.participant where import_id = ${importId}`;
}

interface Pair {
	readonly line: number;
	readonly participant_id: string;
	readonly differs: boolean;
	readonly new_personal: Buffer | null;
	readonly old_personal: Buffer | null;
	readonly name: string;
	readonly birth_date: string;
	readonly gpa: string;
	readonly preferences: string;
}

/** What is sealed differs in every row; it is opened here, a part of the list at a time. */
async function compareSealed(
	connection: StagingConnection,
	sealing: Pick<Sealing, 'open'>,
	[importId, before]: readonly [number, number],
	marks: readonly string[],
): Promise<{ readonly changedAlone: number; readonly columns: readonly ChangedColumn[] }> {
	const plain = [...open, ...marks.map(escapeIdentifier)];
	const differs = plain.map((name) => `old.${name} is distinct from new.${name}`).join(' or ');
	const pairs = connection.batches<Pair>(
		`select new.line, new.key as participant_id, ${differs} as differs,
			new_row.personal as new_personal, old_row.personal as old_personal,
			old_row.name, old_row.birth_date, old_row.gpa, old_row.preferences
		from (${rowsOfList('$1', marks)}) new join (${rowsOfList('$2', marks)}) old using (key)
		join results.participant new_row on new_row.import_id = $1 and new_row.line = new.line
		join results.participant old_row on old_row.import_id = $2 and old_row.line = old.line`,
		[importId, before],
	);
	const counted = new Map<string, ChangedColumn>();
	let changedAlone = 0;
	for await (const batch of pairs) {
		for (const pair of batch) {
			const changed = changedFields(sealing, pair, importId, before);
			if (changed.length > 0 && !pair.differs) changedAlone += 1;
			for (const name of changed) {
				const { rows = 0, firstLine = pair.line } = counted.get(name) ?? {};
				counted.set(name, { name, rows: rows + 1, firstLine: Math.min(firstLine, pair.line) });
			}
		}
	}
	return { changedAlone, columns: sealed.flatMap((name) => counted.get(name) ?? []) };
}

function changedFields(
	sealing: Pick<Sealing, 'open'>,
	pair: Pair,
	importId: number,
	before: number,
): readonly (keyof ImportedPerson)[] {
	const { participant_id: id } = pair;
	const empty = { name: '', birth_date: '', gpa: '', preferences: '' };
	const now = personOf(sealing, {
		...empty,
		import_id: importId,
		participant_id: id,
		personal: pair.new_personal,
	});
	const then = personOf(sealing, {
		...pair,
		import_id: before,
		participant_id: id,
		personal: pair.old_personal,
	});
	return sealed.filter((field) => now[field] !== then[field]);
}
