/** Names of the 2024 portal and of the reference lists, brought to one spelling. */

/** Capitals, spaces and abbreviations differ between the sources; letters and digits do not. */
export function plain(name: string): string {
	return name
		.toUpperCase()
		.replaceAll(/\bKAB\.\s*/gu, 'KABUPATEN ')
		.replaceAll(/\bPROV\.\s*/gu, 'PROVINSI ')
		.replaceAll(/\bREPUBLIK INDONESIA\b|\bRI\b/gu, '')
		.replaceAll(/[^A-Z0-9]+/gu, ' ')
		.trim();
}

export function slug(name: string): string {
	return plain(name).toLowerCase().replaceAll(' ', '-').slice(0, 120);
}

/** The portal's words for a formation, as PermenPANRB 6/2024 knows them. */
export const formationTypes: Readonly<Record<string, string>> = {
	UMUM: 'umum',
	'UMUM (NON OAP)': 'umum',
	'ORANG ASLI PAPUA (OAP)': 'papua',
	'PUTRA/PUTRI PAPUA DAN PAPUA BARAT': 'papua',
	'PENYANDANG DISABILITAS': 'disabilitas',
	'LULUSAN TERBAIK': 'cumlaude',
	'PUTRA/PUTRI KALIMANTAN': 'kalimantan',
	'PUTRA/PUTRI DAERAH TERTINGGAL': 'daerah_tertinggal',
	DIASPORA: 'diaspora',
};

/** Key under which the government of a region stands in the list of regions; none for others. */
export function regionKey(institution: string): string | undefined {
	const name = plain(institution);
	const found = /^PEMERINTAH (?:PROVINSI )?(?:DAERAH )?(.+)$/u.exec(name)?.[1];
	return found?.replace(/^(?:DAERAH ISTIMEWA|DKI|DI) /u, '').replaceAll(' ', '');
}
