import * as m from '$lib/paraglide/messages';
import type { HeldRole, Role } from '../contract.ts';

const names: Readonly<Record<Role, () => string>> = {
	committee: m.role_committee,
	approving_official: m.role_approving_official,
	auditor: m.role_auditor,
	administrator: m.role_administrator,
	national_monitor: m.role_national_monitor,
};

export function roleName(role: Role): string {
	return names[role]();
}

export interface NamedInstitution {
	readonly id: string;
	readonly shortName: string;
}

/** `panitia, Kota Palu`. */
export function roleAt(held: HeldRole, institutions: readonly NamedInstitution[]): string {
	return `${roleName(held.role)}, ${placeName(held.institutionId, institutions)}`;
}

export function placeName(
	institutionId: string | undefined,
	institutions: readonly NamedInstitution[],
): string {
	if (institutionId === undefined) return m.role_everywhere();
	return institutions.find(({ id }) => id === institutionId)?.shortName ?? institutionId;
}
