import { fail } from '@sveltejs/kit';
import { permit, resourceFor } from '$lib/identity/contract.ts';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { refusalStatus } from '$lib/identity/ui/refusals.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { identity, imports, vacancies } = locals.services;
	const scope = resourceFor(locals.actor, 'people.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'people.read', scope));
	return {
		scope: scope.institutionId,
		myPersonId: permission.actor.personId,
		administers: permit(locals.actor, 'role.decide', scope).ok,
		changes: await identity.roleChanges(permission),
		resets: await identity.accessResets(permission),
		failedImports: await imports.failed(
			scope.institutionId === undefined ? 'all' : [scope.institutionId],
		),
		institutions: await vacancies.institutions(),
	};
};

export const actions: Actions = {
	putuskan: async ({ locals, request }) => {
		const form = await formOf(request);
		const { identity } = locals.services;
		const change = await identity.findRoleChange(typed(form, 'perubahan'));
		const scope =
			change?.institutionId === undefined ? {} : { institutionId: change.institutionId };
		const preparedBy = change?.requestedBy === undefined ? [] : [change.requestedBy];
		const asked = permit(locals.actor, 'role.decide', { ...scope, preparedBy });
		// The asker's own page says so in a sentence instead of a refusal.
		if (!asked.ok && asked.code === 'identity.same_person') {
			return fail(403, { code: 'identity.second_administrator_needed' as const });
		}
		const permission = allowed(asked);
		const decision = typed(form, 'keputusan') === 'setuju' ? 'approved' : 'refused';
		const outcome = await identity.decideRole(permission, change?.id ?? '', decision);
		if (outcome.kind === 'refused') {
			return fail(refusalStatus(outcome.code), { code: outcome.code });
		}
		return {
			decided: outcome.kind,
			entryIndex: outcome.kind === 'approved' ? outcome.entryIndex : undefined,
		};
	},
	putuskan_akses: async ({ locals, request }) => {
		const form = await formOf(request);
		const { identity } = locals.services;
		const reset = await identity.findAccessReset(typed(form, 'akses'));
		const scope = reset?.institutionId === undefined ? {} : { institutionId: reset.institutionId };
		const preparedBy = reset === undefined ? [] : [reset.requestedBy];
		const asked = permit(locals.actor, 'access.decide_reset', { ...scope, preparedBy });
		if (!asked.ok && asked.code === 'identity.same_person') {
			return fail(403, { code: 'identity.second_administrator_needed' as const });
		}
		const permission = allowed(asked);
		const decision = typed(form, 'keputusan') === 'setuju' ? 'approved' : 'refused';
		const outcome = await identity.decideReset(permission, reset?.id ?? '', decision);
		if (outcome.kind === 'refused') {
			return fail(refusalStatus(outcome.code), { code: outcome.code });
		}
		return { reset: outcome.kind };
	},
};
