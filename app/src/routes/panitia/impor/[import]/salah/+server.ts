import { error } from '@sveltejs/kit';
import { permit, resourceFor } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { asFile } from '$lib/imports/ui/as-file.ts';
import { faultInWords } from '$lib/imports/ui/words.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const scope = resourceFor(locals.actor, 'selection.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'selection.read', scope));
	const format = url.searchParams.get('format') === 'xlsx' ? 'xlsx' : 'csv';
	const { imports } = locals.services;
	const id = idFrom(params.import);
	const download = await imports.faultyRows(permission, id, format, faultInWords);
	return download === undefined ? error(404) : asFile(download);
};
