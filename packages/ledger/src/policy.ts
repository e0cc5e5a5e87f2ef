import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { verifyCosignature, type PosixSeconds } from './cosignature.ts';
import { parseDecimal } from './decimal.ts';
import type { VerifyEd25519 } from './note/ed25519.ts';
import { parseVkey, type VerifierKey } from './note/keys.ts';
import { verifyNoteSignature } from './note/note.ts';
import { failure, type Failure, type Outcome } from './outcome.ts';
import { toBase64 } from './base64.ts';

export interface PolicyLog {
	readonly key: VerifierKey;
	readonly url?: string;
}

export interface PolicyWitness extends PolicyLog {
	/** Its name inside the policy; means nothing outside. */
	readonly name: string;
}

export interface PolicyGroup {
	readonly name: string;
	readonly threshold: number;
	readonly members: readonly string[];
}

export interface Policy {
	readonly logs: readonly PolicyLog[];
	readonly witnesses: readonly PolicyWitness[];
	/** Each names only witnesses and groups before it. */
	readonly groups: readonly PolicyGroup[];
	/** Name of a witness or group; undefined for `none`. */
	readonly quorum: string | undefined;
}

interface Draft {
	readonly logs: PolicyLog[];
	readonly witnesses: PolicyWitness[];
	readonly groups: PolicyGroup[];
	readonly used: Set<string>;
	quorum: { readonly name: string | undefined } | undefined;
}

/** C2SP tlog-policy; `where` of a failure is the number of the line. */
export function parsePolicy(text: string): Outcome<'policy', Policy> {
	const draft: Draft = {
		logs: [],
		witnesses: [],
		groups: [],
		used: new Set(),
		quorum: undefined,
	};
	for (const [index, line] of text.split('\n').entries()) {
		const where = String(index + 1);
		if (hasForbiddenCharacter(line)) return failure('ledger.policy_malformed', where);
		const [keyword, ...words] = line.split(/[ \t]+/u).filter((word) => word !== '');
		if (keyword === undefined || keyword.startsWith('#')) continue;
		const refused = readLine(draft, keyword, words);
		if (refused) return { ...refused, where };
	}
	if (draft.quorum === undefined) return failure('ledger.policy_malformed', 'quorum');
	const { logs, witnesses, groups, quorum } = draft;
	return { ok: true, policy: { logs, witnesses, groups, quorum: quorum.name } };
}

function hasForbiddenCharacter(line: string): boolean {
	for (const character of line) {
		if ((character < ' ' && character !== '\t') || character === '\u007f') return true;
	}
	return false;
}

function readLine(draft: Draft, keyword: string, words: string[]): Failure | undefined {
	switch (keyword) {
		case 'log':
			return readLog(draft, words);
		case 'witness':
			return readWitness(draft, words);
		case 'group':
			return readGroup(draft, words);
		case 'quorum':
			return readQuorum(draft, words);
		default:
			return failure('ledger.policy_malformed');
	}
}

/** Keys that wrap the same public key are duplicates, whatever their names. */
function isDuplicate(known: readonly PolicyLog[], key: VerifierKey): boolean {
	const material = toBase64(key.publicKey);
	return known.some((other) => toBase64(other.key.publicKey) === material);
}

function readLog(draft: Draft, [vkey = '', url, ...rest]: string[]): Failure | undefined {
	const parsed = parseVkey(vkey);
	if (!parsed.ok) return parsed;
	if (rest.length > 0 || isDuplicate(draft.logs, parsed.key)) {
		return failure('ledger.policy_malformed');
	}
	draft.logs.push({ key: parsed.key, ...(url === undefined ? {} : { url }) });
	return undefined;
}

function readWitness(
	draft: Draft,
	[name = '', vkey = '', url, ...rest]: string[],
): Failure | undefined {
	const parsed = parseVkey(vkey);
	if (!parsed.ok) return parsed;
	if (rest.length > 0 || !isFreeName(draft, name) || isDuplicate(draft.witnesses, parsed.key)) {
		return failure('ledger.policy_malformed');
	}
	draft.witnesses.push({ name, key: parsed.key, ...(url === undefined ? {} : { url }) });
	return undefined;
}

function isFreeName(draft: Draft, name: string): boolean {
	return name !== '' && name !== 'none' && !isDefined(draft, name);
}

function isDefined(draft: Draft, name: string): boolean {
	return [...draft.witnesses, ...draft.groups].some((known) => known.name === name);
}

function readGroup(
	draft: Draft,
	[name = '', threshold = '', ...members]: string[],
): Failure | undefined {
	const count = thresholdOf(threshold, members.length);
	if (!isFreeName(draft, name) || count === undefined || count < 1 || count > members.length) {
		return failure('ledger.policy_malformed');
	}
	for (const member of members) {
		// A witness that stood in two groups could be counted twice.
		if (!isDefined(draft, member) || draft.used.has(member)) {
			return failure('ledger.policy_malformed');
		}
		draft.used.add(member);
	}
	draft.groups.push({ name, threshold: count, members });
	return undefined;
}

function thresholdOf(word: string, members: number): number | undefined {
	if (word === 'any') return 1;
	return word === 'all' ? members : parseDecimal(word);
}

function readQuorum(draft: Draft, [name = '', ...rest]: string[]): Failure | undefined {
	const known = name === 'none' || isDefined(draft, name);
	if (draft.quorum !== undefined || rest.length > 0 || !known) {
		return failure('ledger.policy_malformed');
	}
	draft.quorum = { name: name === 'none' ? undefined : name };
	return undefined;
}

/** Whether these witnesses are enough. */
function isQuorum(policy: Policy, present: ReadonlySet<string>): boolean {
	if (policy.quorum === undefined) return true;
	const met = new Set(present);
	for (const { name, threshold, members } of policy.groups) {
		if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
	}
	return met.has(policy.quorum);
}

/** More witnesses than this are not tried: the check looks at every set of them. */
const mostWitnessesTried = 16;

/**
 * Whether any two quorums share a witness. Where they do not, a log and two sets of witnesses that
 * never meet can show two histories, each with a full quorum. Undefined for too many witnesses.
 */
export function quorumsIntersect(policy: Policy): boolean | undefined {
	const names = policy.witnesses.map(({ name }) => name);
	if (policy.quorum === undefined) return false;
	if (names.length > mostWitnessesTried) return undefined;
	const sets = 1 << names.length;
	for (let set = 0; set < sets; set += 1) {
		const inside = names.filter((_, place) => (set >> place) % 2 === 1);
		const outside = names.filter((_, place) => (set >> place) % 2 === 0);
		if (isQuorum(policy, new Set(inside)) && isQuorum(policy, new Set(outside))) return false;
	}
	return true;
}

export interface Cosigner {
	/** Name inside the policy. */
	readonly name: string;
	readonly key: VerifierKey;
	readonly timestamp: PosixSeconds;
}

export interface PolicyVerdict {
	readonly checkpoint: Checkpoint;
	readonly log: PolicyLog;
	readonly cosigners: readonly Cosigner[];
}

/**
 * Whether a checkpoint is signed by a log of the policy and cosigned by a quorum. One false
 * signature of a known key refuses the whole note (signed-note).
 */
export function policyHolds(
	policy: Policy,
	input: Uint8Array | string | Checkpoint,
	verify?: VerifyEd25519,
): Outcome<'verdict', PolicyVerdict> {
	const parsed = asCheckpoint(input);
	if (!parsed.ok) return parsed;
	const { checkpoint } = parsed;
	const sameOrigin = policy.logs.filter(({ key }) => key.name === checkpoint.origin);
	if (sameOrigin.length === 0) return failure('ledger.origin_mismatch');
	const states = sameOrigin.map(({ key }) => verifyNoteSignature(checkpoint.note, key, verify));
	if (states.includes('invalid')) return failure('ledger.signature_invalid');
	const log = sameOrigin[states.indexOf('valid')];
	if (log === undefined) return failure('ledger.signature_missing');

	const cosigners: Cosigner[] = [];
	for (const { name, key } of policy.witnesses) {
		const found = verifyCosignature(checkpoint.note, key, verify);
		if (found.state === 'invalid') return failure('ledger.signature_invalid', name);
		if (found.state === 'valid') cosigners.push({ name, key, timestamp: found.timestamp });
	}
	if (!isQuorum(policy, new Set(cosigners.map(({ name }) => name)))) {
		return failure('ledger.quorum_missing');
	}
	return { ok: true, verdict: { checkpoint, log, cosigners } };
}

function asCheckpoint(input: Uint8Array | string | Checkpoint): Outcome<'checkpoint', Checkpoint> {
	return typeof input === 'string' || input instanceof Uint8Array
		? parseCheckpoint(input)
		: { ok: true, checkpoint: input };
}
