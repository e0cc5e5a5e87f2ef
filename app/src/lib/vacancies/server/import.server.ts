import { type Kysely, sql, type Transaction } from 'kysely';
import type {
	CellFault,
	CopyInto,
	CopyTarget,
	ImportKind,
	ImportScope,
	ReadCell,
	Staging,
	StagingConnection,
	TableChanges,
	TakenFile,
} from '../../platform/tables/kind.ts';
import { allAdded, compareTables } from '../../platform/tables/compare.server.ts';
import { duplicatesOf } from '../../platform/tables/duplicates.server.ts';
import { isTold } from '../../platform/tables/faulty-rows.ts';
import {
	judgeVacancy,
	type ListedVacancy,
	optionalColumns,
	rankingColumns,
} from '../domain/listed-vacancy.ts';
import { findListInEffect } from './listed.store.server.ts';

const listed: CopyTarget = {
	table: 'vacancies.listed',
	columns: [
		'import_id',
		'line',
		'vacancy_id',
		'agency_id',
		'position_code',
		'education_group',
		'unit_id',
		'formation_type',
		'seats',
		'special_job',
		'skb_plan',
		'filling_group',
		'title',
		'location',
		'region_code',
		'requirements',
		'salary_min',
		'salary_max',
		'open_to_disability',
	],
};

const education: CopyTarget = {
	table: 'vacancies.listed_education',
	columns: ['import_id', 'line', 'education_code'],
};

/** Lists of vacancies by file: the whole list of a season at once. */
export function vacancyImport(): ImportKind<Transaction<unknown>> {
	return {
		name: 'vacancies',
		mayBeEmpty: false,
		columns: () =>
			Promise.resolve([
				...rankingColumns.map((name) => ({ name, required: true })),
				...optionalColumns.map((name) => ({ name, required: false })),
			]),
		basis: async (trx, scope) => String((await findListInEffect(trx, scope.id)) ?? ''),
		begin: ({ importId, scope }) => Promise.resolve(new VacancyStaging(importId, scope)),
		discard,
		apply,
		undo,
	};
}

class VacancyStaging implements Staging {
	readonly targets = [listed, education];
	private readonly importId: string;
	private readonly id: number;
	private readonly scope: ImportScope;
	private readonly pppk: boolean;

	constructor(importId: number, scope: ImportScope) {
		this.id = importId;
		this.importId = String(importId);
		this.scope = scope;
		this.pppk = scope.id.startsWith('pppk-');
	}

	row(line: number, read: ReadCell, into: CopyInto): readonly CellFault[] {
		const judged = judgeVacancy(read, this.pppk);
		if (!judged.ok) {
			if (isTold(judged.faults, ['vacancy_id'])) this.putAlone(String(line), read, into);
			return judged.faults;
		}
		this.put(String(line), judged.vacancy, into);
		return [];
	}

	private putAlone(line: string, read: ReadCell, into: CopyInto): void {
		const given: Readonly<Record<string, string>> = {
			import_id: this.importId,
			line,
			vacancy_id: read('vacancy_id'),
			seats: '0',
			open_to_disability: 'f',
		};
		const unsaid = (column: string) => (column.startsWith('salary') ? null : '');
		into(
			0,
			listed.columns.map((column) => given[column] ?? unsaid(column)),
		);
	}

	private put(line: string, vacancy: ListedVacancy, into: CopyInto): void {
		const { texts } = vacancy;
		into(0, [
			this.importId,
			line,
			texts.vacancy_id,
			texts.agency_id,
			texts.position_code,
			texts.education_group,
			texts.unit_id,
			texts.formation_type,
			vacancy.seats,
			texts.special_job,
			texts.skb_plan,
			texts.filling_group,
			texts.title,
			texts.location,
			texts.region_code,
			texts.requirements,
			vacancy.salaryMin,
			vacancy.salaryMax,
			vacancy.openToDisability ? 't' : 'f',
		]);
		for (const code of vacancy.educationCodes) into(1, [this.importId, line, code]);
	}

	checkTogether(connection: StagingConnection) {
		return duplicatesOf(connection, {
			table: listed.table,
			column: 'vacancy_id',
			importId: this.id,
		});
	}

	/** A list takes the place of the one before, so what it lacks is gone. */
	async compare(connection: StagingConnection): Promise<TableChanges> {
		const [found] = await connection.query<{ before: number | null; rows: number }>(
			`select (select import_id from vacancies.list
				where season_id = $1 and undone_at is null order by position desc limit 1) as before,
				(select count(*) from vacancies.listed where import_id = $2) as rows`,
			[this.scope.id, this.id],
		);
		const before = found?.before ?? null;
		if (before === null) return allAdded(found?.rows ?? 0);
		return compareTables(connection, {
			staged: rowsOfList('$1'),
			inEffect: rowsOfList('$2'),
			values: [this.id, before],
			columns: comparedColumns,
			replaces: true,
		});
	}
}

const ownColumns = listed.columns.filter(
	(column) => !['import_id', 'line', 'vacancy_id'].includes(column),
);

const comparedColumns = [...ownColumns, 'education_codes'];

/** A list with its educations in one column, as a file has them. */
function rowsOfList(importId: '$1' | '$2'): string {
	return `select line, vacancy_id as key, ${ownColumns.join(', ')}, codes as education_codes
		from vacancies.listed left join (
			select line, array_agg(education_code order by education_code) as codes
			from vacancies.listed_education where import_id = ${importId} group by line
		) educations using (line)
		where import_id = ${importId}`;
}

async function discard(trx: Kysely<unknown>, importId: number): Promise<void> {
	await sql`delete from vacancies.listed_education where import_id = ${importId}`.execute(trx);
	await sql`delete from vacancies.listed where import_id = ${importId}`.execute(trx);
}

async function apply(trx: Kysely<unknown>, file: TakenFile): Promise<void> {
	await sql`
		insert into vacancies.list (import_id, season_id, institution_id, rows, taken_by, brought_by)
		values (${file.importId}, ${file.scope.id}, ${file.scope.institutionId}, ${file.rows},
			${file.appliedBy}, ${file.broughtBy})
	`.execute(trx);
}

/** What was announced or ranked from a list rests on it. */
async function undo(trx: Kysely<unknown>, file: TakenFile): Promise<boolean> {
	const undone = await sql`
		update vacancies.list set undone_at = transaction_timestamp()
		where import_id = ${file.importId} and used_at is null and undone_at is null
	`.execute(trx);
	if (undone.numAffectedRows !== 1n) return false;
	await discard(trx, file.importId);
	return true;
}
