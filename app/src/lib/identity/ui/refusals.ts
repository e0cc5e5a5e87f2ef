import * as m from '$lib/paraglide/messages';
import type {
	DecisionOutcome,
	InvitationOutcome,
	RefusalCode,
	ResetDecision,
	ResetOutcome,
	RoleOutcome,
} from '../contract.ts';

interface Refusing {
	readonly status: number;
	readonly text: () => string;
}

type Code =
	| RefusalCode
	| 'identity.invitation_over'
	| Extract<
			RoleOutcome | DecisionOutcome | InvitationOutcome | ResetOutcome | ResetDecision,
			{ kind: 'refused' }
	  >['code'];

/** Every way in which identity says no: its status, and what a person reads. */
const refusals: Readonly<Record<Code, Refusing>> = {
	'identity.not_signed_in': { status: 401, text: m.identity_not_signed_in },
	'identity.second_factor_needed': { status: 403, text: m.identity_second_factor_needed },
	'identity.role_missing': { status: 403, text: m.identity_role_missing },
	'identity.other_institution': { status: 403, text: m.identity_other_institution },
	'identity.same_person': { status: 403, text: m.identity_same_person },
	'identity.role_needs_institution': { status: 400, text: m.identity_role_needs_institution },
	'identity.role_is_national': { status: 400, text: m.identity_role_is_national },
	'identity.role_already_held': { status: 409, text: m.identity_role_already_held },
	'identity.role_not_held': { status: 409, text: m.identity_role_not_held },
	'identity.duties_exclude_each_other': { status: 409, text: m.identity_duties_exclude },
	'identity.change_already_asked': { status: 409, text: m.identity_change_already_asked },
	'identity.person_unknown': { status: 404, text: m.identity_person_unknown },
	'identity.change_unknown': { status: 404, text: m.identity_change_unknown },
	'identity.second_administrator_needed': { status: 403, text: m.identity_second_administrator },
	'identity.own_role': { status: 403, text: m.identity_own_role },
	'identity.own_access': { status: 403, text: m.identity_own_access },
	'identity.reset_already_asked': { status: 409, text: m.identity_reset_already_asked },
	'identity.log_stopped': { status: 503, text: m.identity_log_stopped },
	'identity.invitation_over': { status: 404, text: m.identity_join_over },
	'identity.email_in_use': { status: 409, text: m.identity_email_in_use },
};

export function refusalStatus(code: Code): number {
	return refusals[code].status;
}

/** Text for a code that a page carries; undefined for one of another capability. */
export function refusalText(code: string | undefined): string | undefined {
	if (code === undefined || !Object.hasOwn(refusals, code)) return undefined;
	return refusals[code as Code].text();
}
