import { type Kysely, sql } from 'kysely';
import { csvLine } from './csv-line.server.ts';
import type { SelectionRules } from '../domain/selection-document.ts';
import { markRules } from './import-rules.server.ts';
import { listTakenIn, type TakenIn } from './taken-in.store.server.ts';

/** What was imported for a run, in the form in which a thread makes files of it. */
export interface ImportedInputs {
	/** Of `participants.csv`; absent where nobody was imported. */
	readonly people?: ImportedPeople;
	/** `decisions.csv`, where a list of them was imported. */
	readonly decisions?: string;
}

export interface ImportedPeople {
	readonly columns: readonly string[];
	readonly count: number;
	/** Lines of JSON, each an `ImportedLine`; read once, inside the transaction. */
	lines(): AsyncIterable<Uint8Array>;
}

/**
 * What is in effect now: the newest list of people, with marks laid over it in the order in which
 * they came. The columns are those that any of the files brought.
 */
export async function findImportedInputs(
	db: Kysely<unknown>,
	selectionId: string,
	rules: SelectionRules | undefined,
): Promise<ImportedInputs> {
	const taken = await listTakenIn(db, selectionId);
	const list = taken.find(({ kind }) => kind === 'participants');
	const decisions = await findDecisions(db, taken);
	return {
		...(list === undefined ? {} : { people: peopleOf(db, list, taken, rules) }),
		...(decisions === undefined ? {} : { decisions }),
	};
}

function peopleOf(
	db: Kysely<unknown>,
	list: TakenIn,
	taken: readonly TakenIn[],
	rules: SelectionRules | undefined,
): ImportedPeople {
	const layers = taken.filter(({ kind }) => kind === 'marks');
	const columns = columnsOf([list, ...layers], rules);
	return { columns, count: list.rows, lines: () => listPeople(db, list, layers, columns) };
}

/** Stand in the sealed part of a row. */
const sealedColumns = ['birth_date', 'gpa', 'preferences'] as const;

type SealedColumn = (typeof sealedColumns)[number];

export function isSealedColumn(column: string): column is SealedColumn {
	return (sealedColumns as readonly string[]).includes(column);
}

const rowsAtOnce = 2_000;

/** By a cursor: a million people pass through without being here at once. */
async function* listPeople(
	db: Kysely<unknown>,
	list: TakenIn,
	layers: readonly TakenIn[],
	columns: readonly string[],
): AsyncGenerator<Uint8Array> {
	const marks = layers.map(({ import_id }, at) => {
		const layer = sql.ref(`layer${at}`);
		return {
			over: sql` || coalesce(${layer}.marks, '{}')`,
			join: sql` left join results.mark ${layer} on ${layer}.import_id = ${import_id}
				and ${layer}.participant_id = person.participant_id`,
		};
	});
	const cells = columns
		.filter((column) => !isSealedColumn(column))
		.map((column) =>
			[...always, ...own].includes(column)
				? sql.ref(column)
				: sql`coalesce(marks ->> ${sql.lit(column)}, '')`,
		);
	await sql`
		declare people_of_run no scroll cursor for
		select json_build_array(import_id, participant_id, encode(personal, 'hex'), name, birth_date,
			gpa, preferences, array_to_json(array[${sql.join(cells)}]::text[]))::text as line
		from (
			select person.import_id, person.participant_id, person.personal, person.name,
				person.birth_date, person.gpa, vacancy_id, admin_status, preferences, priority,
				person.marks${sql.join(
					marks.map(({ over }) => over),
					sql``,
				)} as marks
			from results.participant person${sql.join(
				marks.map(({ join }) => join),
				sql``,
			)}
			where person.import_id = ${list.import_id}
			order by person.participant_id
		) people`.execute(db);
	for (;;) {
		const { rows } = await sql<{ line: string }>`
			fetch ${sql.lit(rowsAtOnce)} from people_of_run`.execute(db);
		if (rows.length === 0) break;
		yield Buffer.from(rows.map(({ line }) => line).join('\n'));
	}
	await sql`close people_of_run`.execute(db);
}

const always = ['participant_id', 'vacancy_id', 'admin_status'];
const own = ['gpa', 'birth_date', 'preferences', 'priority'];

function columnsOf(files: readonly TakenIn[], rules: SelectionRules | undefined) {
	const brought = new Set(files.flatMap(({ columns }) => columns));
	const known = [...markRules(rules, [...brought]).keys()];
	const marks = ['skd_status', 'kompetensi_status', 'skb_status', ...known];
	return [...always, ...[...marks, ...own].filter((column) => brought.has(column))];
}

async function findDecisions(
	db: Kysely<unknown>,
	taken: readonly TakenIn[],
): Promise<string | undefined> {
	const columns = ['vacancy_id', 'participant_id', 'decision', 'authority', 'reason'] as const;
	const file = taken.find(({ kind }) => kind === 'decisions');
	if (file === undefined) return undefined;
	const { rows } = await sql<Record<(typeof columns)[number], string>>`
		select vacancy_id, participant_id, decision, authority, reason
		from results.imported_decision where import_id = ${file.import_id} order by line
	`.execute(db);
	const lines = rows.map((row) => csvLine(columns.map((column) => row[column])));
	return [csvLine(columns), ...lines].join('');
}
