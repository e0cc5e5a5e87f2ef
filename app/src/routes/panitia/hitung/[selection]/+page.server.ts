import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { permit, type Permission } from '$lib/identity/contract.ts';
import { formOf, typed as pressed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { staffRefusal } from '$lib/results/ui/committee-words.ts';
import {
	documentText,
	openedDocument,
	readRulesForm,
	type SentRules,
	tidied,
	withRow,
} from '$lib/results/ui/rules-form-data.ts';
import { decimalMark, href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

async function resourceOf({ locals }: Pick<RequestEvent, 'locals'>, selection: string) {
	return (await locals.services.committee.resourceOfSelection(selection)) ?? {};
}

export const load: PageServerLoad = async ({ locals, params }) => {
	const { committee, imports } = locals.services;
	const resource = await resourceOf({ locals }, params.selection);
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const selection = await committee.selection(permission, params.selection);
	if (selection === undefined) return error(404, 'results.unknown');
	const ids = new Set(
		selection.way.steps.flatMap(({ detail }) =>
			detail.from === 'import' ? [detail.importId] : [],
		),
	);
	const files = await Promise.all([...ids].map((id) => imports.find(permission, id)));
	return {
		selection,
		files: files.flatMap((file) =>
			file?.appliedAt === undefined
				? []
				: [{ id: file.id, fileName: file.fileName, appliedAt: file.appliedAt }],
		),
		runsAllowed: permit(locals.actor, 'ranking.run', resource).ok,
		importsAllowed: permit(locals.actor, 'participants.import', resource).ok,
	};
};

type Preparing = Permission<'selection.prepare'>;

async function mayPrepare(event: RequestEvent, selection: string): Promise<Preparing> {
	const resource = await resourceOf(event, selection);
	return allowed(permit(event.locals.actor, 'selection.prepare', resource));
}

async function save(event: RequestEvent, permission: Preparing, id: string, rules: SentRules) {
	const outcome = await event.locals.services.committee.setRules(permission, id, rules);
	if (outcome.kind === 'done') return { saved: true };
	const typed: SentRules = 'form' in rules ? { ...rules, form: tidied(rules.form) } : rules;
	if (outcome.kind === 'faulty') return fail(400, { faults: outcome.faults, typed });
	if (outcome.kind === 'overtaken') return fail(409, { overtakenBy: outcome.by, typed });
	const { status, text } = staffRefusal(outcome.code);
	return fail(status, { refused: text });
}

export const actions: Actions = {
	hitung: async ({ locals, params }) => {
		const resource = await resourceOf({ locals }, params.selection);
		const permission = allowed(permit(locals.actor, 'ranking.run', resource));
		const outcome = await locals.services.committee.startRun(permission, params.selection);
		if (outcome.kind === 'done') {
			return redirect(303, href(`/panitia/hitung/${params.selection}/${outcome.id}`));
		}
		const { status, text } = staffRefusal(outcome.code);
		return fail(status, { refused: text });
	},
	formulir: async (event) => {
		const { selection } = event.params;
		const permission = await mayPrepare(event, selection);
		const data = await formOf(event.request);
		const form = readRulesForm(data, decimalMark());
		const opened = openedDocument(data);
		const [, plan] = /^baris-(\d+)$/u.exec(pressed(data, 'lakukan')) ?? [];
		if (plan === undefined) return save(event, permission, selection, { form, opened });
		const typed: SentRules = { form: withRow(form, Number(plan)), opened };
		return { added: true, typed };
	},
	aturan: async (event) => {
		const { selection } = event.params;
		const permission = await mayPrepare(event, selection);
		const data = await formOf(event.request);
		const document = documentText(data, 'aturan');
		return save(event, permission, selection, { document, opened: openedDocument(data) });
	},
};
