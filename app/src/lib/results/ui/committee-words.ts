import * as m from '$lib/paraglide/messages';
import { num } from '$lib/ui/locale.ts';
import type {
	ApprovalStep,
	ApprovalView,
	RunFailure,
	RunRefusal,
	RunState,
	RunView,
	StaffOutcome,
} from '../committee/contract.ts';
import type { Cause } from '../domain/run-comparison.ts';

/** What the staff pages say of states, refusals and causes: one exhaustive table each. */

export type StaffCode = Extract<StaffOutcome, { kind: 'refused' }>['code'];

const refusals: Readonly<
	Record<StaffCode, { readonly status: number; readonly text: () => string }>
> = {
	'results.unknown': { status: 404, text: m.panitia_refused_unknown },
	'results.run_underway': { status: 409, text: m.panitia_refused_run_underway },
	'results.not_in_this_state': { status: 409, text: m.panitia_refused_state },
	'results.tie_unresolved': { status: 409, text: m.panitia_refused_tie_open },
	'results.tie_choice': { status: 400, text: m.panitia_refused_tie_choice },
	'results.text_needed': { status: 400, text: m.panitia_refused_text },
	'results.text_personal': { status: 400, text: m.panitia_refused_personal },
	'results.rules_unreadable': { status: 400, text: m.panitia_refused_rules },
	'results.already_asked': { status: 409, text: m.panitia_refused_asked },
	'results.correction_required': { status: 400, text: m.panitia_refused_correction },
	'results.version_taken': { status: 409, text: m.panitia_refused_version },
	'results.name_missing': { status: 409, text: m.panitia_refused_name },
	'results.not_recomputed': { status: 409, text: m.panitia_refused_not_recomputed },
	'results.prepared_by_same': { status: 403, text: m.panitia_refused_prepared },
	'results.log_stopped': { status: 503, text: m.panitia_refused_log },
	'results.not_as_approved': { status: 409, text: m.panitia_refused_bytes },
};

export function staffRefusal(code: StaffCode): { readonly status: number; readonly text: string } {
	const { status, text } = refusals[code];
	return { status, text: text() };
}

/** From so many people on, reading a whole run takes seconds. */
const manyPeople = 100_000;

/** Beside what reads a whole run before it answers; nothing of a run that is read at once. */
export function longWorkNote(participants: number | undefined): string | undefined {
	if (participants === undefined || participants < manyPeople) return undefined;
	return m.long_work_note({ count: num(participants) });
}

const runStates: Readonly<Record<RunState, () => string>> = {
	waiting: m.panitia_run_waiting,
	ranking: m.panitia_run_ranking,
	refused: m.panitia_run_refused,
	done: m.panitia_run_done,
	failed: m.panitia_run_failed,
	cancelled: m.panitia_run_cancelled,
};

const runFailures: Readonly<Record<RunFailure, () => string>> = {
	'results.run_interrupted': m.panitia_run_interrupted,
	'results.run_out_of_memory': m.panitia_run_out_of_memory,
	'results.run_no_space': m.panitia_run_no_space,
	'results.run_unexpected': m.panitia_run_unexpected,
};

export function runFailure(failure: RunFailure): string {
	return runFailures[failure]();
}

export function runState(state: RunState): string {
	return runStates[state]();
}

/** Of a run that is not through. */
export function runProgress({
	state,
	percent = 0,
	begunAgain,
}: Pick<RunView, 'state' | 'percent' | 'begunAgain'>): string {
	if (state === 'waiting') return m.panitia_run_waits();
	const done = { percent: num(percent) };
	return begunAgain === true ? m.panitia_run_progress_again(done) : m.panitia_run_progress(done);
}

const approvalSteps: Readonly<Record<ApprovalStep, () => string>> = {
	asked: m.panitia_approval_open,
	returned: m.panitia_approval_returned,
	approved: m.panitia_approval_approved,
	recorded: m.panitia_approval_recorded,
	bound: m.panitia_approval_bound,
	log_replaced: m.panitia_approval_log_replaced,
	published: m.panitia_approval_published,
};

export function approvalState({ step }: ApprovalView): string {
	return approvalSteps[step]();
}

export function runRefusal(refusal: RunRefusal): string {
	switch (refusal.code) {
		case 'results.no_rules':
			return m.panitia_run_no_rules();
		case 'results.no_vacancies':
			return m.panitia_run_no_vacancies();
		case 'results.no_participants':
			return m.panitia_run_no_participants();
		case 'results.selection_differs':
		case 'results.rules_unreadable':
			return m.panitia_refused_rules();
		case 'results.run_erased':
			return m.panitia_run_erased();
		case 'results.run_expired':
			return m.panitia_run_expired();
		case 'results.input_refused':
			return m.panitia_run_faults({ count: num(refusal.total) });
	}
}

export function causeText(cause: Cause): string {
	switch (cause.kind) {
		case 'mark':
			return m.panitia_cause_mark({
				column: cause.column,
				before: cause.before === '' ? '–' : cause.before,
				after: cause.after === '' ? '–' : cause.after,
			});
		case 'personal':
			return m.panitia_cause_personal({ column: cause.column });
		case 'decision':
			return m.panitia_cause_decision();
		case 'joined':
			return m.panitia_cause_joined();
		case 'left':
			return m.panitia_cause_left();
		case 'rules':
			return m.panitia_cause_rules();
		case 'vacancies':
			return m.panitia_cause_vacancies();
		case 'others':
			return m.panitia_cause_others();
	}
}

/** The first digits of a SHA-256, enough for two people to compare aloud. */
export function shortDigest(sha256: string): string {
	return sha256 === '' ? '–' : `${sha256.slice(0, 4)} ${sha256.slice(4, 8)}`;
}
