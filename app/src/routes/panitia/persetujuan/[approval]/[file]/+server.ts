import { error } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import type { RequestHandler } from './$types';

/** A data file that is to be approved, for the computation in the approver's own browser. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const { committee } = locals.services;
	const id = idFrom(params.approval);
	const resource = (await committee.resourceOfApproval(id)) ?? {};
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const bytes = await committee.approvalFile(permission, id, params.file);
	if (bytes === undefined) return error(404, 'results.unknown');
	return new Response(Uint8Array.from(bytes), {
		headers: {
			'content-type': 'application/octet-stream',
			'content-disposition': `attachment; filename="${params.file}"`,
			'cache-control': 'no-store',
		},
	});
};
