/** Where a file is on its way in. */
export const importKinds = ['vacancies', 'participants', 'marks', 'decisions'] as const;

export type ImportKindName = (typeof importKinds)[number];

/** As it is written down: a file that was given up still waits, for somebody to ask again. */
export type StoredState = Exclude<ImportState, 'failed'>;

export type ImportState =
	/** A person must say which column is which. */
	| 'mapping'
	/** Waits to be read, or is being read. */
	| 'checking'
	/** Could not be read for a reason of ours, as often as it was tried. */
	| 'failed'
	| 'faulty'
	/** The dry run found nothing wrong; nothing is in effect yet. */
	| 'ready'
	| 'applied'
	| 'undone'
	| 'cancelled'
	/** The same bytes are in effect already. */
	| 'unchanged'
	/** The bytes are no table. */
	| 'unreadable';

export function isImportKind(text: string): text is ImportKindName {
	return (importKinds as readonly string[]).includes(text);
}

/** States that a person may still give up. */
export const cancellable: readonly StoredState[] = ['mapping', 'checking', 'faulty', 'ready'];

/** Kinds whose rows name something in a file of this kind. */
const resting: Readonly<Record<ImportKindName, readonly ImportKindName[]>> = {
	vacancies: ['participants', 'decisions'],
	participants: ['marks', 'decisions'],
	marks: [],
	decisions: [],
};

export function kindsRestingOn(kind: ImportKindName): readonly ImportKindName[] {
	return resting[kind];
}

export function actionOf(kind: ImportKindName): 'vacancies.import' | 'participants.import' {
	return kind === 'vacancies' ? 'vacancies.import' : 'participants.import';
}
