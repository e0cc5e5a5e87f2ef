import { holdsIdentifier } from './public-text.ts';

/** Rows that a committee hands in about people: what each may say, whatever the others say. */

export interface ImportedFault {
	readonly column: string;
	readonly code:
		| 'value_missing'
		| 'too_long'
		| 'control_character'
		| 'unknown_status'
		| 'unknown_vacancy'
		| 'unknown_decision'
		| 'unknown_priority'
		| 'negative'
		| 'not_an_integer'
		| 'not_a_number'
		| 'too_many_decimals'
		| 'out_of_range'
		| 'impossible_date'
		| 'mark_missing'
		| 'personal_text';
	readonly value: string;
	/** The bound that was passed. */
	readonly limit?: string;
}

/** A mark's bounds; thousandths, so that a comparison never rounds. */
export interface MarkRule {
	readonly decimals: 0 | 3;
	/** Absent where the rules of the selection are not known yet. */
	readonly max?: number;
}

export const skdMarks = ['twk', 'tiu', 'tkp'] as const;
export const pppkMarks = ['teknis', 'manajerial', 'sosiokultural', 'wawancara'] as const;
export const statusColumns = ['skd_status', 'skb_status', 'kompetensi_status'] as const;

const statuses: ReadonlySet<string> = new Set(['hadir', 'TH', 'DIS', 'APS']);
const priorities: ReadonlySet<string> = new Set(['R1', 'R2', 'R3', 'R4', 'R5']);

export type Read = (column: string) => string;
type Note = (column: string, code: ImportedFault['code'], limit?: number) => void;

/** Writes faults of one row down, each with what stands in its cell. */
function noting(read: Read): { readonly faults: ImportedFault[]; readonly fault: Note } {
	const faults: ImportedFault[] = [];
	const fault: Note = (column, code, limit) =>
		void faults.push({
			column,
			code,
			value: read(column),
			...(limit === undefined ? {} : { limit: String(limit) }),
		});
	return { faults, fault };
}

/** A cell that stands in a file for a number: the point is written as a comma in Indonesia. */
function canonicalNumber(text: string): string {
	return text.replace(',', '.');
}

/** @returns the mark as `results.csv` and the rules read it; its faults are noted */
function readMark(column: string, text: string, rule: MarkRule, fault: Note): string {
	if (text === '') return '';
	const mark = canonicalNumber(text);
	const parts = /^(-?)(\d{1,9})(?:\.(\d+))?$/u.exec(mark);
	if (parts === null) {
		fault(column, rule.decimals === 0 ? 'not_an_integer' : 'not_a_number');
		return text;
	}
	const [, sign = '', whole = '', fraction = ''] = parts;
	if (sign === '-') fault(column, 'negative');
	else if (fraction.length > rule.decimals) {
		fault(column, rule.decimals === 0 ? 'not_an_integer' : 'too_many_decimals');
	} else if (rule.max !== undefined) {
		if (Number(whole) * 1_000 + Number(fraction.padEnd(3, '0')) > rule.max) {
			fault(column, 'out_of_range', rule.max / 1_000);
		}
	}
	return mark;
}

/** Marks and attendance of one row, by column; columns that the file lacks say nothing. */
export function judgeMarks(
	read: Read,
	columns: readonly string[],
	rules: ReadonlyMap<string, MarkRule>,
): { readonly marks: Readonly<Record<string, string>>; readonly faults: readonly ImportedFault[] } {
	const { faults, fault } = noting(read);
	const marks: Record<string, string> = {};
	for (const column of columns) {
		const rule = rules.get(column);
		if (rule !== undefined) {
			marks[column] = readMark(column, read(column), rule, fault);
		} else if ((statusColumns as readonly string[]).includes(column)) {
			const status = read(column);
			if (status !== '' && !statuses.has(status)) fault(column, 'unknown_status');
			marks[column] = status;
		}
	}
	missingMarks(marks, columns, fault);
	return { marks, faults };
}

/** A row of a file that brings marks alone. */
export function judgeMarkRow(
	read: Read,
	columns: readonly string[],
	rules: ReadonlyMap<string, MarkRule>,
): ReturnType<typeof judgeMarks> & { readonly participantId: string } {
	const { faults, fault } = noting(read);
	judgeRequired(['participant_id'], read, fault);
	const judged = judgeMarks(read, columns, rules);
	return {
		participantId: read('participant_id'),
		marks: judged.marks,
		faults: [...faults, ...judged.faults],
	};
}

/** Who is present in a stage has the marks of its columns in the same file. */
function missingMarks(
	marks: Readonly<Record<string, string>>,
	columns: readonly string[],
	fault: Note,
): void {
	const stages = [
		['skd_status', skdMarks],
		['kompetensi_status', pppkMarks],
	] as const;
	for (const [status, needed] of stages) {
		if (marks[status] !== 'hadir') continue;
		for (const column of needed) {
			if (columns.includes(column) && marks[column] === '') fault(column, 'mark_missing');
		}
	}
	const components = columns.filter(
		(column) => /^skb(?:_|$)/u.test(column) && column !== 'skb_status',
	);
	const [first] = components;
	if (marks['skb_status'] !== 'hadir' || first === undefined) return;
	// Which components a vacancy's plan asks for, only the rules can say; none at all is no mark.
	if (components.every((column) => marks[column] === '')) fault(first, 'mark_missing');
}

export interface ImportedParticipant {
	readonly participantId: string;
	readonly vacancyId: string;
	readonly adminStatus: string;
	readonly name: string;
	readonly birthDate: string;
	readonly gpa: string;
	readonly preferences: string;
	readonly priority: string;
}

export function judgeParticipant(
	read: Read,
	isVacancy: (id: string) => boolean,
): { readonly participant: ImportedParticipant; readonly faults: readonly ImportedFault[] } {
	const { faults, fault } = noting(read);
	judgeRequired(['participant_id', 'vacancy_id', 'admin_status', 'name'], read, fault);
	judgeText('preferences', read('preferences'), 2_000, fault);
	if (read('vacancy_id') !== '' && !isVacancy(read('vacancy_id'))) {
		fault('vacancy_id', 'unknown_vacancy');
	}
	const adminStatus = read('admin_status');
	if (adminStatus !== '' && adminStatus !== 'MS' && adminStatus !== 'TMS') {
		fault('admin_status', 'unknown_status');
	}
	const priority = read('priority');
	if (priority !== '' && !priorities.has(priority)) fault('priority', 'unknown_priority');
	const birthDate = read('birth_date');
	if (birthDate !== '' && !isDate(birthDate)) fault('birth_date', 'impossible_date');
	return {
		faults: [...faults, ...gpaFaults(read('gpa'))],
		participant: {
			participantId: read('participant_id'),
			vacancyId: read('vacancy_id'),
			adminStatus,
			name: read('name'),
			birthDate,
			gpa: canonicalNumber(read('gpa')),
			preferences: read('preferences'),
			priority,
		},
	};
}

function gpaFaults(text: string): readonly ImportedFault[] {
	if (text === '') return [];
	const of = (code: ImportedFault['code']) => [{ column: 'gpa', code, value: text }];
	const tooHigh = [{ column: 'gpa', code: 'out_of_range' as const, value: text, limit: '100' }];
	const parts = /^(-?)(\d{1,9})(?:\.(\d+))?$/u.exec(canonicalNumber(text));
	if (parts === null) return of('not_a_number');
	const [, sign, whole, fraction = ''] = parts;
	if (sign === '-') return of('negative');
	if (fraction.length > 2) return of('too_many_decimals');
	return Number(whole) * 100 + Number(fraction.padEnd(2, '0')) > 10_000 ? tooHigh : [];
}

/** Of a decision: read by everybody, for ever. */
export const publicColumns = ['authority', 'reason'] as const;

export interface ImportedDecision {
	readonly vacancyId: string;
	readonly participantId: string;
	readonly decision: string;
	readonly authority: string;
	readonly reason: string;
}

export function judgeDecision(
	read: Read,
	isVacancy: (id: string) => boolean,
): { readonly decision: ImportedDecision; readonly faults: readonly ImportedFault[] } {
	const { faults, fault } = noting(read);
	judgeRequired(['vacancy_id', 'participant_id', 'decision', 'authority', 'reason'], read, fault);
	for (const column of publicColumns) {
		// The value is what must not be shown: the fault names its place alone.
		if (holdsIdentifier(read(column))) faults.push({ column, code: 'personal_text', value: '***' });
	}
	if (read('vacancy_id') !== '' && !isVacancy(read('vacancy_id'))) {
		fault('vacancy_id', 'unknown_vacancy');
	}
	const decision = read('decision');
	if (decision !== '' && decision !== 'L' && decision !== 'P/TL') {
		fault('decision', 'unknown_decision');
	}
	return {
		faults,
		decision: {
			vacancyId: read('vacancy_id'),
			participantId: read('participant_id'),
			decision,
			authority: read('authority'),
			reason: read('reason'),
		},
	};
}

/** As long as what goes into the log may be; an index takes no id that is much longer. */
function judgeRequired(columns: readonly string[], read: Read, fault: Note): void {
	for (const column of columns) {
		if (read(column) === '') fault(column, 'value_missing');
		judgeText(column, read(column), 300, fault);
	}
}

function judgeText(column: string, text: string, longest: number, fault: Note): void {
	if (text.length > longest) fault(column, 'too_long', longest);
	if (/\p{Cc}/u.test(text)) fault(column, 'control_character');
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(text: string): boolean {
	const parts = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text);
	if (parts === null) return false;
	const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
	const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	const days = month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0);
	return day >= 1 && day <= days;
}
