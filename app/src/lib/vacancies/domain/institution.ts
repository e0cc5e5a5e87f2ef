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

export type InstitutionFault = 'id' | 'name' | 'short_name' | 'zone';

/** One line that fits into a log entry. */
const longestName = 120;

/**
 * What is wrong with an institution as it was typed; empty where nothing is. The id stands in
 * addresses and in the ids of selections, so it is lower case, and never changes.
 */
export function faultsOfInstitution(draft: Institution): readonly InstitutionFault[] {
	const faults: InstitutionFault[] = [];
	if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(draft.id) || draft.id.length > 60) {
		faults.push('id');
	}
	if (!isName(draft.name)) faults.push('name');
	if (!isName(draft.shortName)) faults.push('short_name');
	if (!timeZones.includes(draft.zone)) faults.push('zone');
	return faults;
}

/** What the public reads for ever holds no number of a person and no address. */
const ofSomebody = /@|\d(?:[ .-]?\d){8,}/u;

/** A name of an institution or a selection: one trimmed line. */
export function isName(text: string): boolean {
	if (text === '' || text !== text.trim() || text.length > longestName) return false;
	return !/\p{C}/u.test(text) && !ofSomebody.test(text);
}
