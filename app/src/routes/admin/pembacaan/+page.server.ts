import { permit, resourceFor } from '$lib/identity/contract.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { identity, vacancies } = locals.services;
	const scope = resourceFor(locals.actor, 'readings.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'readings.read', scope));
	const page = Number(url.searchParams.get('halaman') ?? '1');
	return {
		scope: scope.institutionId,
		...(await identity.readings(permission, Number.isSafeInteger(page) ? page : 1)),
		institutions: await vacancies.institutions(),
	};
};
