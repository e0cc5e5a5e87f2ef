import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type {
	Bilingual,
	EducationLevel,
	FormationType,
	ScheduleDraft,
	ScheduleStep,
	ShownCount,
	TimeZoneName,
	VacancyDetail,
} from '../contract.ts';

/**
 * Rows of the schema `vacancies`; see the migration for what each column means. A type and not an
 * interface: Kysely asks for an index signature.
 */
export type VacanciesTables = {
	'vacancies.institution': InstitutionTable;
	'vacancies.season': SeasonTable;
	'vacancies.vacancy': VacancyTable;
	'vacancies.change': ChangeTable;
};

export interface InstitutionTable {
	id: string;
	name: string;
	short_name: string;
	zone: TimeZoneName;
}

export type StageCounts = Partial<Record<ScheduleStep['key'], number>>;

export interface SeasonTable {
	id: string;
	institution_id: string;
	title: Json<Bilingual>;
	schedule: Json<readonly ScheduleDraft[]>;
	/** Null until it is announced. */
	document: string | null;
	selection_ids: ColumnType<string[], string[] | undefined, string[]>;
	stage_counts: ColumnType<StageCounts, string | undefined, string>;
	announced_at: Date | null;
	/** By a committee, on its own page; null where the season came announced. */
	opened_at: Date | null;
	opened_by: string | null;
}

/** What only the page of one vacancy shows. */
export type StoredDetail = Pick<
	VacancyDetail,
	'requirements' | 'documents' | 'weights' | 'eliminateBelow' | 'need'
>;

export interface VacancyTable {
	id: string;
	season_id: string;
	title: string;
	unit: string;
	location: string;
	formation_type: FormationType;
	education: string;
	education_level: EducationLevel;
	seats: number;
	applicants: number | null;
	/** Why the number of applicants is not shown; null where it is. */
	applicants_hidden: Exclude<ShownCount, number> | null;
	opens_at: Date;
	closes_at: Date;
	open_to_disability: boolean;
	salary_min: number;
	salary_max: number;
	detail: Json<StoredDetail>;
	search_text: string;
}

export interface ChangeTable {
	id: Generated<number>;
	season_id: string;
	at: Date;
	text: Json<Bilingual>;
	entry: JSONColumnType<{ id: string; stream: string; sequence: number }>;
	entry_index: number | null;
}

/** JSON columns are written as text and read parsed. */
type Json<T> = ColumnType<T, string, string>;
