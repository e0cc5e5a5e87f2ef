import type { Permission } from '../../identity/contract.ts';
import type { CommitteeApi, StaffOutcome } from '../committee/contract.ts';
import { tellsOfPerson } from '../domain/public-text.ts';
import { parseNamed } from '../domain/results-file.ts';
import { allowsChoice } from '../domain/tie-choice.ts';
import { textOf } from './ranking.server.ts';
import {
	getRun,
	readRunInput,
	refused,
	type Run,
	type RunDeps,
	type RunsDb,
} from './runs.server.ts';

/** Decisions where every legal key is equal: one person proposes, another confirms. */

/** As the log takes it: short, on one line. */
export function isLoggable(text: string): boolean {
	return /^[^\p{Cc}\p{Cs}]{1,300}$/u.test(text);
}

/** Of everybody whom the run ranks. */
export async function namesIn(deps: RunDeps, run: Run): Promise<readonly string[]> {
	const people = parseNamed(textOf(await readRunInput(deps, run), 'people.csv'));
	return people.map((row) => row['name'] ?? '');
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
	const names = await namesIn(deps, run);
	const texts = [proposal.authority, proposal.reason];
	if (texts.some((text) => tellsOfPerson(text, names))) return refused('results.text_personal');
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
