export const timeZones = ['WIB', 'WITA', 'WIT'] as const;

export type TimeZoneName = (typeof timeZones)[number];

export interface Institution {
	/** Slug, used in addresses and filters: `kota-palu`. */
	readonly id: string;
	/** `Pemerintah Kota Palu`. */
	readonly name: string;
	/** `Kota Palu`. */
	readonly shortName: string;
	readonly zone: TimeZoneName;
}

/** As it was typed: the time zone may be none. */
export type InstitutionDraft = Omit<Institution, 'zone'> & { readonly zone: string };

export type InstitutionFault = 'id' | 'name' | 'short_name' | 'zone';

/** One line that fits into a log entry. */
const longestName = 120;

export type ReadInstitution =
	| { readonly ok: true; readonly institution: Institution }
	| { readonly ok: false; readonly faults: readonly InstitutionFault[] };

/**
 * An institution as it was typed, or what is wrong with it. The id stands in addresses and in the
 * ids of selections, so it is lower case, and never changes.
 */
export function readInstitution(draft: InstitutionDraft): ReadInstitution {
	const { id, name, shortName } = draft;
	const zone = timeZones.find((one) => one === draft.zone);
	const faults: InstitutionFault[] = [];
	if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(id) || id.length > 60) faults.push('id');
	if (!isName(name)) faults.push('name');
	if (!isName(shortName)) faults.push('short_name');
	if (zone === undefined) faults.push('zone');
	if (faults.length > 0 || zone === undefined) return { ok: false, faults };
	return { ok: true, institution: { id, name, shortName, zone } };
}

/** What the public reads for ever holds no number of a person and no address. */
const ofSomebody = /@|\d(?:[ .-]?\d){8,}/u;

/** A name of an institution or a selection: one trimmed line. */
export function isName(text: string): boolean {
	if (text === '' || text !== text.trim() || text.length > longestName) return false;
	return !/\p{C}/u.test(text) && !ofSomebody.test(text);
}
