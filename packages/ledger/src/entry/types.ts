import {
	count,
	counts,
	digest,
	identifier,
	object,
	oneOf,
	optional,
	ordinal,
	origin,
	sentence,
	version,
	vkey,
	type Field,
	type Shaped,
} from './fields.ts';

interface EntryDefinition {
	readonly purpose: string;
	readonly payload: Readonly<Record<string, Field<unknown>>>;
}

function define<const Table extends Readonly<Record<string, EntryDefinition>>>(table: Table) {
	return table;
}

const roleChange = oneOf('granted', 'revoked');

const staffRole = oneOf(
	'committee',
	'approving_official',
	'auditor',
	'administrator',
	'national_monitor',
);

/**
 * The closed table of what the log can say. The specification's table is written from it, and an
 * entry of another type is a finding of every audit. A type is never removed or narrowed: old
 * logs must go on being valid.
 */
export const entryTypes = define({
	'log.opened': {
		purpose: 'First entry of a new log: its own origin and key.',
		payload: { origin, vkey },
	},
	'log.continued': {
		purpose:
			'First entry of a log that goes on where another ended, after a restore or a change of key.',
		payload: { origin, vkey, previous: object({ origin, size: count, root: digest }) },
	},
	'rule.published': {
		purpose: 'A rule pack in force, before any selection uses it.',
		payload: { pack: identifier, digest, engine: version },
	},
	'institution.named': {
		purpose: 'An institution has its place in the installation, and from here on this name.',
		payload: { institution: identifier, name: sentence, administrator: identifier },
	},
	'vacancy.published': {
		purpose: 'The vacancies of an institution in a season, as published.',
		payload: { season: identifier, institution: identifier, digest, count },
	},
	'schedule.changed': {
		purpose: 'A published schedule and the one it replaces.',
		payload: { season: identifier, digest, previous: optional(digest), reason: sentence },
	},
	'participants.committed': {
		purpose: 'Root of the salted commitments of all true rows of the participants.',
		payload: { selection: identifier, version: ordinal, root: digest, count },
	},
	'marks.imported': {
		purpose: 'Marks taken in by file: the digest of its bytes and the number of its rows.',
		payload: { selection: identifier, source: identifier, digest, count },
	},
	'stream.closed': {
		purpose: 'Last entry of a stream: how many entries stand before it. Freezes the denominator.',
		payload: { stream: identifier, count },
	},
	'tie.decided': {
		purpose: 'A decision where every legal key was equal.',
		payload: {
			selection: identifier,
			vacancy: identifier,
			participant: identifier,
			decision: oneOf('L', 'P/TL'),
			authority: sentence,
			reason: sentence,
		},
	},
	'ranking.run': {
		purpose: 'A run of the rules: digests of the full-form inputs, of the pack and of the results.',
		payload: {
			selection: identifier,
			version: ordinal,
			pack: digest,
			inputs: object({
				selection: digest,
				vacancies: digest,
				participants: digest,
				decisions: digest,
			}),
			results: digest,
			engine: version,
			counts,
		},
	},
	'result.approved': {
		purpose:
			'What an approving official signed for publication: the SHA-256 of each data file. Preparer and approver are two persons, under pseudonyms.',
		payload: {
			selection: identifier,
			version: ordinal,
			files: object({
				selection: digest,
				pack: digest,
				vacancies: digest,
				participants: digest,
				decisions: digest,
				results: digest,
				report: digest,
			}),
			preparer: identifier,
			approver: identifier,
		},
	},
	'result.published': {
		purpose: 'A published bundle, bound by the SHA-256 of its manifest.',
		payload: { selection: identifier, version: ordinal, manifest: digest },
	},
	correction: {
		purpose: 'A version that replaces an earlier one, with who decided it and why.',
		payload: {
			selection: identifier,
			version: ordinal,
			supersedes: ordinal,
			authority: sentence,
			reason: sentence,
		},
	},
	'role.requested': {
		purpose:
			'A change of a role was asked for. Persons stand under pseudonyms that say nothing of them.',
		payload: {
			request: identifier,
			person: identifier,
			change: roleChange,
			role: staffRole,
			institution: optional(identifier),
			requester: identifier,
		},
	},
	'role.changed': {
		purpose:
			'A change of a role, in force from its place in the log on: by a second administrator, by the command line while there are no two administrators of the installation, or in a demo.',
		payload: {
			request: identifier,
			person: identifier,
			change: roleChange,
			role: staffRole,
			institution: optional(identifier),
			requester: optional(identifier),
			approver: optional(identifier),
			basis: oneOf('two_administrators', 'first_invitation', 'demo'),
		},
	},
	'access.reset_requested': {
		purpose:
			'An administrator asked that what opens the account of a member of staff be ended, for instance after a lost telephone.',
		payload: {
			request: identifier,
			person: identifier,
			institution: optional(identifier),
			requester: identifier,
		},
	},
	'access.reset': {
		purpose:
			'Authenticator, password and sessions of a member of staff ended by the word of a second administrator.',
		payload: {
			request: identifier,
			person: identifier,
			institution: optional(identifier),
			requester: identifier,
			approver: identifier,
		},
	},
});

export type EntryTypes = typeof entryTypes;
export type EntryType = keyof EntryTypes;

/** Payload of an entry of type `T`. */
export type EntryPayload<T extends EntryType> = Shaped<EntryTypes[T]['payload']>;

export function isEntryType(text: string): text is EntryType {
	return Object.hasOwn(entryTypes, text);
}
