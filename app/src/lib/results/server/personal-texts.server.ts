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

/**
 * Staged decisions whose public words name somebody of the selection. The publication would refuse
 * them for good; here the committee still has the file open.
 */
export async function* personalTexts(
	connection: StagingConnection,
	sealing: Pick<Sealing, 'open'>,
	staged: { readonly importId: number; readonly participantsId: number | undefined },
): AsyncGenerator<readonly LineFault[]> {
	for (const column of publicColumns) {
		const texts = await connection.query<{ text: string }>(
			`select distinct ${column} as text from results.imported_decision where import_id = $1`,
			[staged.importId],
		);
		const found = await namedIn(connection, sealing, staged.participantsId, texts);
		if (found.length === 0) continue;
		const lines = connection.batches<{ line: number }>(
			`select line from results.imported_decision
			where import_id = $1 and ${column} = any($2) order by line`,
			[staged.importId, found],
		);
		for await (const rows of lines) {
			yield rows.map(({ line }) => ({ line, column, code: 'personal_text', value: '***' }));
		}
	}
}

async function namedIn(
	connection: StagingConnection,
	sealing: Pick<Sealing, 'open'>,
	participantsId: number | undefined,
	texts: readonly { readonly text: string }[],
): Promise<readonly string[]> {
	const found = new Set<string>();
	if (texts.length === 0 || participantsId === undefined) return [];
	const holding = nameFinder(texts.map(({ text }) => text));
	const people = connection.batches<PersonRow>(
		`select import_id, participant_id, personal, name, birth_date, gpa, preferences
		from results.participant where import_id = $1`,
		[participantsId],
	);
	for await (const rows of people) {
		for (const row of rows) {
			for (const text of holding(personOf(sealing, row).name)) found.add(text);
		}
	}
	return [...found];
}
