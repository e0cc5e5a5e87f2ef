import type { HeldRole, Role } from './roles.ts';

/** Who is asking, as the session says. */
export interface Actor {
	readonly accountId: string;
	/** Pseudonym that stands in log entries; the same for every account of one person. */
	readonly personId: string;
	readonly name: string;
	readonly roles: readonly HeldRole[];
	/** Signed in with an authenticator; no staff page opens without. */
	readonly secondFactor: boolean;
}

interface Rule {
	readonly roles: readonly Role[];
	/**
	 * `institution`: of the institution that the thing belongs to. `anywhere`: whoever holds the role
	 * for any institution; what they then see is narrowed by the query.
	 */
	readonly where: 'institution' | 'anywhere';
	/** The person may not be one of those who prepared it. */
	readonly byAnother?: true;
}

function define<const Table extends Readonly<Record<string, Rule>>>(table: Table): Table {
	return table;
}

/**
 * The closed table of what staff may do. Reading is for everybody who works on a thing and for those
 * who oversee it; deciding takes two persons; whoever hands out roles decides nothing.
 */
// prettier-ignore
const rules = define({
	'institution.name': { roles: ['administrator'], where: 'institution' },
	'workspace.enter': { roles: ['committee', 'approving_official', 'auditor', 'national_monitor'], where: 'anywhere' },
	'selection.read': { roles: ['committee', 'approving_official', 'auditor', 'national_monitor'], where: 'institution' },
	'selection.prepare': { roles: ['committee'], where: 'institution' },
	'vacancies.import': { roles: ['committee'], where: 'institution' },
	'participants.import': { roles: ['committee'], where: 'institution' },
	'ranking.run': { roles: ['committee'], where: 'institution' },
	'tie.propose': { roles: ['committee'], where: 'institution' },
	'tie.confirm': { roles: ['committee', 'approving_official'], where: 'institution', byAnother: true },
	'publication.ask': { roles: ['committee'], where: 'institution' },
	'publication.approve': { roles: ['approving_official'], where: 'institution', byAnother: true },
	'publication.refuse': { roles: ['approving_official'], where: 'institution' },
	'correction.prepare': { roles: ['committee'], where: 'institution' },
	'person.erase': { roles: ['committee'], where: 'institution' },
	'administration.enter': { roles: ['administrator', 'auditor', 'national_monitor'], where: 'anywhere' },
	'people.read': { roles: ['administrator', 'auditor', 'national_monitor'], where: 'institution' },
	'people.invite': { roles: ['administrator'], where: 'institution' },
	'role.request': { roles: ['administrator'], where: 'institution' },
	'role.decide': { roles: ['administrator'], where: 'institution', byAnother: true },
	'access.request_reset': { roles: ['administrator'], where: 'institution' },
	'access.decide_reset': { roles: ['administrator'], where: 'institution', byAnother: true },
	'readings.read': { roles: ['administrator', 'auditor', 'national_monitor'], where: 'institution' },
	'operations.read': { roles: ['administrator'], where: 'institution' },
});

export type Action = keyof typeof rules;

export const actions = Object.keys(rules) as readonly Action[];

/** What an action is done to. */
export interface Resource {
	/** Absent: a thing of the whole installation, which only a role without an institution reaches. */
	readonly institutionId?: string;
	/** Persons who prepared it; another one must act where two are needed. */
	readonly preparedBy?: readonly string[];
}

export type RefusalCode =
	| 'identity.not_signed_in'
	| 'identity.second_factor_needed'
	| 'identity.role_missing'
	| 'identity.other_institution'
	| 'identity.same_person';

export interface Refusal {
	readonly ok: false;
	readonly code: RefusalCode;
}

const seal: unique symbol = Symbol('permitted');

/** Proof that the policy was asked: commands take one, and only `permit` can make it. */
export interface Permission<A extends Action = Action> {
	readonly ok: true;
	readonly [seal]: true;
	readonly actor: Actor;
	readonly action: A;
	readonly resource: Resource;
	/** The role by which it is allowed. */
	readonly by: HeldRole;
}

/** The one policy. Deny is the answer to whatever the table does not allow. */
export function permit<A extends Action>(
	actor: Actor | undefined,
	action: A,
	resource: Resource = {},
): Permission<A> | Refusal {
	if (actor === undefined) return { ok: false, code: 'identity.not_signed_in' };
	if (!actor.secondFactor) return { ok: false, code: 'identity.second_factor_needed' };
	const rule: Rule = rules[action];
	const fitting = actor.roles.filter(({ role }) => rule.roles.includes(role));
	if (fitting.length === 0) return { ok: false, code: 'identity.role_missing' };
	const by = fitting.find((held) => rule.where === 'anywhere' || reaches(held, resource));
	if (by === undefined) return { ok: false, code: 'identity.other_institution' };
	if (rule.byAnother === true && resource.preparedBy?.includes(actor.personId) === true) {
		return { ok: false, code: 'identity.same_person' };
	}
	return { ok: true, [seal]: true, actor, action, resource, by };
}

function reaches(held: HeldRole, { institutionId }: Resource): boolean {
	return held.institutionId === undefined || held.institutionId === institutionId;
}

/** Two accounts of one employee number are one person. */
export function samePerson(a: Pick<Actor, 'personId'>, b: Pick<Actor, 'personId'>): boolean {
	return a.personId === b.personId;
}

/**
 * The institutions that an actor may see, for queries: `all`, or a list that may be empty.
 * @param action narrows it to where the actor may do that
 */
export function institutionsWithin(actor: Actor, action: Action): 'all' | readonly string[] {
	const rule: Rule = rules[action];
	const fitting = actor.roles.filter(({ role }) => rule.roles.includes(role));
	if (fitting.some(({ institutionId }) => institutionId === undefined)) return 'all';
	return [...new Set(fitting.flatMap(({ institutionId }) => institutionId ?? []))];
}

/** Reading by those who may read everything leaves a record. */
export function leavesReading(by: HeldRole): boolean {
	return by.role === 'auditor' || by.role === 'national_monitor';
}

/**
 * What a page is about when its address names no institution: the actor's own, or the whole
 * installation for whoever reaches over it.
 */
export function resourceFor(
	actor: Actor | undefined,
	action: Action,
	asked: string | null | undefined,
): Resource {
	if (typeof asked === 'string' && asked !== '') return { institutionId: asked };
	const within = actor === undefined ? [] : institutionsWithin(actor, action);
	const [own] = within === 'all' ? [] : within;
	return own === undefined ? {} : { institutionId: own };
}
