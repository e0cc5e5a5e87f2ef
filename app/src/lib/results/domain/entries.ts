import type { EntryToAppend } from '../../ledger/contract.ts';

/** The log entries of a publication: pure data, so that their order and content can be tested. */
export type PublicationEntry = WithoutStream<EntryToAppend>;

type WithoutStream<T> = T extends EntryToAppend ? Omit<T, 'stream'> : never;

/** A decided tie as `decisions.csv` has it. */
export interface Decision {
	readonly vacancyId: string;
	readonly participantId: string;
	readonly decision: 'L' | 'P/TL';
	readonly authority: string;
	readonly reason: string;
}

export interface Correction {
	readonly authority: string;
	readonly reason: string;
}

/**
 * Digests are SHA-256 in base64url, the root is a tree hash; of the participants a salted
 * commitment to the digest, since the file holds personal data.
 */
export interface RankedFacts {
	readonly selection: string;
	readonly version: number;
	readonly participants: number;
	readonly participantsRoot: string;
	readonly pack: string;
	readonly engine: string;
	readonly inputs: {
		readonly selection: string;
		readonly vacancies: string;
		readonly participants: string;
		readonly decisions: string;
	};
	readonly results: string;
	readonly counts: Readonly<Record<string, number>>;
	/** Decisions that no earlier version has logged. */
	readonly newDecisions: readonly Decision[];
	readonly correction?: Correction;
}

/**
 * Everything that is decided before the bundle exists, in the order in which it is decided: who
 * takes part, their marks, how a tie was settled, the run, and why an earlier version falls.
 */
export function entriesBeforeBundle(facts: RankedFacts): readonly PublicationEntry[] {
	const { selection, version } = facts;
	return [
		{
			type: 'participants.committed' as const,
			payload: { selection, version, root: facts.participantsRoot, count: facts.participants },
		},
		{
			type: 'marks.imported',
			payload: {
				selection,
				source: 'participants.csv',
				digest: facts.inputs.participants,
				count: facts.participants,
			},
		},
		...facts.newDecisions.map(({ vacancyId, participantId, decision, authority, reason }) => ({
			type: 'tie.decided' as const,
			payload: {
				selection,
				vacancy: vacancyId,
				participant: participantId,
				decision,
				authority,
				reason,
			},
		})),
		{
			type: 'ranking.run',
			payload: {
				selection,
				version,
				pack: facts.pack,
				inputs: facts.inputs,
				results: facts.results,
				engine: facts.engine,
				counts: facts.counts,
			},
		},
		...(facts.correction === undefined
			? []
			: [
					{
						type: 'correction' as const,
						payload: { selection, version, supersedes: version - 1, ...facts.correction },
					},
				]),
	];
}

export function decisionsOf(
	records: readonly Readonly<Record<string, string>>[],
): readonly Decision[] {
	return records.map((record) => ({
		vacancyId: record['vacancy_id'] ?? '',
		participantId: record['participant_id'] ?? '',
		// The engine has refused every other word.
		decision: record['decision'] === 'L' ? 'L' : 'P/TL',
		authority: record['authority'] ?? '',
		reason: record['reason'] ?? '',
	}));
}

export function sameDecision(a: Decision, b: Decision): boolean {
	return (
		a.vacancyId === b.vacancyId &&
		a.participantId === b.participantId &&
		a.decision === b.decision &&
		a.authority === b.authority &&
		a.reason === b.reason
	);
}
