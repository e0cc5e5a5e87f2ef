import { error, json } from '@sveltejs/kit';
import { permit, resourceFor } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const scope = resourceFor(locals.actor, 'selection.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'selection.read', scope));
	const file = await locals.services.imports.find(permission, idFrom(params.import));
	if (file === undefined) error(404);
	const { bytes, rows } = file.progress ?? { bytes: file.bytes, rows: file.rows };
	const percent = file.bytes === 0 ? 0 : Math.min(100, Math.floor((bytes * 100) / file.bytes));
	return json({ underway: file.state === 'checking', percent, numbers: [rows, percent] });
};
