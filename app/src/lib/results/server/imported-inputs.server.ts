import { type Kysely, sql } from 'kysely';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { personOf } from './imported-person.server.ts';
import type { SelectionRules } from '../domain/selection-document.ts';
import { markRules } from './import-rules.server.ts';
import { listTakenIn, type TakenIn } from './taken-in.store.server.ts';

/** Full-form files for a run, made from what was imported; absent where nobody was. */
export interface ImportedInputs {
	readonly participants: string;
	/** `participant_id,name` */
	readonly people: string;
	readonly decisions: string;
	/** The files in effect, by number. */
	readonly imports: readonly number[];
}

interface PersonRow {
	readonly import_id: number;
	readonly personal: Buffer | null;
	readonly participant_id: string;
	readonly vacancy_id: string;
	readonly admin_status: string;
	readonly name: string;
	readonly birth_date: string;
	readonly gpa: string;
	readonly preferences: string;
	readonly priority: string;
	readonly marks: Readonly<Record<string, string>>;
}

/**
 * What is in effect now: the newest list of people, with marks laid over it in the order in which
 * they came. The columns are those that any of the files brought.
 */
export async function findImportedInputs(
	db: Kysely<unknown>,
	selectionId: string,
	rules: SelectionRules | undefined,
	sealing: Pick<Sealing, 'open'>,
): Promise<ImportedInputs | undefined> {
	const taken = await listTakenIn(db, selectionId);
	const list = taken.find(({ kind }) => kind === 'participants');
	if (list === undefined) return undefined;
	const layers = taken.filter(({ kind }) => kind === 'marks');
	const people = (await listPeople(db, list, layers)).map((row) => ({
		...row,
		...personOf(sealing, row),
	}));
	const columns = columnsOf([list, ...layers], rules);
	return {
		participants: table(
			columns,
			people.map((person) => columns.map((column) => valueOf(person, column))),
		),
		people: table(
			['participant_id', 'name'],
			people.map((person) => [person.participant_id, person.name]),
		),
		decisions: await decisionsFile(db, taken),
		imports: taken.map(({ import_id }) => import_id),
	};
}

async function listPeople(
	db: Kysely<unknown>,
	list: TakenIn,
	layers: readonly TakenIn[],
): Promise<readonly PersonRow[]> {
	const marks = layers.map(({ import_id }, at) => {
		const layer = sql.ref(`layer${at}`);
		return {
			over: sql` || coalesce(${layer}.marks, '{}')`,
			join: sql` left join results.mark ${layer} on ${layer}.import_id = ${import_id}
				and ${layer}.participant_id = person.participant_id`,
		};
	});
	const { rows } = await sql<PersonRow>`
		select person.import_id, person.personal, person.participant_id, vacancy_id, admin_status, name, birth_date, gpa, preferences,
			priority, person.marks${sql.join(
				marks.map(({ over }) => over),
				sql``,
			)} as marks
		from results.participant person${sql.join(
			marks.map(({ join }) => join),
			sql``,
		)}
		where person.import_id = ${list.import_id}
		order by person.participant_id
	`.execute(db);
	return rows;
}

const always = ['participant_id', 'vacancy_id', 'admin_status'];
const own = ['gpa', 'birth_date', 'preferences', 'priority'];

function columnsOf(files: readonly TakenIn[], rules: SelectionRules | undefined) {
	const brought = new Set(files.flatMap(({ columns }) => columns));
	const known = [...markRules(rules, [...brought]).keys()];
	const marks = ['skd_status', 'kompetensi_status', 'skb_status', ...known];
	return [...always, ...[...marks, ...own].filter((column) => brought.has(column))];
}

function valueOf(person: PersonRow, column: string): string {
	if (always.includes(column) || own.includes(column)) {
		return person[column as 'gpa'];
	}
	return person.marks[column] ?? '';
}

async function decisionsFile(db: Kysely<unknown>, taken: readonly TakenIn[]): Promise<string> {
	const columns = ['vacancy_id', 'participant_id', 'decision', 'authority', 'reason'] as const;
	const file = taken.find(({ kind }) => kind === 'decisions');
	if (file === undefined) return table(columns, []);
	const { rows } = await sql<Record<(typeof columns)[number], string>>`
		select vacancy_id, participant_id, decision, authority, reason
		from results.imported_decision where import_id = ${file.import_id} order by line
	`.execute(db);
	return table(
		columns,
		rows.map((row) => columns.map((column) => row[column])),
	);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
	return [columns, ...rows].map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function quoted(text: string): string {
	return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
