import { href } from '$lib/ui/locale.ts';
import type { SelectionPage, SelectionStep, StepKey } from '../committee/contract.ts';

/** What a file of the step is called on the import page. */
const importKind: Readonly<Partial<Record<StepKey, string>>> = {
	vacancies: 'vacancies',
	participants: 'participants',
	skd: 'marks',
	skb: 'marks',
	competence: 'marks',
};

/** Where a step is done or was done. */
export function stepHref(
	{ key, detail }: SelectionStep,
	{ id, seasonId, institution }: Pick<SelectionPage, 'id' | 'seasonId' | 'institution'>,
	importsAllowed: boolean,
): string | undefined {
	if (key === 'rules') return '#aturan';
	if (detail.from === 'import') {
		return `${href(`/panitia/impor/${detail.importId}`)}?instansi=${encodeURIComponent(institution.id)}`;
	}
	if (detail.from === 'run' || detail.from === 'ties') {
		return href(`/panitia/hitung/${id}/${detail.run}`);
	}
	if (detail.from === 'approval') return href(`/panitia/persetujuan/${detail.approval}`);
	const kind = importKind[key];
	if (kind !== undefined && importsAllowed) {
		const wanted = new URLSearchParams({
			jenis: kind,
			seleksi: kind === 'vacancies' ? seasonId : id,
		});
		return `${href('/panitia/impor')}?${wanted}`;
	}
	return detail.from === 'version' ? href(`/hasil/${id}`) : undefined;
}
