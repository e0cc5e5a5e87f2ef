import { fail, type RequestEvent } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { refusalOf } from '$lib/vacancies/ui/refusals.ts';
import type { Actions, PageServerLoad } from './$types';

/** Of the whole installation: nobody's own institution is a reason to see this page. */
export const load: PageServerLoad = async ({ locals }) => {
	allowed(permit(locals.actor, 'people.read'));
	return {
		institutions: await locals.services.vacancies.institutions(),
		names: permit(locals.actor, 'institution.name').ok,
	};
};

async function name({ locals, request }: RequestEvent, which: 'new' | 'known') {
	const permission = allowed(permit(locals.actor, 'institution.name'));
	const form = await formOf(request);
	const draft = {
		id: typed(form, 'kode').trim(),
		name: typed(form, 'nama').trim(),
		shortName: typed(form, 'singkat').trim(),
		zone: typed(form, 'waktu'),
	};
	const opened = {
		id: draft.id,
		name: typed(form, 'nama_dibuka'),
		shortName: typed(form, 'singkat_dibuka'),
		zone: typed(form, 'waktu_dibuka'),
	};
	const { vacancies } = locals.services;
	const over = which === 'new' ? which : opened;
	const outcome = await vacancies.nameInstitution(permission, draft, over);
	if (outcome.kind === 'named') return { named: draft.name };
	const { status, text } = refusalOf(outcome.code);
	const faults = 'faults' in outcome ? outcome.faults : [];
	const overtaken = outcome.code === 'vacancies.changed_meanwhile';
	return fail(status, { which, draft, opened, overtaken, faults, refused: text });
}

export const actions: Actions = {
	tambah: (event) => name(event, 'new'),
	ubah: (event) => name(event, 'known'),
};
