import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import { type Action, type Actor, permit } from '../../identity/contract.ts';
import type { SelectionPage } from '../committee/contract.ts';
import {
	demo,
	openResultsBench,
	type ResultsBench,
	selectionId,
} from './testing/results-bench.server.ts';

let server: TestDatabase;
let bench: ResultsBench;

beforeAll(async () => {
	server = await startTestDatabase();
});
afterAll(() => server.stop());

beforeEach(async () => {
	bench = await openResultsBench(server);
	return () => bench.close();
});

function person(personId: string, institutionId = 'kota-palu'): Actor {
	const roles = [{ role: 'committee' as const, institutionId }];
	return { accountId: personId, personId, name: `Nama ${personId}`, roles, secondFactor: true };
}

const setter = person('setter');
const second = person('second');
const elsewhere = person('bungo', 'kabupaten-bungo');

function as<A extends Action>(actor: Actor, action: A) {
	const institutionId = actor.roles[0]?.institutionId ?? '';
	const asked = permit(actor, action, { institutionId, preparedBy: [] });
	if (!asked.ok) throw new Error(asked.code);
	return asked;
}

async function page(): Promise<SelectionPage> {
	const read = as(setter, 'selection.read');
	const found = await bench.results.committee.selection(read, selectionId);
	if (found === undefined) throw new Error('the selection is unknown');
	return found;
}

/** Rules that differ in the weight of their first component. */
function weighing(percent: string) {
	const share = (text: string) => (Number(text) / 100).toString();
	const rest = String(100 - Number(percent));
	return JSON.stringify({
		id: selectionId,
		pack: 'cpns-2024',
		skb: [
			{ code: 'cat', max: 500, weight: share(percent) },
			{ code: 'praktik', max: 100, weight: share(rest) },
		],
	});
}

it('saves rules that a run can read, and says by whom; nothing where there is a fault', async () => {
	const { committee } = bench.results;
	const prepare = as(setter, 'selection.prepare');
	const drafted = await page();
	expect(drafted.rules).toMatchObject({ from: 'draft', faults: [] });
	expect(drafted.way.missing).toEqual(['vacancies', 'participants', 'rules']);
	expect(drafted.way.marksMissing).toEqual(['skd', 'skb']);
	const form = drafted.rules.form;
	if (form === undefined) throw new Error('the draft has no form');
	const plans = [{ name: '', rows: [{ code: 'cat', max: '500', weight: '90', below: '' }] }];
	const faulty = await committee.setRules(prepare, selectionId, { form: { ...form, plans } });
	expect(faulty).toMatchObject({
		kind: 'faulty',
		faults: [{ code: 'weights_not_one', field: 'rencana-0' }],
	});
	expect((await page()).rules.from).toBe('draft');
	expect((await committee.setRules(prepare, selectionId, { form })).kind).toBe('done');
	expect((await page()).rules).toMatchObject({ from: 'saved', savedByName: 'Nama setter' });
	const other = await committee.setRules(as(elsewhere, 'selection.prepare'), selectionId, { form });
	expect(other).toEqual({ kind: 'refused', code: 'results.unknown' });
});

it('refuses rules that lack a plan which vacancies in effect name', async () => {
	await sql`insert into vacancies.list (import_id, season_id, institution_id, rows)
		values (1, ${selectionId}, 'kota-palu', 2)`.execute(bench.database);
	await sql`insert into vacancies.listed (import_id, line, vacancy_id, agency_id, position_code,
			education_group, unit_id, formation_type, seats, special_job, skb_plan, filling_group,
			title, location, region_code, requirements, open_to_disability)
		select 1, n, 'v' || n, 'a', 'p', 'e', 'u', 'umum', 1, '', case n when 2 then 'guru' else '' end,
			'', '', '', '', '', false
		from generate_series(1, 2) n`.execute(bench.database);
	const { committee } = bench.results;
	const rules = { document: demo.versions[0].selection.replaceAll('guru', 'dosen') };
	const outcome = await committee.setRules(as(setter, 'selection.prepare'), selectionId, rules);
	expect(outcome).toMatchObject({
		kind: 'faulty',
		faults: [{ code: 'plan_missing', value: 'guru', vacancies: 1 }],
	});
});

it('does not save over what somebody else saved meanwhile, and shows what that was', async () => {
	const { committee } = bench.results;
	const save = (actor: Actor, document: string, opened: string) =>
		committee.setRules(as(actor, 'selection.prepare'), selectionId, { document, opened });
	const { document: draft } = (await page()).rules;
	expect(await save(setter, weighing('60'), draft)).toMatchObject({ kind: 'done' });

	const late = await save(second, weighing('75'), draft);
	expect(late).toMatchObject({
		kind: 'overtaken',
		by: { document: weighing('60'), savedByName: 'Nama setter' },
	});
	expect((await page()).rules.document).toBe(weighing('60'));

	expect(await save(second, weighing('75'), weighing('60'))).toMatchObject({ kind: 'done' });
	const again = await save(setter, weighing('50'), weighing('60'));
	expect(again).toMatchObject({
		kind: 'overtaken',
		by: {
			savedByName: 'Nama second',
			changes: [
				{ key: 'weight', opened: '60', saved: '75', typed: '50' },
				{ key: 'weight', opened: '40', saved: '25', typed: '50' },
			],
		},
	});
	expect(await save(setter, weighing('75'), weighing('60'))).toMatchObject({ kind: 'done' });
});

it('lets one of several save who opened the same rules, the others see theirs', async () => {
	const { committee } = bench.results;
	const { document: opened } = (await page()).rules;
	for (const before of [opened, undefined]) {
		const stands = before ?? (await page()).rules.document;
		const outcomes = await Promise.all(
			['10', '20', '30', '40'].map((percent, at) =>
				committee.setRules(as(person(`p${at}`), 'selection.prepare'), selectionId, {
					document: before === undefined ? `${weighing(percent)}\n` : weighing(percent),
					opened: stands,
				}),
			),
		);
		const kinds = outcomes.map(({ kind }) => kind).toSorted();
		expect(kinds).toEqual(['done', 'overtaken', 'overtaken', 'overtaken']);
	}
});
