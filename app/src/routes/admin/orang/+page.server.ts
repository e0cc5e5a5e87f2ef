import { fail } from '@sveltejs/kit';
import {
	type HeldRole,
	isRole,
	type Role,
	parseEmployeeNumber,
	permit,
	resourceFor,
} from '$lib/identity/contract.ts';
import { formOf, typed } from '$lib/identity/ui/form.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { readInvitation } from '$lib/identity/ui/invitation-form.ts';
import { refusalStatus } from '$lib/identity/ui/refusals.ts';
import type { Actions, PageServerLoad } from './$types';

const longestSearch = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
	const { identity, vacancies } = locals.services;
	const scope = resourceFor(locals.actor, 'people.read', url.searchParams.get('instansi'));
	const permission = allowed(permit(locals.actor, 'people.read', scope));
	const wanted = roleOf(url);
	const page = Number(url.searchParams.get('halaman') ?? '1');
	return {
		wanted,
		scope: scope.institutionId,
		administers: permit(locals.actor, 'people.invite', scope).ok,
		myPersonId: permission.actor.personId,
		...(await identity.people(permission, {
			...wanted,
			page: Number.isSafeInteger(page) ? page : 1,
		})),
		institutions: await vacancies.institutions(),
	};
};

function roleOf(url: URL): { readonly role?: Role } {
	const role = url.searchParams.get('peran') ?? '';
	return isRole(role) ? { role } : {};
}

/** The role that a form names; without an institution it reaches over the installation. */
function roleIn(form: FormData): HeldRole | undefined {
	const role = typed(form, 'peran');
	if (!isRole(role)) return undefined;
	const institutionId = typed(form, 'instansi');
	return institutionId === '' ? { role } : { role, institutionId };
}

export const actions: Actions = {
	/** Names travel in the body alone: an address stays in the history and in the log of a proxy. */
	cari: async ({ locals, request, url }) => {
		const form = await formOf(request);
		const institutionId = typed(form, 'instansi');
		const scope = institutionId === '' ? {} : { institutionId };
		const administers = allowed(permit(locals.actor, 'people.invite', scope));
		const permission = allowed(permit(administers.actor, 'people.read', scope));
		const text = typed(form, 'cari').trim().slice(0, longestSearch);
		return {
			search: {
				text,
				...(await locals.services.identity.people(permission, { text, ...roleOf(url) })),
			},
		};
	},
	undang: async ({ locals, request }) => {
		const form = await formOf(request);
		const read = readInvitation(form);
		const { institutionId } = read.draft;
		const scope = institutionId === undefined ? {} : { institutionId };
		const permission = allowed(permit(locals.actor, 'people.invite', scope));
		if (read.faults.length > 0 || parseEmployeeNumber(read.draft.employeeNumber) === undefined) {
			return fail(400, { draft: read.draft, faults: read.faults });
		}
		const outcome = await locals.services.identity.invite(permission, read.draft);
		if (outcome.kind === 'refused') {
			return fail(refusalStatus(outcome.code), { draft: read.draft, code: outcome.code });
		}
		return { invited: read.draft.email };
	},
	ubah: async ({ locals, request }) => {
		const form = await formOf(request);
		const role = roleIn(form);
		const scope = role?.institutionId === undefined ? {} : { institutionId: role.institutionId };
		const permission = allowed(permit(locals.actor, 'role.request', scope));
		if (role === undefined) return fail(400, { code: 'identity.role_not_held' as const });
		const outcome = await locals.services.identity.requestRole(permission, {
			personId: typed(form, 'orang'),
			change: typed(form, 'perubahan') === 'cabut' ? 'revoked' : 'granted',
			role,
		});
		if (outcome.kind === 'refused') {
			return fail(refusalStatus(outcome.code), { code: outcome.code });
		}
		return { requested: outcome.id };
	},
	atur_ulang: async ({ locals, request }) => {
		const form = await formOf(request);
		const institutionId = typed(form, 'instansi');
		const scope = institutionId === '' ? {} : { institutionId };
		const permission = allowed(permit(locals.actor, 'access.request_reset', scope));
		const outcome = await locals.services.identity.requestReset(permission, typed(form, 'orang'));
		if (outcome.kind === 'refused') {
			return fail(refusalStatus(outcome.code), { code: outcome.code });
		}
		return { reset: outcome.id };
	},
};
