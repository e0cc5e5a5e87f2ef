import { error, json } from '@sveltejs/kit';
import { permit, resourceFor } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { progressOf } from '$lib/imports/ui/words.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const scope = resourceFor(locals.actor, 'selection.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'selection.read', scope));
	const file = await locals.services.imports.find(permission, idFrom(params.import));
	if (file === undefined) error(404);
	return json({ underway: file.state === 'checking', state: file.state, ...progressOf(file) });
};
