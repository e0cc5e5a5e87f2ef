import type { ResultRow } from '../contract.ts';

/** What differs between two runs, person by person, and by which change of the inputs. */

type Named = Readonly<Record<string, string>>;

/** A run with its inputs in full form. */
export interface ComparedRun {
	readonly rows: readonly ResultRow[];
	readonly participants: readonly Named[];
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
	readonly moved: readonly MovedPerson[];
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

export function compareRuns(before: ComparedRun, after: ComparedRun): RunComparison {
	const find = indexOf(before.rows, (row) => row.participantId);
	const now = new Set(after.rows.map((row) => row.participantId));
	const why = explainerOf(before, after);
	const moved = after.rows.flatMap((row) => {
		const old = find.get(row.participantId);
		if (old !== undefined && shown.every((column) => old[column] === row[column])) return [];
		return [movedPerson(old, row, why(row.participantId))];
	});
	const gone = before.rows
		.filter((row) => !now.has(row.participantId))
		.map((row) => movedPerson(row, undefined, [{ kind: 'left' }]));
	return {
		participants: after.rows.length,
		moved: [...moved, ...gone],
		counts: countsOf(before.rows, after.rows),
		inputs: [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])].map(
			(name) => ({
				name,
				before: before.inputs[name] ?? '',
				after: after.inputs[name] ?? '',
			}),
		),
	};
}

const shown = ['outcome', 'final', 'rankSkd', 'rankFinal', 'placedVacancyId'] as const;

function movedPerson(
	before: ResultRow | undefined,
	after: ResultRow | undefined,
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

function explainerOf(before: ComparedRun, after: ComparedRun) {
	const old = indexOf(before.participants, personOf);
	const current = indexOf(after.participants, personOf);
	const decided = changedDecisions(before.decisions, after.decisions);
	const whole = wholeChanges(before, after);
	return (participantId: string): readonly Cause[] => {
		const was = old.get(participantId);
		if (was === undefined) return [{ kind: 'joined' }];
		const own = ownChanges(was, current.get(participantId) ?? {});
		const causes: readonly Cause[] = [
			...own,
			...(decided.has(participantId) ? [{ kind: 'decision' as const }] : []),
			...whole,
		];
		return causes.length > 0 ? causes : [{ kind: 'others' }];
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

function countsOf(before: readonly ResultRow[], after: readonly ResultRow[]) {
	const [was, is] = [tally(before), tally(after)];
	return [...new Set([...was.keys(), ...is.keys()])].sort().map((outcome) => ({
		outcome,
		before: was.get(outcome) ?? 0,
		after: is.get(outcome) ?? 0,
	}));
}

function tally(rows: readonly ResultRow[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	return counts;
}

function indexOf<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T> {
	return new Map(items.map((item) => [key(item), item]));
}

function personOf(one: Named): string {
	return one['participant_id'] ?? '';
}
