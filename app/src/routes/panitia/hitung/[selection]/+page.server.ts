import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { staffRefusal } from '$lib/results/ui/committee-words.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad } from './$types';

async function resourceOf({ locals }: Pick<RequestEvent, 'locals'>, selection: string) {
	return (await locals.services.committee.resourceOfSelection(selection)) ?? {};
}

export const load: PageServerLoad = async ({ locals, params }) => {
	const { committee, vacancies } = locals.services;
	const resource = await resourceOf({ locals }, params.selection);
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const found = await committee.runs(permission, params.selection);
	if (found === undefined) return error(404, 'results.unknown');
	const institutions = await vacancies.institutions();
	return {
		...found,
		selectionId: params.selection,
		institution: institutions.find(({ id }) => id === permission.resource.institutionId),
		runsAllowed: permit(locals.actor, 'ranking.run', resource).ok,
	};
};

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
	aturan: async ({ locals, params, request }) => {
		const resource = await resourceOf({ locals }, params.selection);
		const permission = allowed(permit(locals.actor, 'selection.prepare', resource));
		const document = typed(await formOf(request), 'aturan');
		const { committee } = locals.services;
		const outcome = await committee.setRules(permission, params.selection, document);
		if (outcome.kind === 'done') return { saved: true };
		const { status, text } = staffRefusal(outcome.code);
		return fail(status, { refused: text, document });
	},
};
