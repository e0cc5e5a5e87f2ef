import { type Action, type Actor, permit } from '../lib/identity/contract.ts';

/** Pages of one's own work, in the order in which a selection passes through them. */
const pages = [
	{ path: '/panitia', action: 'workspace.enter' },
	{ path: '/panitia/impor', action: 'selection.prepare' },
	{ path: '/panitia/persetujuan', action: 'workspace.enter' },
	{ path: '/admin', action: 'administration.enter' },
	{ path: '/catatan', action: undefined },
] as const satisfies readonly { readonly path: string; readonly action: Action | undefined }[];

export type WorkplacePath = (typeof pages)[number]['path'];

export interface Workplace {
	readonly name: string;
	readonly pages: readonly WorkplacePath[];
}

/** What the masthead offers to someone at work; each page still asks for the role itself. */
export function workplaceOf(actor: Actor): Workplace {
	const open = pages.filter(({ action }) => action === undefined || mayAnywhere(actor, action));
	return { name: actor.name, pages: open.map(({ path }) => path) };
}

/** Where someone begins who signed in without having asked for a page. */
export function homeOf(actor: Actor): WorkplacePath | '/akun' {
	const work = pages.find(({ action }) => action !== undefined && mayAnywhere(actor, action));
	return work?.path ?? '/akun';
}

function mayAnywhere(actor: Actor, action: Action): boolean {
	return [undefined, ...actor.roles.map(({ institutionId }) => institutionId)].some(
		(institutionId) =>
			permit(actor, action, institutionId === undefined ? {} : { institutionId }).ok,
	);
}
