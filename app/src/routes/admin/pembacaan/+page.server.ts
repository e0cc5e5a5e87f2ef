import { permit, resourceFor } from '$lib/identity/contract.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { identity, vacancies } = locals.services;
	const scope = resourceFor(locals.actor, 'readings.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'readings.read', scope));
	return {
		scope: scope.institutionId,
		readings: await identity.readings(permission),
		institutions: await vacancies.institutions(),
	};
};
