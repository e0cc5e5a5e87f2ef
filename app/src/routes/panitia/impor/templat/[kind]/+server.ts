import { error } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { isImportKind } from '$lib/imports/contract.ts';
import { asFile } from '$lib/imports/ui/as-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	allowed(permit(locals.actor, 'workspace.enter'));
	if (!isImportKind(params.kind)) error(404);
	const format = url.searchParams.get('format') === 'xlsx' ? 'xlsx' : 'csv';
	return asFile(await locals.services.imports.template(params.kind, format));
};
