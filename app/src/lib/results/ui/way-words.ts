import * as m from '$lib/paraglide/messages';
import { num } from '$lib/ui/locale.ts';
import type { SelectionStep, SelectionWay, StepDetail, StepKey } from '../committee/contract.ts';

/** What the staff pages say of the steps of a selection: one exhaustive table each. */

const names: Readonly<Record<StepKey, () => string>> = {
	vacancies: m.way_vacancies,
	participants: m.way_participants,
	skd: m.way_skd,
	skb: m.way_skb,
	competence: m.way_competence,
	rules: m.way_rules,
	run: m.way_run,
	ties: m.way_ties,
	ask: m.way_ask,
	approve: m.way_approve,
	publish: m.way_publish,
};

const imports: Readonly<Partial<Record<StepKey, () => string>>> = {
	vacancies: m.way_do_vacancies,
	participants: m.way_do_participants,
	skd: m.way_do_skd,
	skb: m.way_do_skb,
	competence: m.way_do_competence,
};

export function stepName(key: StepKey): string {
	return names[key]();
}

/** What a person does in a step that is not done. */
export function stepTask({ key, detail }: SelectionStep): string {
	switch (key) {
		case 'rules':
			return detail.from === 'faulty'
				? m.way_do_rules_faulty({ count: num(detail.faults) })
				: m.way_do_rules();
		case 'run':
			return runTask(detail);
		case 'ties':
			return tiesTask(detail);
		case 'ask':
			return detail.from === 'approval' ? m.way_do_ask_again() : m.way_do_ask();
		case 'approve':
			return m.way_do_approve();
		case 'publish':
			return detail.from === 'approval' && detail.is === 'halted'
				? m.panitia_step_log_replaced()
				: m.way_do_publish();
		default:
			return imports[key]?.() ?? stepName(key);
	}
}

function runTask(detail: StepDetail): string {
	if (detail.from !== 'run') return m.way_do_run();
	const run = num(detail.run);
	if (detail.is === 'underway') return m.way_do_run_wait({ run });
	return detail.is === 'outdated' ? m.way_do_run_again({ run }) : m.way_do_run_mend({ run });
}

function tiesTask(detail: StepDetail): string {
	if (detail.from !== 'ties') return m.panitia_run_decide();
	return detail.proposed > 0
		? m.way_do_ties_confirm({ count: num(detail.proposed) })
		: m.way_do_ties({ count: num(detail.open) });
}

/** How far a step is, in a word or two. */
export function stepValue({ key, detail }: SelectionStep): string {
	switch (detail.from) {
		case 'absent':
			return m.way_absent();
		case 'import':
			return m.way_rows({ count: num(detail.rows) });
		case 'version': {
			const version = num(detail.version);
			return key === 'publish' ? m.way_version({ version }) : m.way_of_version({ version });
		}
		case 'saved':
			return m.way_saved();
		case 'faulty':
			return m.way_faulty({ count: num(detail.faults) });
		case 'run':
			return runWords[detail.is]();
		case 'ties':
			return detail.open === 0 ? m.way_ties_none() : m.way_ties_open({ count: num(detail.open) });
		case 'approval':
			return approvalWords[detail.is]();
	}
}

const runWords: Readonly<Record<Extract<StepDetail, { from: 'run' }>['is'], () => string>> = {
	underway: m.way_run_underway,
	refused: m.way_run_refused,
	failed: m.way_run_failed,
	outdated: m.way_run_outdated,
	done: m.way_run_done,
};

const approvalWords: Readonly<
	Record<Extract<StepDetail, { from: 'approval' }>['is'], () => string>
> = {
	asked: m.way_asked,
	waiting: m.way_waiting,
	returned: m.way_returned,
	signed: m.way_signed,
	underway: m.way_publishing,
	halted: m.panitia_approval_log_replaced,
};

/** The step that is next, with its number; undefined where every step is done. */
export function nextStep({ steps }: SelectionWay) {
	const at = steps.findIndex(({ state }) => state === 'now');
	const step = steps[at];
	return step && { step, number: at + 1, of: steps.length };
}

/** In one sentence, for a list of selections. */
export function nextTask(way: SelectionWay): string {
	const next = nextStep(way);
	return next === undefined ? m.way_nothing_to_do() : stepTask(next.step);
}
