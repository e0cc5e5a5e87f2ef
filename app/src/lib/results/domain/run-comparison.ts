import type { ResultRow } from '../contract.ts';

/** What differs between two runs, person by person, and by which change of the inputs. */

type Named = Readonly<Record<string, string>>;

/** A run with its inputs in full form; what has a row a person can be read as often as wanted. */
export interface ComparedRun {
	readonly rows: Iterable<ResultRow>;
	readonly participants: Iterable<Named>;
	readonly decisions: readonly Named[];
	/** Lower-case hexadecimal by file name. */
	readonly inputs: Readonly<Record<string, string>>;
}

export type Cause =
	/** A mark or a status of the person's own changed. */
	| {
			readonly kind: 'mark';
			readonly column: string;
			readonly before: string;
			readonly after: string;
	  }
	/** Birth date or grade point average: named, not shown. */
	| { readonly kind: 'personal'; readonly column: string }
	| { readonly kind: 'decision' }
	| { readonly kind: 'joined' | 'left' }
	/** The selection's rules or the vacancies changed. */
	| { readonly kind: 'rules' | 'vacancies' }
	/** Nothing of the person's own: somebody else's change moved them. */
	| { readonly kind: 'others' };

export interface MovedPerson {
	readonly participantId: string;
	readonly vacancyId: string;
	/** Empty where the person was not, or is no longer, in the list. */
	readonly before: string;
	readonly after: string;
	readonly rankBefore: string;
	readonly rankAfter: string;
	readonly finalBefore: string;
	readonly finalAfter: string;
	readonly causes: readonly Cause[];
}

export interface RunComparison {
	readonly participants: number;
	/** The first of them, in the order of the results. */
	readonly moved: readonly MovedPerson[];
	/** How many there are. */
	readonly movedTotal: number;
	readonly counts: readonly {
		readonly outcome: string;
		readonly before: number;
		readonly after: number;
	}[];
	readonly inputs: readonly {
		readonly name: string;
		readonly before: string;
		readonly after: string;
	}[];
}

/** Columns that say more of a person than a mark does. */
const unshown = ['birth_date', 'gpa'];

/** People of whom is said what moved them; of the others, that they moved. */
const mostShown = 200;

interface Moved {
	readonly before: Standing | undefined;
	readonly after: ResultRow | undefined;
}

export function compareRuns(before: ComparedRun, after: ComparedRun): RunComparison {
	const standings = new Map<string, string>();
	const [was, is] = [new Map<string, number>(), new Map<string, number>()];
	for (const row of before.rows) {
		count(was, row.outcome);
		standings.set(row.participantId, standingOf(row));
	}
	const moved: Moved[] = [];
	let movedTotal = 0;
	let participants = 0;
	const found = (before: string | undefined, after: ResultRow | undefined, id: string) => {
		movedTotal += 1;
		if (moved.length === mostShown) return;
		moved.push({ before: before === undefined ? undefined : readStanding(id, before), after });
	};
	for (const row of after.rows) {
		participants += 1;
		count(is, row.outcome);
		const old = standings.get(row.participantId);
		standings.delete(row.participantId);
		if (old !== standingOf(row)) found(old, row, row.participantId);
	}
	for (const [id, old] of standings) found(old, undefined, id);
	const names = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])];
	return {
		participants,
		moved: explained(moved, before, after),
		movedTotal,
		counts: [...new Set([...was.keys(), ...is.keys()])].sort().map((outcome) => ({
			outcome,
			before: was.get(outcome) ?? 0,
			after: is.get(outcome) ?? 0,
		})),
		inputs: names.map((name) => ({
			name,
			before: before.inputs[name] ?? '',
			after: after.inputs[name] ?? '',
		})),
	};
}

function count(counts: Map<string, number>, outcome: string): void {
	counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
}

const standingColumns = [
	'outcome',
	'final',
	'rankSkd',
	'rankFinal',
	'placedVacancyId',
	'vacancyId',
] as const;

type Standing = Readonly<Pick<ResultRow, (typeof standingColumns)[number] | 'participantId'>>;

/** One text a person: a million objects would take several times the memory. */
function standingOf(row: ResultRow): string {
	return standingColumns.map((column) => row[column]).join('\n');
}

function readStanding(participantId: string, text: string): Standing {
	const values = text.split('\n');
	const named = Object.fromEntries(standingColumns.map((column, at) => [column, values[at] ?? '']));
	return { participantId, ...named } as unknown as Standing;
}

function explained(
	moved: readonly Moved[],
	before: ComparedRun,
	after: ComparedRun,
): readonly MovedPerson[] {
	const ids = new Set(
		moved.map((one) => one.after?.participantId ?? one.before?.participantId ?? ''),
	);
	const old = pick(before.participants, ids);
	const current = pick(after.participants, ids);
	const decided = changedDecisions(before.decisions, after.decisions);
	const whole = wholeChanges(before, after);
	return moved.map(({ before: standing, after: row }) => {
		if (row === undefined) return movedPerson(standing, undefined, [{ kind: 'left' }]);
		if (standing === undefined) return movedPerson(undefined, row, [{ kind: 'joined' }]);
		const id = row.participantId;
		const causes: readonly Cause[] = [
			...ownChanges(old.get(id) ?? {}, current.get(id) ?? {}),
			...(decided.has(id) ? [{ kind: 'decision' as const }] : []),
			...whole,
		];
		return movedPerson(standing, row, causes.length > 0 ? causes : [{ kind: 'others' }]);
	});
}

function pick(people: Iterable<Named>, ids: ReadonlySet<string>): ReadonlyMap<string, Named> {
	const found = new Map<string, Named>();
	for (const one of people) if (ids.has(personOf(one))) found.set(personOf(one), one);
	return found;
}

function movedPerson(
	before: Standing | undefined,
	after: Standing | undefined,
	causes: readonly Cause[],
): MovedPerson {
	return {
		participantId: after?.participantId ?? before?.participantId ?? '',
		vacancyId: after?.vacancyId ?? before?.vacancyId ?? '',
		before: before?.outcome ?? '',
		after: after?.outcome ?? '',
		rankBefore: before?.rankFinal ?? '',
		rankAfter: after?.rankFinal ?? '',
		finalBefore: before?.final ?? '',
		finalAfter: after?.final ?? '',
		causes,
	};
}

function ownChanges(before: Named, after: Named): readonly Cause[] {
	const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return columns.flatMap((column): readonly Cause[] => {
		const [was = '', is = ''] = [before[column], after[column]];
		if (was === is) return [];
		return unshown.includes(column)
			? [{ kind: 'personal', column }]
			: [{ kind: 'mark', column, before: was, after: is }];
	});
}

function changedDecisions(before: readonly Named[], after: readonly Named[]): ReadonlySet<string> {
	const line = (one: Named) => `${one['vacancy_id']}|${personOf(one)}|${one['decision']}`;
	const [was, is] = [new Set(before.map(line)), new Set(after.map(line))];
	return new Set([
		...before.filter((one) => !is.has(line(one))).map(personOf),
		...after.filter((one) => !was.has(line(one))).map(personOf),
	]);
}

function wholeChanges(before: ComparedRun, after: ComparedRun): readonly Cause[] {
	const differs = (name: string) => before.inputs[name] !== after.inputs[name];
	return [
		...(differs('selection.json') ? [{ kind: 'rules' as const }] : []),
		...(differs('vacancies.csv') ? [{ kind: 'vacancies' as const }] : []),
	];
}

function personOf(one: Named): string {
	return one['participant_id'] ?? '';
}
