import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { institutionsWithin, permit, resourceFor } from '$lib/identity/contract.ts';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { href } from '$lib/ui/locale.ts';
import { refusalOf } from '$lib/vacancies/ui/refusals.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { vacancies, clock } = locals.services;
	const asked = url.searchParams.get('instansi');
	const resource = resourceFor(locals.actor, 'selection.prepare', asked);
	const { actor } = allowed(permit(locals.actor, 'selection.prepare', resource));
	const within = institutionsWithin(actor, 'selection.prepare');
	const institutions = await vacancies.institutions();
	return {
		institutions: institutions.filter(({ id }) => within === 'all' || within.includes(id)),
		institutionId: resource.institutionId ?? '',
		hidden: (await vacancies.seasonsOf(within)).filter(
			({ announced, selectionIds }) => !announced && selectionIds.length === 0,
		),
		thisYear: clock.now().getUTCFullYear(),
	};
};

async function permitted({ locals, request }: RequestEvent) {
	const form = await formOf(request);
	const resource = { institutionId: typed(form, 'instansi') };
	return { form, permission: allowed(permit(locals.actor, 'selection.prepare', resource)) };
}

const titleIn = (form: FormData) => ({
	id: typed(form, 'judul').trim(),
	en: typed(form, 'judul_en').trim(),
});

export const actions: Actions = {
	buka: async (event) => {
		const { form, permission } = await permitted(event);
		const draft = {
			kind: typed(form, 'jenis'),
			year: typed(form, 'tahun').trim(),
			suffix: typed(form, 'pembeda').trim(),
			title: titleIn(form),
		};
		const { vacancies } = event.locals.services;
		const outcome = await vacancies.openSelection(permission, draft);
		if (outcome.kind !== 'refused') return redirect(303, href(`/panitia/hitung/${outcome.id}`));
		const { status, text } = refusalOf(outcome.code);
		return fail(status, {
			draft: { ...draft, institutionId: permission.resource.institutionId },
			faults: 'faults' in outcome ? outcome.faults : [],
			refused: text,
		});
	},
	judul: async (event) => {
		const { form, permission } = await permitted(event);
		const [id, title] = [typed(form, 'seleksi'), titleIn(form)];
		const { vacancies } = event.locals.services;
		const opened = { id: typed(form, 'judul_dibuka'), en: typed(form, 'judul_en_dibuka') };
		const outcome = await vacancies.renameSelection(permission, id, title, opened);
		if (outcome.kind !== 'refused') return { renamed: title };
		const { status, text } = refusalOf(outcome.code);
		return fail(status, {
			retitled: { id, title, opened, overtaken: outcome.code === 'vacancies.changed_meanwhile' },
			faults: 'faults' in outcome ? outcome.faults : [],
			refused: text,
		});
	},
};
