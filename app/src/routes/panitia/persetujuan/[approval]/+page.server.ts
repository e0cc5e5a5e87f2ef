import { error, fail } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { formOf, idFrom, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { refusalText } from '$lib/identity/ui/refusals.ts';
import type { StaffOutcome } from '$lib/results/committee/contract.ts';
import { staffRefusal } from '$lib/results/ui/committee-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { committee, ledger, scripts } = locals.services;
	const id = idFrom(params.approval);
	const resource = (await committee.resourceOfApproval(id)) ?? {};
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const page = await committee.approval(permission, id);
	if (page === undefined) return error(404, 'results.unknown');
	const approves = permit(locals.actor, 'publication.approve', resource);
	return {
		...page,
		mayApprove: approves.ok,
		/** Why whoever signs elsewhere may not sign here. */
		mayNot:
			approves.ok || approves.code === 'identity.role_missing'
				? undefined
				: refusalText(approves.code),
		logTakesEntries: (await ledger.head()).writable,
		mayReturn: permit(locals.actor, 'publication.refuse', resource).ok,
		script: scripts['approve'],
		worker: scripts['approve-worker'],
		longWork: scripts['long-work'],
	};
};

function answer(outcome: StaffOutcome, done: 'approved' | 'returned') {
	if (outcome.kind === 'done') return { done };
	const { status, text } = staffRefusal(outcome.code);
	return fail(status, { refused: text });
}

export const actions: Actions = {
	hitung_ulang: async ({ locals, params }) => {
		const { committee } = locals.services;
		const id = idFrom(params.approval);
		const resource = (await committee.resourceOfApproval(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'publication.approve', resource));
		return { computed: (await committee.recompute(permission, id)) ?? '' };
	},
	setujui: async ({ locals, params, request }) => {
		const { committee } = locals.services;
		const id = idFrom(params.approval);
		const resource = (await committee.resourceOfApproval(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'publication.approve', resource));
		const computed = typed(await formOf(request), 'hasil_hitung');
		return answer(await committee.approve(permission, id, computed), 'approved');
	},
	kembalikan: async ({ locals, params, request }) => {
		const { committee } = locals.services;
		const id = idFrom(params.approval);
		const resource = (await committee.resourceOfApproval(id)) ?? {};
		const permission = allowed(permit(locals.actor, 'publication.refuse', resource));
		const note = typed(await formOf(request), 'catatan').trim();
		return answer(await committee.sendBack(permission, id, note), 'returned');
	},
};
