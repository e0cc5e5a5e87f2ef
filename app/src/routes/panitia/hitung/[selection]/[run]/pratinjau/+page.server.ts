import { error } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { committee } = locals.services;
	const id = idFrom(params.run);
	const resource = (await committee.resourceOfRun(id)) ?? {};
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const vacancyId = url.searchParams.get('jabatan');
	const page = Number(url.searchParams.get('halaman') ?? '1');
	const preview = await committee.preview(permission, id, {
		page: Number.isSafeInteger(page) ? page : 1,
		...(vacancyId === null ? {} : { vacancyId }),
	});
	if (preview === undefined) return error(404, 'results.unknown');
	return { preview, longWork: locals.services.scripts['long-work'] };
};
