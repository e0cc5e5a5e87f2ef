import { error, json } from '@sveltejs/kit';
import { permit } from '$lib/identity/contract.ts';
import { idFrom } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { runProgress } from '$lib/results/ui/committee-words.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const { committee } = locals.services;
	const id = idFrom(params.run);
	const resource = (await committee.resourceOfRun(id)) ?? {};
	const permission = allowed(permit(locals.actor, 'selection.read', resource));
	const run = await committee.progress(permission, id);
	if (run === undefined) error(404);
	const { state, percent = 100 } = run;
	return json({ underway: run.percent !== undefined, state, percent, said: runProgress(run) });
};
