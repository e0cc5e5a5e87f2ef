import { permit, resourceFor } from '$lib/identity/contract.ts';
import { allowed } from '$lib/identity/ui/gate.ts';
import { isImportKind } from '$lib/imports/contract.ts';
import { refusalText } from '$lib/imports/ui/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { imports, vacancies, scripts } = locals.services;
	const asked = url.searchParams.get('instansi');
	const scope = resourceFor(locals.actor, 'selection.read', asked);
	const permission = allowed(permit(locals.actor, 'selection.read', scope));
	const page = Number(url.searchParams.get('halaman') ?? '1');
	const [list, institutions, seasons] = await Promise.all([
		imports.list(permission, Number.isSafeInteger(page) ? page : 1),
		vacancies.institutions(),
		vacancies.seasonsOf(scope.institutionId === undefined ? [] : [scope.institutionId]),
	]);
	const kind = url.searchParams.get('jenis') ?? '';
	const selection = url.searchParams.get('seleksi');
	const institution = institutions.find(({ id }) => id === scope.institutionId);
	return {
		list,
		institutionId: scope.institutionId ?? '',
		institution,
		selections: seasons.map(({ id, title }) => ({ id, title })),
		wanted: {
			...(isImportKind(kind) ? { kind } : {}),
			...(selection === null ? {} : { selection }),
		},
		imports: permit(locals.actor, 'participants.import', scope).ok,
		sending: { form: scripts['upload'], line: scripts['upload-line'] },
		refused: refusalText(url.searchParams.get('salah') ?? ''),
	};
};
