import * as m from '$lib/paraglide/messages';
import type { InstitutionOutcome, SelectionOutcome } from '../contract.ts';

type Code = Extract<InstitutionOutcome | SelectionOutcome, { kind: 'refused' }>['code'];

/** Every way in which vacancies says no: its status, and what a person reads. */
const refusals: Readonly<Record<Code, { readonly status: number; readonly text: () => string }>> = {
	'vacancies.form_incomplete': { status: 400, text: m.vacancies_form_incomplete },
	'vacancies.institution_exists': { status: 409, text: m.vacancies_institution_exists },
	'vacancies.institution_unknown': { status: 404, text: m.vacancies_institution_unknown },
	'vacancies.changed_meanwhile': { status: 409, text: m.vacancies_changed_meanwhile },
	'vacancies.selection_exists': { status: 409, text: m.vacancies_selection_exists },
	'vacancies.selection_shown': { status: 409, text: m.vacancies_selection_shown },
	'vacancies.log_stopped': { status: 503, text: m.vacancies_log_stopped },
};

export function refusalOf(code: Code): { readonly status: number; readonly text: string } {
	const { status, text } = refusals[code];
	return { status, text: text() };
}
