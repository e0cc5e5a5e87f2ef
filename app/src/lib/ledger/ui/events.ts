import { isEntryType, type EntryType } from '@terang/ledger';
import * as m from '$lib/paraglide/messages';
import { num } from '$lib/ui/locale.ts';
import type { LogEntryView } from '../contract.ts';

/** What an entry says, in a sentence; a type without one does not compile. */
type Payload = Readonly<Record<string, unknown>>;

function text(payload: Payload, key: string): string {
	const value = payload[key];
	if (typeof value === 'number') return num(value);
	return typeof value === 'string' ? value : '';
}

const sentences: Readonly<Record<EntryType, (payload: Payload) => string>> = {
	'log.opened': () => m.event_log_opened(),
	'log.continued': () => m.event_log_continued(),
	'rule.published': (p) => m.event_rule_published({ pack: text(p, 'pack') }),
	'institution.named': (p) => m.event_institution_named({ name: text(p, 'name') }),
	'vacancy.published': (p) =>
		m.event_vacancy_published({ count: text(p, 'count'), institution: text(p, 'institution') }),
	'schedule.changed': () => m.event_schedule_changed(),
	'participants.committed': (p) =>
		m.event_participants_committed({
			count: text(p, 'count'),
			selection: text(p, 'selection'),
			version: text(p, 'version'),
		}),
	'marks.imported': (p) => m.event_marks_imported({ selection: text(p, 'selection') }),
	'stream.closed': (p) => m.event_stream_closed({ stream: text(p, 'stream') }),
	'tie.decided': (p) =>
		m.event_tie_decided({
			vacancy: text(p, 'vacancy'),
			participant: text(p, 'participant'),
			decision: text(p, 'decision'),
		}),
	'ranking.run': (p) =>
		m.event_ranking_run({ selection: text(p, 'selection'), version: text(p, 'version') }),
	'result.approved': (p) =>
		m.event_result_approved({ selection: text(p, 'selection'), version: text(p, 'version') }),
	'result.published': (p) =>
		m.event_result_published({ selection: text(p, 'selection'), version: text(p, 'version') }),
	correction: (p) =>
		m.event_correction({
			selection: text(p, 'selection'),
			version: text(p, 'version'),
			reason: text(p, 'reason'),
		}),
	'role.requested': (p) => roleSentence(p, m.event_role_requested),
	'role.changed': (p) => roleSentence(p, m.event_role_changed),
	'access.reset_requested': (p) => m.event_access_reset_requested({ place: placeIn(p) }),
	'access.reset': (p) => m.event_access_reset({ place: placeIn(p) }),
};

const roleWords: Readonly<Record<string, () => string>> = {
	committee: m.role_committee,
	approving_official: m.role_approving_official,
	auditor: m.role_auditor,
	administrator: m.role_administrator,
	national_monitor: m.role_national_monitor,
};

/** The person stands under a pseudonym and is left out: the sentence is about the office. */
function roleSentence(
	p: Payload,
	say: (words: { change: string; role: string; place: string }) => string,
): string {
	const change = p['change'] === 'revoked' ? m.role_revoked() : m.role_granted();
	const role = text(p, 'role');
	return say({
		change,
		role: roleWords[role]?.() ?? role,
		place: placeIn(p),
	});
}

function placeIn(p: Payload): string {
	const place = text(p, 'institution');
	return place === '' ? m.role_everywhere() : place;
}

/** A word for the filter: the code itself stands in the list. */
const kinds: Readonly<Record<EntryType, () => string>> = {
	'log.opened': m.kind_log_opened,
	'log.continued': m.kind_log_continued,
	'rule.published': m.kind_rule_published,
	'institution.named': m.kind_institution_named,
	'vacancy.published': m.kind_vacancy_published,
	'schedule.changed': m.kind_schedule_changed,
	'participants.committed': m.kind_participants_committed,
	'marks.imported': m.kind_marks_imported,
	'stream.closed': m.kind_stream_closed,
	'tie.decided': m.kind_tie_decided,
	'ranking.run': m.kind_ranking_run,
	'result.approved': m.kind_result_approved,
	'result.published': m.kind_result_published,
	correction: m.kind_correction,
	'role.requested': m.kind_role_requested,
	'access.reset_requested': m.kind_access_reset_requested,
	'access.reset': m.kind_access_reset,
	'role.changed': m.kind_role_changed,
};

export function kindName(type: EntryType): string {
	return kinds[type]();
}

export const entryTypeNames = Object.keys(sentences) as readonly EntryType[];

/** An entry of a later release is still an entry: it is shown by its type. */
export function describeEntry({ type, payload }: Pick<LogEntryView, 'type' | 'payload'>): string {
	return isEntryType(type) ? sentences[type](payload) : type;
}
