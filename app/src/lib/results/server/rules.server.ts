import { packBytes, packIds } from '@terang/rules';
import type { Permission } from '../../identity/contract.ts';
import type { RulesOutcome, RulesView } from '../committee/contract.ts';
import { draftRules } from '../domain/first-rules.ts';
import { packFacts } from '../domain/pack-facts.ts';
import { judgeRules, type RulesGiven } from '../domain/rules-faults.ts';
import { formOf } from '../domain/rules-form.ts';
import { findRules } from './run-inputs.server.ts';
import type { RunDeps, RunsDb } from './runs.server.ts';

interface OfSeason {
	readonly id: string;
	readonly seasonId: string;
}

/** The rules that the next run will use, or a draft of them, with whoever saved them. */
export async function viewRules(
	deps: RunDeps,
	db: RunsDb,
	{ id, seasonId }: OfSeason,
): Promise<RulesView> {
	const setup = await db
		.selectFrom('results.selection_setup')
		.select(['document', 'set_at', 'set_by_name'])
		.where('selection_id', '=', id)
		.executeTakeFirst();
	const document = setup?.document ?? (await findRules(deps, db, id));
	const shown = document ?? draftRules(id, packIds);
	const form = formOf(shown);
	const packs = packIds.flatMap((pack) => {
		const bytes = packBytes(pack);
		return bytes === undefined ? [] : [packFacts(new TextDecoder().decode(bytes))];
	});
	return {
		document: shown,
		...(form === undefined ? {} : { form }),
		faults:
			setup === undefined
				? []
				: judgeRules({ document: shown }, id, await plansInUse(deps, seasonId)).faults,
		from: document === undefined ? 'draft' : setup === undefined ? 'version' : 'saved',
		...(setup === undefined ? {} : { savedAt: setup.set_at.toISOString() }),
		...savedBy(setup?.set_by_name ?? null),
		packs,
	};
}

const savedBy = (name: string | null) => (name === null ? {} : { savedByName: name });

/** Saves what a run could read; where it could not, every reason, and nothing is saved. */
export async function saveRules(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'selection.prepare'>,
	{ id, seasonId }: OfSeason,
	given: RulesGiven,
): Promise<RulesOutcome> {
	const { document, faults } = judgeRules(given, id, await plansInUse(deps, seasonId));
	if (faults.length > 0) return { kind: 'faulty', faults };
	const row = {
		document,
		set_by: actor.personId,
		set_by_name: actor.name,
		set_at: deps.clock.now(),
	};
	await db
		.insertInto('results.selection_setup')
		.values({ selection_id: id, ...row })
		.onConflict((conflict) => conflict.column('selection_id').doUpdateSet(row))
		.execute();
	return { kind: 'done', id: 0 };
}

async function plansInUse({ vacancies }: RunDeps, seasonId: string) {
	return (await vacancies.listsInEffect([seasonId])).get(seasonId)?.plans ?? {};
}
