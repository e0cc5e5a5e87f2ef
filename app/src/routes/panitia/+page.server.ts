import { institutionsWithin, permit } from '$lib/identity/contract.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor } = allowed(permit(locals.actor, 'workspace.enter'));
	const institutions = institutionsWithin(actor, 'selection.read');
	return {
		selections: await locals.services.committee.selections(institutions),
		opens: institutionsWithin(actor, 'selection.prepare').length > 0,
		approves: institutionsWithin(actor, 'publication.approve').length > 0,
	};
};
