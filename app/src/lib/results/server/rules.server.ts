import { packBytes, packIds } from '@terang/rules';
import type { Actor, Permission } from '../../identity/contract.ts';
import type { RulesOutcome, RulesView } from '../committee/contract.ts';
import { draftRules } from '../domain/first-rules.ts';
import { packFacts } from '../domain/pack-facts.ts';
import { rulesChanges } from '../domain/rules-changes.ts';
import { judgeRules, type RulesGiven } from '../domain/rules-faults.ts';
import { formOf } from '../domain/rules-form.ts';
import { findRules } from './run-inputs.server.ts';
import type { RunDeps, RunsDb } from './runs.server.ts';

interface OfSeason {
	readonly id: string;
	readonly seasonId: string;
}

/** What is shown as the rules: those that were saved, of the newest version, or a draft. */
async function readRules(deps: RunDeps, db: RunsDb, id: string) {
	const setup = await db
		.selectFrom('results.selection_setup')
		.select(['document', 'set_at', 'set_by_name'])
		.where('selection_id', '=', id)
		.executeTakeFirst();
	const document = setup?.document ?? (await findRules(deps, db, id));
	return { setup, document, shown: document ?? draftRules(id, packIds) };
}

type Setup = NonNullable<Awaited<ReturnType<typeof readRules>>['setup']>;

/** The rules that the next run will use, or a draft of them, with whoever saved them. */
export async function viewRules(
	deps: RunDeps,
	db: RunsDb,
	{ id, seasonId }: OfSeason,
): Promise<RulesView> {
	const { setup, document, shown } = await readRules(deps, db, id);
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
		...savedBy(setup),
		packs,
	};
}

function savedBy(setup: Setup | undefined): Pick<RulesView, 'savedAt' | 'savedByName'> {
	if (setup === undefined) return {};
	const { set_at: at, set_by_name: name } = setup;
	return { savedAt: at.toISOString(), ...(name === null ? {} : { savedByName: name }) };
}

/**
 * Saves what a run could read; where it could not, every reason, and nothing is saved. Nor is it
 * over rules that the person has not seen: those come back.
 */
export async function saveRules(
	deps: RunDeps,
	db: RunsDb,
	{ actor }: Permission<'selection.prepare'>,
	{ id, seasonId }: OfSeason,
	given: RulesGiven,
): Promise<RulesOutcome> {
	const { document, faults } = judgeRules(given, id, await plansInUse(deps, seasonId));
	if (faults.length > 0) return { kind: 'faulty', faults };
	const stands = await readRules(deps, db, id);
	const { opened = stands.shown } = given;
	const seen = document === stands.shown || opened === stands.shown;
	if (seen && (await writeRules(deps, db, actor, { id, document, over: stands.setup?.document }))) {
		return { kind: 'done', id: 0 };
	}
	const { setup, shown } = seen ? await readRules(deps, db, id) : stands;
	const changes = rulesChanges({ opened, saved: shown, typed: document });
	const by = { document: shown, ...savedBy(setup), ...(changes && { changes }) };
	return { kind: 'overtaken', by };
}

/**
 * @param rules with the document that stands there, undefined where nobody saved one
 * @returns false where another one stands there by now
 */
async function writeRules(
	{ clock }: RunDeps,
	db: RunsDb,
	actor: Actor,
	{ id, document, over }: { id: string; document: string; over: string | undefined },
): Promise<boolean> {
	const row = {
		document,
		set_by: actor.personId,
		set_by_name: actor.name,
		set_at: clock.now(),
	};
	const { numInsertedOrUpdatedRows: written } = await db
		.insertInto('results.selection_setup')
		.values({ selection_id: id, ...row })
		.onConflict((conflict) =>
			over === undefined
				? conflict.column('selection_id').doNothing()
				: conflict
						.column('selection_id')
						.doUpdateSet(row)
						.where('results.selection_setup.document', '=', over),
		)
		.executeTakeFirstOrThrow();
	return written === 1n;
}

async function plansInUse({ vacancies }: RunDeps, seasonId: string) {
	return (await vacancies.listsInEffect([seasonId])).get(seasonId)?.plans ?? {};
}
