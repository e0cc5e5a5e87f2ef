import * as m from '$lib/paraglide/messages';
import type {
	FaultView,
	ImportKindName,
	ImportOutcome,
	ImportState,
	ImportView,
	RowFault,
	UploadOutcome,
} from '../contract.ts';
import { dec, num } from '$lib/ui/locale.ts';

export function kindName(kind: ImportKindName): string {
	switch (kind) {
		case 'vacancies':
			return m.impor_kind_vacancies();
		case 'participants':
			return m.impor_kind_participants();
		case 'marks':
			return m.impor_kind_marks();
		case 'decisions':
			return m.impor_kind_decisions();
	}
}

export function stateName(state: ImportState): string {
	const names: Readonly<Record<ImportState, () => string>> = {
		mapping: m.impor_state_mapping,
		checking: m.impor_state_checking,
		failed: m.impor_state_failed,
		faulty: m.impor_state_faulty,
		ready: m.impor_state_ready,
		applied: m.impor_state_applied,
		undone: m.impor_state_undone,
		cancelled: m.impor_state_cancelled,
		unchanged: m.impor_state_unchanged,
		unreadable: m.impor_state_unreadable,
	};
	return names[state]();
}

/** The outcome, as the page's first heading says it. */
export function headline(file: ImportView): string {
	switch (file.state) {
		case 'mapping':
			return m.impor_head_mapping();
		case 'checking':
			return m.impor_head_checking();
		case 'failed':
			return m.impor_head_failed();
		case 'faulty':
			if (file.rows === 0) return m.impor_head_no_rows();
			return m.impor_head_faulty({ count: num(file.faultyRows) });
		case 'ready':
			return m.impor_head_ready({ count: num(file.rows) });
		case 'applied':
			return m.impor_head_applied({ count: num(file.rows) });
		case 'undone':
			return m.impor_head_undone();
		case 'cancelled':
			return m.impor_head_cancelled();
		case 'unchanged':
			return m.impor_head_unchanged();
		case 'unreadable':
			return m.impor_head_unreadable();
	}
}

/** What a person does now. */
export function action(state: ImportState): string {
	switch (state) {
		case 'mapping':
			return m.impor_do_mapping();
		case 'checking':
			return m.impor_do_checking();
		case 'failed':
			return m.impor_do_failed();
		case 'faulty':
			return m.impor_do_faulty();
		case 'ready':
			return m.impor_do_ready();
		case 'applied':
			return m.impor_do_applied();
		case 'unreadable':
			return m.impor_do_unreadable();
		case 'undone':
		case 'cancelled':
		case 'unchanged':
			return m.impor_do_nothing();
	}
}

/** How far the reading of a file is. */
export function progressOf({ bytes, rows, progress }: ImportView): {
	readonly percent: number;
	readonly said: string;
} {
	const done = progress ?? { bytes, rows };
	const percent = bytes === 0 ? 0 : Math.min(100, Math.floor((done.bytes * 100) / bytes));
	const read = num(done.rows);
	if (done.bytes === 0) return { percent, said: m.impor_progress_waiting() };
	if (percent === 100) return { percent, said: m.impor_progress_comparing({ rows: read }) };
	return { percent, said: m.impor_progress({ rows: read, percent: num(percent) }) };
}

const steps: Readonly<Record<ImportState, number>> = {
	mapping: 2,
	checking: 3,
	failed: 3,
	faulty: 3,
	unreadable: 3,
	ready: 4,
	applied: 5,
	undone: 5,
	cancelled: 5,
	unchanged: 5,
};

/** Which of the four steps is next; 5 when all are behind. */
export function stepOf(state: ImportState): number {
	return steps[state];
}

interface FaultWords {
	readonly wrong: () => string;
	readonly mend: () => string;
}

/** What may be said of a fault: which, and the bound that it passed. */
type SaidFault = Pick<RowFault, 'code' | 'limit'>;

/** Every fault that any kind of file can have: what is wrong, and what to do about it. */
const faults: Readonly<Record<FaultView['code'], FaultWords>> = {
	malformed_quotes: { wrong: m.impor_wrong_quotes, mend: m.impor_mend_quotes },
	not_utf8: { wrong: m.impor_wrong_utf8, mend: m.impor_mend_utf8 },
	record_too_long: { wrong: m.impor_wrong_record, mend: m.impor_mend_quotes },
	too_many_fields: { wrong: m.impor_wrong_many, mend: m.impor_mend_fields },
	too_few_fields: { wrong: m.impor_wrong_few, mend: m.impor_mend_fields },
	no_rows: { wrong: m.impor_wrong_no_rows, mend: m.impor_mend_no_rows },
	value_missing: { wrong: m.impor_wrong_empty, mend: m.impor_mend_empty },
	too_long: { wrong: m.impor_wrong_long, mend: m.impor_mend_long },
	control_character: { wrong: m.impor_wrong_control, mend: m.impor_mend_control },
	duplicate_id: { wrong: m.impor_wrong_twice, mend: m.impor_mend_twice },
	unknown_formation_type: { wrong: m.impor_wrong_formation, mend: m.impor_mend_formation },
	unknown_vacancy: { wrong: m.impor_wrong_vacancy, mend: m.impor_mend_vacancy },
	unknown_participant: { wrong: m.impor_wrong_participant, mend: m.impor_mend_participant },
	unknown_status: { wrong: m.impor_wrong_status, mend: m.impor_mend_status },
	unknown_decision: { wrong: m.impor_wrong_decision, mend: m.impor_mend_decision },
	personal_text: { wrong: m.impor_wrong_personal, mend: m.impor_mend_personal },
	unknown_priority: { wrong: m.impor_wrong_priority, mend: m.impor_mend_priority },
	not_an_integer: { wrong: m.impor_wrong_integer, mend: m.impor_mend_integer },
	not_a_number: { wrong: m.impor_wrong_number, mend: m.impor_mend_number },
	negative: { wrong: m.impor_wrong_negative, mend: m.impor_mend_negative },
	out_of_range: { wrong: m.impor_wrong_range, mend: m.impor_mend_range },
	too_many_decimals: { wrong: m.impor_wrong_decimals, mend: m.impor_mend_decimals },
	impossible_date: { wrong: m.impor_wrong_date, mend: m.impor_mend_date },
	mark_missing: { wrong: m.impor_wrong_mark, mend: m.impor_mend_mark },
	formula: { wrong: m.impor_wrong_formula, mend: m.impor_mend_formula },
	digits_lost: { wrong: m.impor_wrong_digits, mend: m.impor_mend_digits },
	spreadsheet_error: { wrong: m.impor_wrong_sheet_error, mend: m.impor_mend_sheet_error },
	salary_reversed: { wrong: m.impor_wrong_salary, mend: m.impor_mend_salary },
	not_yes_or_no: { wrong: m.impor_wrong_yes, mend: m.impor_mend_yes },
	malformed_region_code: { wrong: m.impor_wrong_region, mend: m.impor_mend_region },
	malformed_education_code: { wrong: m.impor_wrong_education, mend: m.impor_mend_education },
};

export function whatIsWrong({ code, limit }: SaidFault): string {
	if (code === 'out_of_range' && limit !== undefined) {
		return m.impor_wrong_range_limit({ limit: dec(limit) });
	}
	return faults[code].wrong();
}

export function howToMend({ code, limit }: SaidFault): string {
	if (code === 'out_of_range' && limit !== undefined) {
		return m.impor_mend_range_limit({ limit: dec(limit) });
	}
	return faults[code].mend();
}

/** A fault in one line, for whoever has the row before them. */
export function faultInWords(fault: RowFault): string {
	const text = whatIsWrong(fault);
	const wrong =
		fault.otherLine === undefined
			? text
			: m.impor_fault_other({ text, line: num(fault.otherLine) });
	return fault.column === '' ? wrong : `${fault.column}: ${wrong}`;
}

type Refused = Extract<ImportOutcome | UploadOutcome, { kind: 'refused' }>['code'];

interface Refusing {
	readonly status: number;
	readonly text: () => string;
}

const refusals: Readonly<Record<Refused, Refusing>> = {
	'imports.no_file': { status: 400, text: m.impor_refused_no_file },
	'imports.empty_file': { status: 400, text: m.impor_refused_empty },
	'imports.other_format': { status: 400, text: m.impor_refused_other_format },
	'imports.too_many_columns': { status: 400, text: m.impor_refused_columns },
	'imports.too_large': { status: 413, text: m.impor_refused_too_large },
	'imports.not_a_table': { status: 400, text: m.impor_refused_not_a_table },
	'imports.wrong_encoding': { status: 400, text: m.impor_refused_encoding },
	'imports.old_workbook': { status: 400, text: m.impor_refused_old_workbook },
	'imports.kind_unknown': { status: 400, text: m.impor_refused_kind },
	'imports.scope_of_another_institution': { status: 403, text: m.impor_refused_scope },
	'imports.damaged': { status: 422, text: m.impor_refused_damaged },
	'imports.unknown': { status: 404, text: m.impor_refused_unknown },
	'imports.not_in_this_state': { status: 409, text: m.impor_refused_state },
	'imports.used': { status: 409, text: m.impor_refused_used },
	'imports.rested_on': { status: 409, text: m.impor_refused_rested_on },
	'imports.basis_moved': { status: 409, text: m.impor_refused_basis },
	'imports.mapping_incomplete': { status: 409, text: m.impor_refused_mapping },
	'imports.log_stopped': { status: 503, text: m.impor_refused_log },
};

export function importRefusal(code: Refused): { readonly status: number; readonly text: string } {
	const { status, text } = refusals[code];
	return { status, text: text() };
}

/** Sentence for `imports.<code>` as an address carries it; nothing for a code that is none of ours. */
export function refusalText(code: string): string | undefined {
	const full = `imports.${code}`;
	return Object.hasOwn(refusals, full) ? refusals[full as Refused].text() : undefined;
}

/** Of the doors, not of the files: a session that ended, a role that was withdrawn, a full disk. */
const doors: Readonly<Record<string, () => string>> = {
	'http.signed_out': m.impor_refused_signed_out,
	'http.forbidden': m.impor_refused_role,
	'imports.no_room': m.impor_refused_room,
	'file.moved': m.impor_refused_moved,
	other: m.impor_refused_other,
};

/** Every sentence by which an upload that a script sends can end. */
export function sendingRefusals(): readonly { readonly code: string; readonly text: string }[] {
	const own = Object.entries(refusals).map(([code, { text }]) => ({ code, text: text() }));
	return [...own, ...Object.entries(doors).map(([code, text]) => ({ code, text: text() }))];
}
