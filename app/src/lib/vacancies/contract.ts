import type { Permission } from '../identity/contract.ts';
import type { Bilingual } from './domain/bilingual.ts';
import type { Institution, InstitutionDraft, InstitutionFault } from './domain/institution.ts';
import type { SelectionDraft, SelectionFault } from './domain/opened-selection.ts';
import type { ShownCount } from './domain/shown-counts.ts';

/**
 * What others may know about vacancies: read models of the public pages, all strings ready to be
 * formatted, all times RFC 3339 UTC. Amounts are whole rupiah a month.
 */

export {
	isSmall,
	type ShownColumn,
	type ShownCount,
	showColumn,
	showCount,
} from './domain/shown-counts.ts';

export type { Bilingual } from './domain/bilingual.ts';
export {
	type Institution,
	type InstitutionDraft,
	type InstitutionFault,
	type TimeZoneName,
	timeZones,
} from './domain/institution.ts';
export type { SelectionDraft, SelectionFault } from './domain/opened-selection.ts';

export type FormationType =
	'umum' | 'cumlaude' | 'diaspora' | 'disabilitas' | 'papua' | 'kalimantan' | 'daerah_tertinggal';

export type EducationLevel = 'sma' | 'diploma' | 'sarjana' | 'profesi' | 'magister';

export interface ScheduleStep {
	readonly key:
		| 'announcement'
		| 'registration'
		| 'screening'
		| 'screening_appeal'
		| 'skd'
		| 'skb'
		| 'final_result'
		| 'final_appeal'
		| 'filing'
		| 'appointment';
	readonly name: Bilingual;
	readonly startsAt: string;
	/** Absent: a single day or moment. */
	readonly endsAt?: string;
	readonly state: 'done' | 'now' | 'next';
	/** People who reached this step, where it is known and may be shown. */
	readonly count?: number;
	readonly note?: Bilingual;
}

export interface Vacancy {
	readonly id: string;
	readonly seasonId: string;
	readonly institution: Institution;
	readonly title: string;
	/** `UPTD Puskesmas Talise, Dinas Kesehatan`. */
	readonly unit: string;
	readonly location: string;
	readonly formationType: FormationType;
	readonly education: string;
	readonly educationLevel: EducationLevel;
	readonly seats: number;
	/** Applications sent so far, if they are not too few to show; absent before registration. */
	readonly applicants?: ShownCount;
	readonly registration: { readonly opensAt: string; readonly closesAt: string };
	readonly openToDisability: boolean;
	readonly salaryMin: number;
	readonly salaryMax: number;
}

export interface VacancyDetail extends Vacancy {
	readonly requirements: readonly Bilingual[];
	readonly documents: readonly { name: Bilingual; checked: Bilingual; form: Bilingual }[];
	/** Shares of the final score, summing to 100. */
	readonly weights: readonly { name: Bilingual; percent: number }[];
	readonly eliminateBelow?: { readonly component: Bilingual; readonly mark: number };
	/** From the workload analysis of the year. */
	readonly need?: { readonly needed: number; readonly filled: number };
	readonly schedule: readonly ScheduleStep[];
	readonly changes: readonly { at: string; text: Bilingual; entryIndex?: number }[];
	/** The selection whose results cover this vacancy, once one is published. */
	readonly selectionId?: string;
}

export interface VacancySearch {
	readonly q: string;
	readonly institutions: readonly string[];
	readonly educationLevels: readonly EducationLevel[];
	readonly formationTypes: readonly FormationType[];
	readonly openOnly: boolean;
	readonly sort: 'fewest_applicants' | 'most_seats' | 'closing_soon';
	/** From 1. */
	readonly page: number;
}

export interface Facet<T extends string> {
	readonly value: T;
	readonly count: number;
}

export interface VacancyPage {
	readonly items: readonly Vacancy[];
	readonly total: number;
	readonly seats: number;
	readonly page: number;
	readonly pages: number;
	readonly facets: {
		readonly institutions: readonly (Facet<string> & { readonly name: string })[];
		readonly educationLevels: readonly Facet<EducationLevel>[];
		readonly formationTypes: readonly Facet<FormationType>[];
		readonly open: number;
	};
}

/** A season is one government's recruitment of one year: `cpns-2026-kota-palu`. */
export interface Season {
	readonly id: string;
	readonly title: Bilingual;
	readonly institution: Institution;
	readonly vacancies: number;
	readonly seats: number;
	readonly schedule: readonly ScheduleStep[];
	readonly now: { readonly stage: Bilingual; readonly action: Bilingual; readonly until?: string };
	readonly selectionIds: readonly string[];
	/** False: a committee prepares it, and no page of the public shows it. */
	readonly announced: boolean;
}

interface Incomplete<Fault extends string> {
	readonly kind: 'refused';
	readonly code: 'vacancies.form_incomplete';
	readonly faults: readonly Fault[];
}

export type InstitutionOutcome =
	| { readonly kind: 'named'; readonly id: string }
	| Incomplete<InstitutionFault>
	| {
			readonly kind: 'refused';
			readonly code:
				| 'vacancies.institution_exists'
				| 'vacancies.institution_unknown'
				| 'vacancies.changed_meanwhile'
				| 'vacancies.log_stopped';
	  };

export type SelectionOutcome =
	| { readonly kind: 'opened' | 'renamed'; readonly id: string }
	| Incomplete<SelectionFault>
	| {
			readonly kind: 'refused';
			readonly code:
				| 'vacancies.institution_unknown'
				| 'vacancies.selection_exists'
				| 'vacancies.changed_meanwhile'
				/** Announced or published: its title stands in public. */
				| 'vacancies.selection_shown';
	  };

export interface VacanciesApi {
	institutions(): Promise<readonly Institution[]>;
	search(query: VacancySearch): Promise<VacancyPage>;
	findVacancy(id: string): Promise<VacancyDetail | undefined>;
	/** Announced seasons, most urgent deadline first. */
	seasons(): Promise<readonly Season[]>;
	/** Announced or not; an institution's own pages show both. */
	findSeason(id: string): Promise<Season | undefined>;
	/** What the staff of these institutions work on, announced or not, by id. */
	seasonsOf(institutions: 'all' | readonly string[]): Promise<readonly Season[]>;

	nameInstitution(
		permission: Permission<'institution.name'>,
		draft: InstitutionDraft,
		opened: 'new' | InstitutionDraft,
	): Promise<InstitutionOutcome>;
	openSelection(
		permission: Permission<'selection.prepare'>,
		draft: SelectionDraft,
	): Promise<SelectionOutcome>;
	renameSelection(
		permission: Permission<'selection.prepare'>,
		id: string,
		title: Bilingual,
		opened: Bilingual,
	): Promise<SelectionOutcome>;
}

/** A step of a schedule as a committee announces it; its state follows from the clock. */
export type ScheduleDraft = Omit<ScheduleStep, 'state'>;

/** A vacancy as it is announced; what many share (institution, window) stands in the season. */
export interface VacancyDraft {
	readonly id: string;
	readonly title: string;
	readonly unit: string;
	readonly location: string;
	readonly formationType: FormationType;
	readonly education: string;
	readonly educationLevel: EducationLevel;
	readonly seats: number;
	readonly applicants?: number;
	readonly openToDisability: boolean;
	readonly salaryMin: number;
	readonly salaryMax: number;
	readonly requirements: VacancyDetail['requirements'];
	readonly documents: VacancyDetail['documents'];
	readonly weights: VacancyDetail['weights'];
	readonly eliminateBelow?: NonNullable<VacancyDetail['eliminateBelow']>;
	readonly need?: NonNullable<VacancyDetail['need']>;
}

/** The announcement of one season: what is digested into the entry `vacancy.published`. */
export interface SeasonDraft {
	readonly id: string;
	readonly title: Bilingual;
	readonly institution: Institution;
	readonly schedule: readonly ScheduleDraft[];
	readonly vacancies: readonly VacancyDraft[];
}

/** Title and unit of a vacancy, for capabilities that know it by its id. */
export interface VacancyLabel {
	readonly id: string;
	readonly title: string;
	readonly unit: string;
}

export interface VacancyCommands {
	/**
	 * Announces a season with its vacancies and its log entry. A season that is there stays as it is.
	 * @param at the moment of the announcement, where it is not now
	 */
	announceSeason(
		draft: SeasonDraft,
		at?: Date,
	): Promise<{ readonly kind: 'announced' | 'already_announced' }>;
	/** When the first season of this installation was announced. */
	findFirstAnnouncement(): Promise<Date | undefined>;
	/** States a change of the announcement, with its log entry; the same text twice is one change. */
	announceChange(seasonId: string, text: Bilingual): Promise<void>;
	/** A selection of this season has been published: its people per step. Repeating is harmless. */
	recordSelection(
		seasonId: string,
		selectionId: string,
		counts: Readonly<Partial<Record<ScheduleStep['key'], number>>>,
	): Promise<void>;
	/** Labels of the vacancies of a season, by id. */
	/** @param ids of those that are wanted; all where absent */
	labels(seasonId: string, ids?: readonly string[]): Promise<ReadonlyMap<string, VacancyLabel>>;
}

/** Where a schedule stands. */
export interface SchedulePosition {
	readonly step: ScheduleStep;
	/** From 1. */
	readonly number: number;
	readonly of: number;
}

/** The step that is running; none before the first, between two and after the last. */
export function currentStep(schedule: readonly ScheduleStep[]): SchedulePosition | undefined {
	const index = schedule.findIndex(({ state }) => state === 'now');
	const step = schedule[index];
	return step === undefined ? undefined : { step, number: index + 1, of: schedule.length };
}
