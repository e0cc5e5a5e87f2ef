import { error, fail, redirect } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { formOf, idFrom, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { staffRefusal } from '$lib/results/ui/committee-words.ts';
import { href } from '$lib/ui/locale.ts';
import type { StaffOutcome } from '$lib/results/committee/contract.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { committee } = locals.services;
	const id = idFrom(params.run);
	const resource = (await committee.resourceOfRun(id)) ?? {};
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const tiePage = Number(url.searchParams.get('nilai') ?? 1);
	const comparedWith = idFrom(url.searchParams.get('dengan') ?? '');
	const page = await committee.run(permission, id, comparedWith);
	if (page === undefined) return error(404, 'results.unknown');
	const mayConfirm = page.proposals
		.filter(
			({ proposedBy: by }) =>
				permit(locals.actor, 'tie.confirm', { ...resource, preparedBy: [by] }).ok,
		)
		.map((proposal) => proposal.id);
	return {
		...page,
		mayConfirm,
		tiePage: Number.isSafeInteger(tiePage) ? tiePage : 1,
		mayPropose: permit(locals.actor, 'tie.propose', resource).ok,
		mayAsk: permit(locals.actor, 'publication.ask', resource).ok,
		mayRun: permit(locals.actor, 'ranking.run', resource).ok,
		script: locals.services.scripts['progress'],
		longWork: locals.services.scripts['long-work'],
	};
};

function refusalOf(outcome: Extract<StaffOutcome, { kind: 'refused' }>) {
	const { status, text } = staffRefusal(outcome.code);
	return fail(status, { refused: text });
}

export const actions: Actions = {
	ulang: async ({ locals, params }) => {
		const { committee } = locals.services;
		const resource = (await committee.resourceOfRun(idFrom(params.run))) ?? {};
		const permission = allowed(permit(locals.actor, 'ranking.run', resource));
		const outcome = await committee.startRun(permission, params.selection);
		if (outcome.kind === 'refused') return refusalOf(outcome);
		return redirect(303, href(`/panitia/hitung/${params.selection}/${outcome.id}`));
	},
	batalkan: async ({ locals, params }) => {
		const { committee } = locals.services;
		const id = idFrom(params.run);
		const resource = (await committee.resourceOfRun(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'ranking.run', resource));
		const outcome = await committee.cancelRun(permission, id);
		if (outcome.kind === 'refused') return refusalOf(outcome);
		return redirect(303, href(`/panitia/hitung/${params.selection}/${id}`));
	},
	imbang: async ({ locals, params, request }) => {
		const { committee } = locals.services;
		const id = idFrom(params.run);
		const resource = (await committee.resourceOfRun(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'tie.propose', resource));
		const form = await formOf(request);
		const outcome = await committee.proposeTie(permission, id, {
			vacancyId: typed(form, 'jabatan'),
			chosen: form.getAll('terpilih').filter((value) => typeof value === 'string'),
			authority: typed(form, 'wewenang').trim(),
			reason: typed(form, 'alasan').trim(),
		});
		return outcome.kind === 'done' ? { done: 'proposed' as const } : refusalOf(outcome);
	},
	pastikan: async ({ locals, request }) => {
		const { committee } = locals.services;
		const form = await formOf(request);
		const id = idFrom(typed(form, 'usul'));
		const resource = (await committee.resourceOfTie(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'tie.confirm', resource));
		const decision = typed(form, 'keputusan') === 'tolak' ? 'refused' : 'confirmed';
		const outcome = await committee.decideTie(permission, id, decision);
		return outcome.kind === 'done' ? { done: decision } : refusalOf(outcome);
	},
	ajukan: async ({ locals, params, request }) => {
		const { committee } = locals.services;
		const id = idFrom(params.run);
		const resource = (await committee.resourceOfRun(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'publication.ask', resource));
		const form = await formOf(request);
		const authority = typed(form, 'wewenang').trim();
		const reason = typed(form, 'alasan').trim();
		const correction = authority === '' && reason === '' ? undefined : { authority, reason };
		const outcome = await committee.askApproval(permission, id, correction);
		if (outcome.kind === 'refused') return refusalOf(outcome);
		return redirect(303, href(`/panitia/persetujuan/${outcome.id}`));
	},
};
