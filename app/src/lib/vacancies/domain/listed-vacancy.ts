/** A vacancy as a committee's file gives it: ranking's columns and what an announcement needs. */

export const rankingColumns = [
	'vacancy_id',
	'agency_id',
	'position_code',
	'education_group',
	'unit_id',
	'formation_type',
	'seats',
] as const;

export const optionalColumns = [
	'special_job',
	'skb_plan',
	'filling_group',
	'title',
	'location',
	'region_code',
	'requirements',
	'education_codes',
	'salary_min',
	'salary_max',
	'open_to_disability',
] as const;

export type VacancyColumn = (typeof rankingColumns)[number] | (typeof optionalColumns)[number];

export interface VacancyFault {
	readonly column: VacancyColumn;
	readonly code:
		| 'value_missing'
		| 'too_long'
		| 'control_character'
		| 'unknown_formation_type'
		| 'not_an_integer'
		| 'negative'
		| 'out_of_range'
		| 'salary_reversed'
		| 'not_yes_or_no'
		| 'malformed_region_code'
		| 'malformed_education_code';
	readonly value: string;
	/** The bound that was passed. */
	readonly limit?: string;
}

export interface ListedVacancy {
	readonly texts: Readonly<Record<(typeof textColumns)[number], string>>;
	readonly seats: string;
	readonly salaryMin: string | null;
	readonly salaryMax: string | null;
	readonly openToDisability: boolean;
	readonly educationCodes: readonly string[];
}

export type Judged =
	| { readonly ok: true; readonly vacancy: ListedVacancy }
	| { readonly ok: false; readonly faults: readonly VacancyFault[] };

/** Formation types of PermenPANRB 6/2024; PPPK knows no closed list. */
const formationTypes: ReadonlySet<string> = new Set([
	'umum',
	'cumlaude',
	'diaspora',
	'disabilitas',
	'papua',
	'kalimantan',
	'daerah_tertinggal',
]);

const textColumns = [
	'vacancy_id',
	'agency_id',
	'position_code',
	'education_group',
	'unit_id',
	'formation_type',
	'special_job',
	'skb_plan',
	'filling_group',
	'title',
	'location',
	'region_code',
	'requirements',
] as const;

const longest: Readonly<Partial<Record<VacancyColumn, number>>> = {
	title: 300,
	location: 500,
	requirements: 10_000,
};
const longestCode = 200;
const mostSeats = 1_000_000;
const highestSalary = 1_000_000_000;

const yes: ReadonlySet<string> = new Set(['1', 'ya', 'yes', 'true']);
const no: ReadonlySet<string> = new Set(['', '0', 'tidak', 'no', 'false']);

/** Keeps what one row says, or says everything that is wrong with it. */
export function judgeVacancy(read: (column: VacancyColumn) => string, pppk: boolean): Judged {
	const faults: VacancyFault[] = [];
	const fault: Note = (column, code, limit) =>
		void faults.push({
			column,
			code,
			value: read(column),
			...(limit === undefined ? {} : { limit: String(limit) }),
		});
	const texts = Object.fromEntries(
		textColumns.map((column) => [column, readText(column, read(column), fault)]),
	) as ListedVacancy['texts'];
	if (texts.vacancy_id === '') fault('vacancy_id', 'value_missing');
	if (!pppk && !formationTypes.has(texts.formation_type)) {
		fault('formation_type', 'unknown_formation_type');
	}
	if (
		texts.region_code !== '' &&
		!/^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$/u.test(texts.region_code)
	) {
		fault('region_code', 'malformed_region_code');
	}
	const whole = (column: 'seats' | 'salary_min' | 'salary_max', most: number) =>
		readWhole(column, read(column), most, fault);
	const seats = whole('seats', mostSeats);
	if (read('seats') === '') fault('seats', 'value_missing');
	const salaryMin = whole('salary_min', highestSalary);
	const salaryMax = whole('salary_max', highestSalary);
	if (salaryMin !== null && salaryMax !== null && Number(salaryMin) > Number(salaryMax)) {
		fault('salary_max', 'salary_reversed');
	}
	const open = read('open_to_disability').toLowerCase();
	if (!yes.has(open) && !no.has(open)) fault('open_to_disability', 'not_yes_or_no');
	const educationCodes = readCodes(read('education_codes'), fault);
	if (faults.length > 0) return { ok: false, faults };
	return {
		ok: true,
		vacancy: {
			texts,
			seats: seats ?? '0',
			salaryMin,
			salaryMax,
			openToDisability: yes.has(open),
			educationCodes,
		},
	};
}

type Note = (column: VacancyColumn, code: VacancyFault['code'], limit?: number) => void;

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/u;

function readText(column: VacancyColumn, text: string, fault: Note): string {
	const most = longest[column] ?? longestCode;
	if (text.length > most) fault(column, 'too_long', most);
	if (controls.test(text)) fault(column, 'control_character');
	return text;
}

function readWhole(column: VacancyColumn, text: string, most: number, fault: Note): string | null {
	if (text === '') return null;
	if (/^-\d+$/u.test(text)) fault(column, 'negative');
	else if (!/^\d+$/u.test(text)) fault(column, 'not_an_integer');
	else if (text.length > 15 || Number(text) > most) fault(column, 'out_of_range', most);
	return text;
}

/** Codes stand in one cell, `|` between them; the same one twice says it once. */
function readCodes(text: string, fault: Note): readonly string[] {
	if (text === '') return [];
	const codes = [...new Set(text.split('|').map((code) => code.trim()))];
	if (codes.some((code) => !/^[0-9A-Za-z._-]{1,40}$/u.test(code))) {
		fault('education_codes', 'malformed_education_code');
	}
	return codes;
}
