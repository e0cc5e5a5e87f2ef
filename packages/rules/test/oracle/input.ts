/** The input files as plain objects. Input is taken to be valid: faults have their own tests. */
import { decimal } from './exact.ts';
import { readTable, type Row } from './table.ts';

export interface Component {
	code: string;
	max: number;
	weight: string;
	eliminate_below?: string;
}

export interface Round {
	code: string;
	to: string[];
	from: string[];
	same: string[];
	threshold?: 'receiving' | 'own';
	other_unit?: boolean;
}

interface Selection {
	id: string;
	pack: string;
	stage?: 'skd' | 'final';
	skb?: Component[];
	skb_plans?: Record<string, Component[]>;
	fill_rounds?: Round[];
}

export interface Vacancy {
	vacancy_id: string;
	agency_id: string;
	position_code: string;
	education_group: string;
	unit_id: string;
	formation_type: string;
	special_job: string;
	filling_group: string;
	skb_plan: string;
	seats: number;
}

export interface Participant {
	id: string;
	vacancy: Vacancy;
	row: Row;
	preferences: string[];
}

export interface Decision {
	vacancy: string;
	participant: string;
	decision: string;
}

export interface Files {
	selection: Uint8Array;
	vacancies: Uint8Array;
	participants: Uint8Array;
	decisions?: Uint8Array;
}

export interface Input {
	selection: Selection;
	vacancies: Vacancy[];
	participants: Participant[];
	decisions: Decision[];
}

function readVacancy(row: Row): Vacancy {
	const field = (name: string) => row.get(name) ?? '';
	return {
		vacancy_id: field('vacancy_id'),
		agency_id: field('agency_id'),
		position_code: field('position_code'),
		education_group: field('education_group'),
		unit_id: field('unit_id'),
		formation_type: field('formation_type'),
		special_job: field('special_job'),
		filling_group: field('filling_group'),
		skb_plan: field('skb_plan'),
		seats: Number(field('seats')),
	};
}

export function readInput(files: Files): Input {
	const selection = JSON.parse(new TextDecoder().decode(files.selection)) as Selection;
	const vacancies = readTable(files.vacancies).map(readVacancy);
	const byId = new Map(vacancies.map((vacancy) => [vacancy.vacancy_id, vacancy]));
	const participants = readTable(files.participants).map((row): Participant => {
		const vacancy = byId.get(row.get('vacancy_id') ?? '');
		if (vacancy === undefined) throw new Error('the oracle takes valid input only');
		const preferences = (row.get('preferences') ?? '').split('|').filter((unit) => unit !== '');
		return { id: row.get('participant_id') ?? '', vacancy, row, preferences };
	});
	const decisions = (files.decisions === undefined ? [] : readTable(files.decisions)).map(
		(row): Decision => ({
			vacancy: row.get('vacancy_id') ?? '',
			participant: row.get('participant_id') ?? '',
			decision: row.get('decision') ?? '',
		}),
	);
	return { selection, vacancies, participants, decisions };
}

/** Whole marks; absent stays undefined. */
export function whole(row: Row, name: string): number | undefined {
	const field = row.get(name) ?? '';
	return field === '' ? undefined : Number(field);
}

/** A mark of at most three decimals in thousandths; absent stays undefined. */
export function thousandths(row: Row, name: string): bigint | undefined {
	const field = row.get(name) ?? '';
	return field === '' ? undefined : decimal(field, 3);
}

/**
 * The last two legal keys, higher is better: GPA, then age. The public form carries ranks where
 * the full form carries the values; a missing value stands behind every present one.
 */
export function tieKeys(row: Row, withGpa: boolean): number[] {
	const gpa = row.get('gpa') ?? '';
	const born = row.get('birth_date') ?? '';
	const gpaOrder = whole(row, 'gpa_order');
	const ageOrder = whole(row, 'age_order');
	const byGpa = gpa === '' ? -1 : Number(decimal(gpa, 2));
	const byAge = born === '' ? -Infinity : -Number(born.replaceAll('-', ''));
	const age = ageOrder === undefined ? byAge : -ageOrder;
	return withGpa ? [gpaOrder === undefined ? byGpa : -gpaOrder, age] : [age];
}
