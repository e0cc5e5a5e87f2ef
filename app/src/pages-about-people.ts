/** Whom a staff page or download tells of, beyond those whose office it shows them in. */
type About = 'candidates' | 'colleagues' | 'nobody';

/**
 * Every page and download of the staff areas, by the id of its route; one that is missing fails the
 * test beside this file. Whoever opens one that tells of people leaves a record (UU 27/2022, article
 * 31: what was done with personal data must be traceable).
 */
export const staffPages: Readonly<Record<string, About>> = {
	'/admin': 'colleagues',
	'/admin/instansi': 'nobody',
	'/admin/orang': 'colleagues',
	'/admin/pembacaan': 'colleagues',
	'/panitia': 'nobody',
	'/panitia/hitung/[selection]': 'nobody',
	'/panitia/hitung/[selection]/[run]': 'candidates',
	'/panitia/hitung/[selection]/[run]/kemajuan': 'nobody',
	'/panitia/hitung/[selection]/[run]/pratinjau': 'candidates',
	'/panitia/impor': 'candidates',
	'/panitia/impor/[import]': 'candidates',
	'/panitia/impor/[import]/kemajuan': 'nobody',
	'/panitia/impor/[import]/salah': 'candidates',
	'/panitia/impor/templat/[kind]': 'nobody',
	'/panitia/persetujuan': 'nobody',
	'/panitia/persetujuan/[approval]': 'candidates',
	'/panitia/persetujuan/[approval]/[file]': 'candidates',
	'/panitia/seleksi': 'nobody',
};

export function tellsOfPeople(routeId: string | null): boolean {
	return (staffPages[routeId ?? ''] ?? 'nobody') !== 'nobody';
}
