import type { Permission } from '../../identity/contract.ts';
import type { CommitteeApi, StaffOutcome } from '../committee/contract.ts';
import { allowsChoice } from '../domain/tie-choice.ts';
import { getRun, refused, type Run, type RunDeps, runInput, type RunsDb } from './runs.server.ts';

/** Decisions where every legal key is equal: one person proposes, another confirms. */

/** As the log takes it: short, on one line. */
export function isLoggable(text: string): boolean {
	return /^[^\p{Cc}\p{Cs}]{1,300}$/u.test(text);
}

/** Whether a text tells of a person, of those above all whom the run ranks. */
export function tellsOfPeople(deps: RunDeps, run: Run, texts: readonly string[]): Promise<boolean> {
	return deps.threads.work('tells', { kept: runInput(deps, run), texts });
}

export async function proposeTie(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'tie.propose'>,
	runId: number,
	proposal: Parameters<CommitteeApi['proposeTie']>[2],
): Promise<StaffOutcome> {
	const run = await getRun(db, runId);
	const tie = run.outcome?.ties.find(({ vacancy }) => vacancy === proposal.vacancyId);
	if (tie === undefined) return refused('results.not_in_this_state');
	if (!allowsChoice(tie, proposal.chosen)) return refused('results.tie_choice');
	if (!isLoggable(proposal.authority) || !isLoggable(proposal.reason)) {
		return refused('results.text_needed');
	}
	if (await tellsOfPeople(deps, run, [proposal.authority, proposal.reason])) {
		return refused('results.text_personal');
	}
	const inserted = await db
		.insertInto('results.tie_proposal')
		.values({
			run_id: runId,
			selection_id: run.selection_id,
			vacancy_id: tie.vacancy,
			equals: [...tie.participants],
			chosen: [...proposal.chosen],
			authority: proposal.authority,
			reason: proposal.reason,
			proposed_by: actor.personId,
			proposed_by_name: actor.name,
			proposed_at: deps.clock.now(),
			state: 'open',
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	return inserted === undefined
		? refused('results.already_asked')
		: { kind: 'done', id: inserted.id };
}

export async function decideTie(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'tie.confirm'>,
	id: number,
	decision: 'confirmed' | 'refused',
): Promise<StaffOutcome> {
	const decided = await db
		.updateTable('results.tie_proposal')
		.set({
			state: decision,
			decided_by: actor.personId,
			decided_by_name: actor.name,
			decided_at: deps.clock.now(),
		})
		.where('id', '=', id)
		.where('state', '=', 'open')
		.where('proposed_by', '<>', actor.personId)
		.returning('run_id')
		.executeTakeFirst();
	return decided === undefined
		? refused('results.not_in_this_state')
		: { kind: 'done', id: decided.run_id };
}
