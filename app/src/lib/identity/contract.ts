import type { Actor, Permission } from './domain/policy.ts';
import type { HeldRole, Role, RoleFault } from './domain/roles.ts';

export {
	institutionsWithin,
	leavesReading,
	permit,
	resourceFor,
	samePerson,
	type Action,
	type Actor,
	type Permission,
	type Refusal,
	type RefusalCode,
	type Resource,
} from './domain/policy.ts';
export { isRole, roles, type HeldRole, type Role, type RoleFault } from './domain/roles.ts';
export { areaOf, type Area, unsentTo } from './domain/areas.ts';
export { parseEmployeeNumber } from './domain/employee-number.ts';

/** What the browser that asks says of itself; the server's own object, not the framework's. */
export interface Visitor {
	/** Value of the `Cookie` header. */
	readonly cookie: string;
	readonly userAgent: string;
}

/** A cookie that must reach the browser with the answer; every other attribute is fixed. */
export interface CookieToSet {
	readonly name: string;
	readonly value: string;
	/** Seconds; 0 removes it, absent keeps it until the browser is closed. */
	readonly maxAge?: number;
}

interface WithCookies {
	readonly cookies: readonly CookieToSet[];
}

/** Every command that writes an entry is refused while the log takes none. */
interface Refused<Code extends string> {
	readonly kind: 'refused';
	readonly code: Code | 'identity.log_stopped';
}

export interface Slowed {
	readonly kind: 'slowed';
	readonly seconds: number;
}

export type SignInOutcome =
	| ({ readonly kind: 'signed_in' | 'code_needed' } & WithCookies)
	| { readonly kind: 'refused' }
	| Slowed;

export type CodeOutcome =
	| ({ readonly kind: 'signed_in' } & WithCookies)
	/** The code is wrong; another may be tried. */
	| { readonly kind: 'refused' }
	/** The password must be given again. */
	| { readonly kind: 'expired' }
	| Slowed;

export interface SessionView {
	readonly id: string;
	readonly current: boolean;
	readonly startedAt: string;
	readonly lastUsedAt: string;
	/** As the browser calls itself. */
	readonly userAgent: string;
}

export type AuthenticatorBegun =
	| {
			readonly kind: 'begun';
			/** Base32, for typing. */
			readonly secret: string;
			/** SVG, the same for a camera. */
			readonly picture: string;
			readonly recoveryCodes: readonly string[];
	  }
	| { readonly kind: 'refused' | 'already_enrolled' }
	| Slowed;

export interface PersonView {
	readonly personId: string;
	readonly name: string;
	readonly email: string;
	/** False until the invitation was followed. */
	readonly joined: boolean;
	readonly authenticator: boolean;
	readonly roles: readonly HeldRole[];
}

export interface PeopleSearch {
	/** Part of a name or an e-mail. */
	readonly text?: string;
	readonly role?: Role;
	/** From 1. */
	readonly page?: number;
}

export interface PeoplePage {
	readonly people: readonly PersonView[];
	/** Of everybody there, and of those that were searched for. */
	readonly total: number;
	readonly found: number;
	readonly page: number;
	readonly pages: number;
}

export interface RoleChangeView extends HeldRole {
	readonly id: string;
	readonly personId: string;
	readonly personName: string;
	readonly change: 'granted' | 'revoked';
	readonly requestedBy?: string;
	readonly requestedByName?: string;
	readonly requestedAt: string;
	/** `waiting`: approved, in the log's queue, not yet in force. */
	readonly state: 'open' | 'refused' | 'waiting' | 'in_force';
	readonly decidedByName?: string;
	readonly decidedAt?: string;
	readonly entryIndex?: number;
}

export interface ReadingView {
	readonly at: string;
	readonly personName: string;
	readonly role: string;
	readonly institutionId?: string;
	readonly what: string;
}

/** A reset of what opens a person's account, asked for by one administrator. */
export interface AccessResetView {
	readonly id: string;
	readonly personId: string;
	readonly personName: string;
	readonly institutionId?: string;
	readonly requestedBy: string;
	readonly requestedByName: string;
	readonly requestedAt: string;
	readonly state: 'open' | 'refused' | 'done';
	readonly decidedByName?: string;
	readonly entryIndex?: number;
}

export type ResetOutcome =
	| { readonly kind: 'requested'; readonly id: string }
	| Refused<'identity.person_unknown' | 'identity.own_access' | 'identity.reset_already_asked'>;

export type ResetDecision =
	| { readonly kind: 'approved'; readonly entryIndex?: number }
	| { readonly kind: 'declined' }
	| Refused<
			'identity.change_unknown' | 'identity.second_administrator_needed' | 'identity.own_access'
	  >;

export interface ReadingPage {
	readonly readings: readonly ReadingView[];
	readonly total: number;
	readonly page: number;
	readonly pages: number;
}

export type RoleOutcome =
	| { readonly kind: 'requested'; readonly id: string }
	| Refused<RoleFault | 'identity.change_already_asked' | 'identity.person_unknown'>;

export type DecisionOutcome =
	/** `entryIndex` once it is in force; absent while the log has not sequenced it. */
	| { readonly kind: 'approved'; readonly entryIndex?: number }
	| { readonly kind: 'declined' }
	| Refused<
			| RoleFault
			| 'identity.change_unknown'
			| 'identity.second_administrator_needed'
			| 'identity.own_role'
	  >;

export interface InvitationDraft extends HeldRole {
	readonly name: string;
	readonly email: string;
	/** 18 digits. */
	readonly employeeNumber: string;
}

export type InvitationOutcome =
	| { readonly kind: 'invited'; readonly changeId: string }
	| Refused<RoleFault | 'identity.email_in_use' | 'identity.change_already_asked'>;

export interface OpenInvitation {
	readonly email: string;
	/** Absent: the first administrator says it. */
	readonly name?: string;
	readonly asksEmployeeNumber: boolean;
	/** The account exists: a new password is chosen, the authenticator stays. */
	readonly forgotten: boolean;
}

export type JoinOutcome =
	| ({ readonly kind: 'joined'; readonly codeNeeded: boolean } & WithCookies)
	| Refused<
			| 'identity.invitation_over'
			| 'identity.password_too_short'
			| 'identity.employee_number_malformed'
			| 'identity.employee_number_in_use'
			| 'identity.name_missing'
	  >;

/** Who is asking, and what must be sent back so that the session goes on. */
export interface Recognised extends WithCookies {
	readonly actor?: Actor;
}

/** What pages may ask of the people who work with the system. */
export interface IdentityApi {
	recognise(visitor: Visitor): Promise<Recognised>;
	signIn(visitor: Visitor, email: string, password: string): Promise<SignInOutcome>;
	/** Second step of a sign-in. */
	confirmCode(
		visitor: Visitor,
		code: string,
		from: 'authenticator' | 'recovery',
	): Promise<CodeOutcome>;
	signOut(visitor: Visitor): Promise<WithCookies>;

	sessions(visitor: Visitor): Promise<readonly SessionView[]>;
	endSession(visitor: Visitor, id: string): Promise<void>;
	endOtherSessions(visitor: Visitor): Promise<void>;
	beginAuthenticator(visitor: Visitor, password: string): Promise<AuthenticatorBegun>;
	finishAuthenticator(visitor: Visitor, code: string): Promise<CodeOutcome>;
	newRecoveryCodes(
		visitor: Visitor,
		password: string,
	): Promise<
		| { readonly kind: 'made'; readonly recoveryCodes: readonly string[] }
		| { readonly kind: 'refused' }
		| Slowed
	>;

	people(permission: Permission<'people.read'>, wanted?: PeopleSearch): Promise<PeoplePage>;
	roleChanges(permission: Permission<'people.read'>): Promise<readonly RoleChangeView[]>;
	findRoleChange(id: string): Promise<RoleChangeView | undefined>;
	invite(
		permission: Permission<'people.invite'>,
		draft: InvitationDraft,
	): Promise<InvitationOutcome>;
	requestRole(
		permission: Permission<'role.request'>,
		change: {
			readonly personId: string;
			readonly change: 'granted' | 'revoked';
			readonly role: HeldRole;
		},
	): Promise<RoleOutcome>;
	decideRole(
		permission: Permission<'role.decide'>,
		id: string,
		decision: 'approved' | 'refused',
	): Promise<DecisionOutcome>;

	accessResets(permission: Permission<'people.read'>): Promise<readonly AccessResetView[]>;
	findAccessReset(id: string): Promise<AccessResetView | undefined>;
	/** For somebody who lost the authenticator and the recovery codes. */
	requestReset(
		permission: Permission<'access.request_reset'>,
		personId: string,
	): Promise<ResetOutcome>;
	/** Ends authenticator, password and sessions, and sends a link for a new start. */
	decideReset(
		permission: Permission<'access.decide_reset'>,
		id: string,
		decision: 'approved' | 'refused',
	): Promise<ResetDecision>;

	/** Sends a link for a new password to an e-mail that has an account; the answer is the same for any. */
	forgot(email: string): Promise<{ readonly kind: 'asked' } | Slowed>;
	findInvitation(token: string): Promise<OpenInvitation | undefined>;
	join(
		visitor: Visitor,
		token: string,
		form: { readonly name: string; readonly employeeNumber: string; readonly password: string },
	): Promise<JoinOutcome>;

	/** Who was shown people, and on which page: its address, never what stood there. */
	recordReading(actor: Actor, what: string, institutionId?: string): Promise<void>;
	/** @param page from 1; the newest are on the first */
	readings(permission: Permission<'readings.read'>, page?: number): Promise<ReadingPage>;
}
