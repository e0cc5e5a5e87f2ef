/** Where a selection is on its way from files to a published version: one answer for every page. */

export type Kind = 'cpns' | 'pppk';

/** What a run would be made from: a file that was taken in, or what the newest version had. */
export type Source =
	| { readonly from: 'import'; readonly importId: number; readonly rows: number }
	| { readonly from: 'version'; readonly version: number };

/** How far a version is on its way; between `approved` and `published` it goes on by itself. */
export type ApprovalStep =
	| 'asked'
	| 'returned'
	| 'approved'
	| 'recorded'
	| 'bound'
	/** Bound to a log that ended before it held the entry: it is shown nowhere, and goes no further. */
	| 'log_replaced'
	| 'published';

export interface SelectionState {
	readonly kind: Kind;
	readonly stage: 'skd' | 'final';
	readonly vacancies?: Source;
	readonly participants?: Source;
	/** SKD, or the competence test of PPPK. */
	readonly firstMarks?: Source;
	readonly skbMarks?: Source;
	readonly rules?:
		| { readonly from: 'saved'; readonly faults: number }
		| { readonly from: 'version'; readonly version: number };
	/** The newest one that nobody cancelled. */
	readonly run?: {
		readonly id: number;
		readonly state: 'waiting' | 'ranking' | 'refused' | 'failed' | 'done';
		/** Files, rules or decisions have changed since it was asked for. */
		readonly outdated: boolean;
		readonly ties: number;
		readonly proposals: number;
	};
	/** The newest one of that run. */
	readonly approval?: {
		readonly id: number;
		readonly step: ApprovalStep;
	};
	/** The newest version that everybody sees. */
	readonly published?: {
		readonly version: number;
		/** Nothing has been changed or run since. */
		readonly current: boolean;
	};
}

export type StepDetail =
	| Source
	| { readonly from: 'absent' }
	| { readonly from: 'saved' }
	| { readonly from: 'faulty'; readonly faults: number }
	| {
			readonly from: 'run';
			readonly run: number;
			readonly is: 'underway' | 'refused' | 'failed' | 'outdated' | 'done';
	  }
	| {
			readonly from: 'ties';
			readonly run: number;
			readonly open: number;
			readonly proposed: number;
	  }
	| {
			readonly from: 'approval';
			readonly approval: number;
			readonly is: 'asked' | 'returned' | 'waiting' | 'signed' | 'underway' | 'halted';
	  };

export type StepKey =
	| 'vacancies'
	| 'participants'
	| 'skd'
	| 'skb'
	| 'competence'
	| 'rules'
	| 'run'
	| 'ties'
	| 'ask'
	| 'approve'
	| 'publish';

export interface SelectionStep {
	readonly key: StepKey;
	/** `now` is the first that is not done; what comes after it may be done already. */
	readonly state: 'done' | 'now' | 'next';
	readonly detail: StepDetail;
}

export interface SelectionWay {
	readonly steps: readonly SelectionStep[];
	/** Without these no run succeeds. */
	readonly missing: readonly StepKey[];
	/** Marks that have not come: a run succeeds only where nobody should have had them. */
	readonly marksMissing: readonly StepKey[];
	readonly underway: boolean;
}

interface Judged {
	readonly key: StepKey;
	readonly done: boolean;
	readonly detail: StepDetail;
}

export function selectionWay(state: SelectionState): SelectionWay {
	const inputs = inputSteps(state);
	const judged = [...inputs, ...(versionSteps(state) ?? runSteps(state))];
	const now = judged.findIndex(({ done }) => !done);
	const run = state.run?.state;
	const absentKeys = inputs.filter(({ done }) => !done).map(({ key }) => key);
	return {
		steps: judged.map(({ key, done, detail }, at) => ({
			key,
			state: done ? 'done' : at === now ? 'now' : 'next',
			detail,
		})),
		missing: absentKeys.filter((key) => !marks.includes(key)),
		marksMissing: absentKeys.filter((key) => marks.includes(key)),
		underway: run === 'waiting' || run === 'ranking',
	};
}

const absent = { from: 'absent' } as const;

const marks: readonly StepKey[] = ['skd', 'skb', 'competence'];

function inputSteps(state: SelectionState): readonly Judged[] {
	const { kind, stage, vacancies, participants, firstMarks, skbMarks } = state;
	const of = (key: StepKey, source: Source | undefined): Judged => ({
		key,
		done: source !== undefined,
		detail: source ?? absent,
	});
	return [
		of('vacancies', vacancies),
		of('participants', participants),
		of(kind === 'pppk' ? 'competence' : 'skd', firstMarks),
		...(kind === 'cpns' && stage === 'final' ? [of('skb', skbMarks)] : []),
		rulesStep(state),
	];
}

function rulesStep({ rules }: SelectionState): Judged {
	const key = 'rules';
	if (rules === undefined) return { key, done: false, detail: absent };
	if (rules.from === 'version') return { key, done: true, detail: rules };
	return rules.faults === 0
		? { key, done: true, detail: { from: 'saved' } }
		: { key, done: false, detail: { from: 'faulty', faults: rules.faults } };
}

/** A version that no run of this page led to, and after which nothing was changed. */
function versionSteps({ published, approval }: SelectionState): readonly Judged[] | undefined {
	if (published?.current !== true || approval?.step === 'published') return undefined;
	const detail = { from: 'version', version: published.version } as const;
	return (['run', 'ties', 'ask', 'approve', 'publish'] as const).map((key) => ({
		key,
		done: true,
		detail,
	}));
}

function runSteps({ run, approval, published }: SelectionState): readonly Judged[] {
	const ready = run?.state === 'done' && !run.outdated;
	const is = runIs(run);
	const signed = ready && approval !== undefined ? approval : undefined;
	const step = signed?.step;
	const asked = step !== undefined && step !== 'returned';
	const approved = asked && step !== 'asked';
	const of = (word: Extract<StepDetail, { from: 'approval' }>['is']): StepDetail =>
		signed === undefined ? absent : { from: 'approval', approval: signed.id, is: word };
	return [
		{
			key: 'run',
			done: ready,
			detail: run === undefined || is === undefined ? absent : { from: 'run', run: run.id, is },
		},
		{
			key: 'ties',
			done: ready && run.ties === 0,
			detail: ready
				? { from: 'ties', run: run.id, open: run.ties, proposed: run.proposals }
				: absent,
		},
		{ key: 'ask', done: asked, detail: of(step === 'returned' ? 'returned' : 'asked') },
		{
			key: 'approve',
			done: approved,
			detail: approved ? of('signed') : asked ? of('waiting') : absent,
		},
		{
			key: 'publish',
			done: step === 'published',
			detail:
				step === 'published' && published !== undefined
					? { from: 'version', version: published.version }
					: approved
						? of(step === 'log_replaced' ? 'halted' : 'underway')
						: absent,
		},
	];
}

function runIs(run: SelectionState['run']) {
	if (run === undefined) return undefined;
	if (run.state === 'waiting' || run.state === 'ranking') return 'underway';
	return run.outdated ? 'outdated' : run.state;
}
