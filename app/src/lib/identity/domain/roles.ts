/** Roles of people who work with the system, as they stand in log entries and in the database. */
export const roles = [
	'committee',
	'approving_official',
	'auditor',
	'administrator',
	'national_monitor',
] as const;

export type Role = (typeof roles)[number];

/**
 * One kind of duty a person: whoever hands out roles decides nothing about candidates, and whoever
 * oversees does neither. The database holds the same rule by a foreign key.
 */
export type DutyKind = 'administration' | 'deciding' | 'overseeing';

const kinds: Readonly<Record<Role, DutyKind>> = {
	committee: 'deciding',
	approving_official: 'deciding',
	auditor: 'overseeing',
	administrator: 'administration',
	national_monitor: 'overseeing',
};

/** Roles that reach over every institution, that belong to one, or that may be either. */
const reaches: Readonly<Record<Role, 'institution' | 'nation' | 'either'>> = {
	committee: 'institution',
	approving_official: 'institution',
	auditor: 'institution',
	administrator: 'either',
	national_monitor: 'nation',
};

export function isRole(text: string): text is Role {
	return (roles as readonly string[]).includes(text);
}

export function dutyKindOf(role: Role): DutyKind {
	return kinds[role];
}

/** A role that a person holds; without an institution it reaches over all of them. */
export interface HeldRole {
	readonly role: Role;
	readonly institutionId?: string;
}

export type RoleFault =
	| 'identity.role_needs_institution'
	| 'identity.role_is_national'
	| 'identity.role_already_held'
	| 'identity.role_not_held'
	| 'identity.duties_exclude_each_other';

function sameRole(a: HeldRole, b: HeldRole): boolean {
	return a.role === b.role && a.institutionId === b.institutionId;
}

/** Why a person who holds `held` cannot be given `wanted`; undefined where nothing is against it. */
export function faultOfGrant(held: readonly HeldRole[], wanted: HeldRole): RoleFault | undefined {
	const reach = reaches[wanted.role];
	if (reach === 'institution' && wanted.institutionId === undefined) {
		return 'identity.role_needs_institution';
	}
	if (reach === 'nation' && wanted.institutionId !== undefined) return 'identity.role_is_national';
	if (held.some((role) => sameRole(role, wanted))) return 'identity.role_already_held';
	const kind = dutyKindOf(wanted.role);
	if (held.some(({ role }) => dutyKindOf(role) !== kind)) {
		return 'identity.duties_exclude_each_other';
	}
	return undefined;
}

export function faultOfRevocation(
	held: readonly HeldRole[],
	ended: HeldRole,
): RoleFault | undefined {
	return held.some((role) => sameRole(role, ended)) ? undefined : 'identity.role_not_held';
}
