import type { Fault, ReportedTie } from '@terang/rules';
import type { Permission } from '../../identity/contract.ts';
import type { Bilingual, Institution, ShownCount } from '../../vacancies/contract.ts';
import type { PublicResultRow, PublishedVersion, ResultKind } from '../contract.ts';
import type { PackFacts } from '../domain/pack-facts.ts';
import type { RulesFault, RulesGiven } from '../domain/rules-faults.ts';
import type { RulesChange } from '../domain/rules-changes.ts';
import type { RulesForm } from '../domain/rules-form.ts';
import type { RunComparison } from '../domain/run-comparison.ts';
import type { ApprovalStep, SelectionWay } from '../domain/selection-steps.ts';

export type { PackDoubt, PackFacts, PackRound } from '../domain/pack-facts.ts';
export type { RulesFault, RulesGiven } from '../domain/rules-faults.ts';
export type { RulesChange, RulesPlace } from '../domain/rules-changes.ts';
export type { RulesForm } from '../domain/rules-form.ts';
export type {
	ApprovalStep,
	SelectionStep,
	SelectionWay,
	StepDetail,
	StepKey,
} from '../domain/selection-steps.ts';
export { countTies } from '../domain/tie-state.ts';

/** What the staff pages may know and do on the way from imported files to a published version. */

export interface StaffSelection {
	readonly id: string;
	readonly title: Bilingual;
	readonly institution: Institution;
	readonly published?: PublishedVersion;
	/** The newest that nobody cancelled. */
	readonly lastRun?: RunView;
	/** The newest one of that run. */
	readonly approval?: ApprovalView;
	readonly way: SelectionWay;
}

/** The rules that the next run will use: one document, shown as a form wherever a form can. */
export interface RulesView {
	readonly document: string;
	/** Absent where the document says what no field holds. */
	readonly form?: RulesForm;
	/** Of what is saved; an older release did not look. */
	readonly faults: readonly RulesFault[];
	/** A draft is saved by nobody; otherwise they are those of the newest version. */
	readonly from: 'draft' | 'saved' | 'version';
	readonly savedByName?: string;
	readonly savedAt?: string;
	readonly packs: readonly PackFacts[];
}

export interface SelectionPage extends Pick<
	StaffSelection,
	'id' | 'title' | 'institution' | 'way'
> {
	readonly seasonId: string;
	readonly runs: readonly RunView[];
	readonly rules: RulesView;
}

export type RulesOutcome =
	| StaffOutcome
	| { readonly kind: 'faulty'; readonly faults: readonly RulesFault[] }
	| { readonly kind: 'overtaken'; readonly by: SavedRules };

/** Rules that somebody saved after another had opened the older ones. */
export interface SavedRules {
	readonly document: string;
	readonly savedByName?: string;
	readonly savedAt?: string;
	/** Absent where no field of the form shows what became different. */
	readonly changes?: readonly RulesChange[];
}

export type RunState = 'waiting' | 'ranking' | 'refused' | 'done' | 'failed' | 'cancelled';

/** Why a run was given up; nothing about anybody's data is wrong. */
export type RunFailure =
	/** The process ended each time it was begun. */
	| 'results.run_interrupted'
	| 'results.run_out_of_memory'
	| 'results.run_no_space'
	| 'results.run_unexpected';

/** A fault without its value, which may be about a person. */
export type RunFault = Omit<Fault, 'value'>;

export type RunRefusal =
	| { readonly code: 'results.no_rules' | 'results.no_vacancies' | 'results.no_participants' }
	| { readonly code: 'results.selection_differs' | 'results.rules_unreadable' }
	/** A person was erased since, or it was left lying: its files are gone. */
	| { readonly code: 'results.run_erased' | 'results.run_expired' }
	| {
			readonly code: 'results.input_refused';
			readonly faults: readonly RunFault[];
			readonly total: number;
	  };

/** Lower-case hexadecimal SHA-256 by file name. */
export type FileDigests = Readonly<Record<string, string>>;

export interface RunOutcome {
	readonly pack: string;
	readonly packSha256: string;
	readonly engine: string;
	/** Of the inputs in full form. */
	readonly inputs: FileDigests;
	/** Of the seven data files as they would be published. */
	readonly files: FileDigests;
	readonly participants: number;
	readonly seats: number;
	readonly filled: number;
	/** People by outcome code. */
	readonly counts: Readonly<Record<string, number>>;
	readonly ties: readonly ReportedTie[];
}

export interface RunView {
	readonly id: number;
	readonly selectionId: string;
	readonly state: RunState;
	readonly askedByName: string;
	readonly askedAt: string;
	readonly finishedAt?: string;
	readonly refusal?: RunRefusal;
	readonly outcome?: RunOutcome;
	readonly failure?: RunFailure;
	/** Of one that is under way: how much of it is done, from 0 to 100. */
	readonly percent?: number;
	/** Of one that is under way: an attempt before this one came to no end. */
	readonly begunAgain?: true;
}

export interface TieProposalView {
	readonly id: number;
	/** Of the run whose tie it settles. */
	readonly runId: number;
	readonly vacancyId: string;
	readonly chosen: readonly string[];
	readonly authority: string;
	readonly reason: string;
	readonly proposedBy: string;
	readonly proposedByName: string;
	readonly state: 'open' | 'confirmed' | 'refused';
	readonly decidedByName?: string;
}

export interface RunPage {
	readonly run: RunView;
	readonly selection: Pick<StaffSelection, 'id' | 'title' | 'institution'>;
	readonly proposals: readonly TieProposalView[];
	/** What the vacancies are called that have a tie, by id. */
	readonly tied: Readonly<Record<string, string>>;
	/** The version that an approval of it would publish. */
	readonly nextVersion: number;
	/** Of two whole countries it takes a while: then it is there at the next look. */
	readonly comparison?: RunComparison | 'underway';
	/** What the run is compared with. */
	readonly comparedWith?: { readonly version: number } | { readonly run: number };
	readonly others: readonly RunView[];
	readonly approvals: readonly ApprovalView[];
}

export interface ApprovalView {
	readonly id: number;
	readonly runId: number;
	readonly selectionId: string;
	readonly version: number;
	readonly files: FileDigests;
	readonly correction?: { readonly authority: string; readonly reason: string };
	readonly askedByName: string;
	readonly askedAt: string;
	readonly state: 'open' | 'approved' | 'returned';
	readonly decidedByName?: string;
	readonly decidedAt?: string;
	readonly note?: string;
	readonly step: ApprovalStep;
	/** Where the log says so, once it has given the entry a place. */
	readonly entries: Readonly<Partial<Record<ApprovalStep, number>>>;
	/** It is visible to everybody. */
	readonly published: boolean;
}

export interface ApprovalPage extends RunPage {
	readonly approval: ApprovalView;
}

/** A vacancy as the public would see it, names masked and small groups protected. */
export interface RunPreview {
	readonly selection: RunPage['selection'];
	readonly run: RunView;
	readonly vacancies: readonly {
		readonly id: string;
		readonly title: string;
		readonly seats: number;
		readonly filled: number;
		readonly applicants: ShownCount;
	}[];
	/** Of the vacancies. */
	readonly page: number;
	readonly pages: number;
	readonly vacancy?: {
		readonly id: string;
		readonly title: string;
		readonly seats: number;
		readonly kind: ResultKind;
		readonly ranking: readonly PublicResultRow[];
		/** Fewer than ten people of a special formation: numbers only. */
		readonly namesHidden: boolean;
	};
}

/** Who may act on a thing: whose it is, and who prepared it. */
export interface StaffResource {
	readonly institutionId: string;
	readonly preparedBy: readonly string[];
}

export type StaffOutcome =
	| { readonly kind: 'done'; readonly id: number }
	| {
			readonly kind: 'refused';
			readonly code:
				| 'results.unknown'
				| 'results.run_underway'
				| 'results.not_in_this_state'
				| 'results.tie_unresolved'
				| 'results.tie_choice'
				| 'results.text_needed'
				| 'results.text_personal'
				| 'results.rules_unreadable'
				| 'results.already_asked'
				| 'results.correction_required'
				| 'results.version_taken'
				| 'results.name_missing'
				| 'results.not_recomputed'
				| 'results.prepared_by_same'
				| 'results.log_stopped'
				| 'results.not_as_approved';
	  };

/** The pages of committee and approving official; each command takes the policy's permission. */
export interface CommitteeApi {
	resourceOfSelection(id: string): Promise<StaffResource | undefined>;
	resourceOfRun(id: number): Promise<StaffResource | undefined>;
	resourceOfApproval(id: number): Promise<StaffResource | undefined>;
	resourceOfTie(id: number): Promise<StaffResource | undefined>;

	selections(institutions: 'all' | readonly string[]): Promise<readonly StaffSelection[]>;
	selection(
		permission: Permission<'selection.read'>,
		id: string,
	): Promise<SelectionPage | undefined>;
	run(
		permission: Permission<'selection.read'>,
		id: number,
		comparedWith?: number,
	): Promise<RunPage | undefined>;
	preview(
		permission: Permission<'selection.read'>,
		id: number,
		wanted: { readonly vacancyId?: string; readonly page?: number },
	): Promise<RunPreview | undefined>;
	/** State and progress of one run. */
	progress(permission: Permission<'selection.read'>, id: number): Promise<RunView | undefined>;
	approvals(institutions: 'all' | readonly string[]): Promise<readonly ApprovalView[]>;
	approval(permission: Permission<'selection.read'>, id: number): Promise<ApprovalPage | undefined>;
	/** One of the seven data files that are to be approved. */
	approvalFile(
		permission: Permission<'selection.read'>,
		id: number,
		name: string,
	): Promise<Uint8Array | undefined>;
	/** Ranks the inputs of an approval anew: the digest of `results.csv` that comes out. */
	recompute(permission: Permission<'publication.approve'>, id: number): Promise<string | undefined>;

	setRules(
		permission: Permission<'selection.prepare'>,
		selectionId: string,
		rules: RulesGiven,
	): Promise<RulesOutcome>;
	startRun(permission: Permission<'ranking.run'>, selectionId: string): Promise<StaffOutcome>;
	/** Ends a run that is under way; nothing of it is kept. */
	cancelRun(permission: Permission<'ranking.run'>, id: number): Promise<StaffOutcome>;
	proposeTie(
		permission: Permission<'tie.propose'>,
		runId: number,
		proposal: {
			readonly vacancyId: string;
			readonly chosen: readonly string[];
			readonly authority: string;
			readonly reason: string;
		},
	): Promise<StaffOutcome>;
	decideTie(
		permission: Permission<'tie.confirm'>,
		id: number,
		decision: 'confirmed' | 'refused',
	): Promise<StaffOutcome>;
	askApproval(
		permission: Permission<'publication.ask'>,
		runId: number,
		correction?: { readonly authority: string; readonly reason: string },
	): Promise<StaffOutcome>;
	/** @param computed SHA-256 of the `results.csv` that the approver's own computation gave */
	approve(
		permission: Permission<'publication.approve'>,
		id: number,
		computed: string,
	): Promise<StaffOutcome>;
	sendBack(
		permission: Permission<'publication.refuse'>,
		id: number,
		note: string,
	): Promise<StaffOutcome>;
}
