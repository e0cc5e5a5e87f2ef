import type { PageServerLoad } from './$types';

/** The version asked for, else the one in force of the selection asked for, else the newest of all. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { results, ledger, scripts } = locals.services;
	const [versions, selections] = await Promise.all([
		results.publishedIndex(),
		results.selections(),
	]);
	const selection = url.searchParams.get('seleksi');
	const number = url.searchParams.get('versi');
	const ofSelection = versions.filter(
		({ selectionId }) => selection === null || selectionId === selection,
	);
	const chosen =
		ofSelection.find(({ version }) => String(version) === number) ?? ofSelection[0] ?? versions[0];
	const about = selections.find(({ id }) => id === chosen?.selectionId);
	const titles = Object.fromEntries(selections.map(({ id, title }) => [id, title]));
	const head = await ledger.head();
	return {
		versions,
		chosen,
		titles,
		zone: about?.institution.zone ?? ('WIB' as const),
		vkey: head.vkey,
		script: scripts['recompute'],
		worker: scripts['recompute-worker'],
		origin: url.origin,
	};
};
