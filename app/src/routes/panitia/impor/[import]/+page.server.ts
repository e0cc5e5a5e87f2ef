import { error, fail, redirect } from '@sveltejs/kit';
import { permit, resourceFor } from '$lib/identity/contract.ts';
import { formOf, idFrom, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { actionOf, type ImportOutcome, type ImportPermission } from '$lib/imports/contract.ts';
import { importRefusal } from '$lib/imports/ui/words.ts';
import { href } from '$lib/ui/locale.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const { imports, vacancies, scripts } = locals.services;
	const { file, permission } = await found(event);
	const code = url.searchParams.get('jenis');
	const page = Number(url.searchParams.get('halaman') ?? '1');
	const [mapping, faults, season] = await Promise.all([
		imports.mapping(permission, file.id),
		imports.faults(permission, file.id, {
			page: Number.isSafeInteger(page) ? page : 1,
			...(code === null ? {} : { code }),
		}),
		vacancies.findSeason(file.scopeId),
	]);
	return {
		file,
		mapping,
		faults,
		code: code ?? undefined,
		zone: season?.institution.zone ?? ('WIB' as const),
		selection: { id: file.scopeId, title: season?.title ?? { id: file.scopeId, en: file.scopeId } },
		imports: permit(locals.actor, actionOf(file.kind), permission.resource).ok,
		script: scripts['progress'],
		sending: { form: scripts['upload'], line: scripts['upload-line'] },
	};
};

/** The file, where the visitor may see its institution; otherwise it does not exist. */
async function found(event: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { locals, params, url } = event;
	const scope = resourceFor(locals.actor, 'selection.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'selection.read', scope));
	const file = await locals.services.imports.find(permission, idFrom(params.import));
	if (file === undefined) error(404);
	return { file, permission };
}

/** One command on the file; its page shows what came of it. */
async function command(
	event: RequestEvent,
	run: (permission: ImportPermission, id: number) => Promise<ImportOutcome>,
) {
	const { file, permission } = await found(event);
	const { resource } = permission;
	const may = allowed(permit(event.locals.actor, actionOf(file.kind), resource));
	const outcome = await run(may, file.id);
	if (outcome.kind === 'refused') {
		const { status, text } = importRefusal(outcome.code);
		return fail(status, { refused: text });
	}
	const query = event.url.search.replace(/^\?\/\w+&?/u, '?').replace(/^\?$/u, '');
	redirect(303, href(`/panitia/impor/${file.id}`) + query);
}

export const actions: Actions = {
	cocokkan: async (event) => {
		const form = await formOf(event.request);
		const chosen = [...form.keys()].flatMap((name) => {
			const column = /^kolom-(.+)$/u.exec(name)?.[1];
			const source = typed(form, name);
			return column === undefined || source === '' ? [] : [[column, source] as const];
		});
		return command(event, (permission, id) =>
			event.locals.services.imports.setMapping(permission, id, Object.fromEntries(chosen)),
		);
	},
	ulangi: (event) =>
		command(event, (permission, id) => event.locals.services.imports.tryAgain(permission, id)),
	terapkan: (event) =>
		command(event, (permission, id) => event.locals.services.imports.apply(permission, id)),
	batalkan: (event) =>
		command(event, (permission, id) => event.locals.services.imports.cancel(permission, id)),
	urungkan: (event) =>
		command(event, (permission, id) => event.locals.services.imports.undo(permission, id)),
};
