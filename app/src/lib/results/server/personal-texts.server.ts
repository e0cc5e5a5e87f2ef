import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import type { LineFault, StagingConnection } from '../../platform/tables/kind.ts';
import { publicColumns } from '../domain/imported-rows.ts';
import { nameFinder } from '../domain/public-text.ts';
import { type ImportedPerson, personOf } from './imported-person.server.ts';

type PersonRow = ImportedPerson & {
	readonly import_id: number;
	readonly participant_id: string;
	readonly personal: Buffer | null;
};

interface Lists {
	readonly importId: number;
	readonly participantsId: number | undefined;
}

/**
 * Staged decisions whose public words name somebody of the selection. The publication would refuse
 * them for good; here the committee still has the file open. Gives a part now and then even where
 * it found nothing: a list of a million people takes a while to open, and may be cancelled.
 */
export async function* personalTexts(
	connection: StagingConnection,
	sealing: Pick<Sealing, 'open'>,
	{ importId, participantsId }: Lists,
): AsyncGenerator<readonly LineFault[]> {
	const texts = await connection.query<{ text: string }>(
		`select authority as text from results.imported_decision where import_id = $1
		union select reason from results.imported_decision where import_id = $1`,
		[importId],
	);
	if (texts.length === 0 || participantsId === undefined) return;
	const holding = nameFinder(texts.map(({ text }) => text));
	const found = new Set<string>();
	const people = connection.batches<PersonRow>(
		`select import_id, participant_id, personal, name, birth_date, gpa, preferences
		from results.participant where import_id = $1`,
		[participantsId],
	);
	for await (const rows of people) {
		for (const row of rows) {
			for (const text of holding(personOf(sealing, row).name)) found.add(text);
		}
		yield [];
	}
	for (const column of publicColumns) yield* linesOf(connection, importId, column, [...found]);
}

async function* linesOf(
	connection: StagingConnection,
	importId: number,
	column: (typeof publicColumns)[number],
	texts: readonly string[],
): AsyncGenerator<readonly LineFault[]> {
	const lines = connection.batches<{ line: number }>(
		`select line from results.imported_decision
		where import_id = $1 and ${column} = any($2) order by line`,
		[importId, texts],
	);
	for await (const rows of lines) {
		yield rows.map(({ line }) => ({ line, column, code: 'personal_text', value: '***' }));
	}
}
