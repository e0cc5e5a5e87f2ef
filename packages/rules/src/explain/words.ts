import type { Bilingual } from './numbers.ts';

/** Marks and keys as people know them. */
export const markWords: Readonly<Record<string, Bilingual>> = {
	twk: { id: 'TWK', en: 'TWK (national outlook)' },
	tiu: { id: 'TIU', en: 'TIU (general intelligence)' },
	tkp: { id: 'TKP', en: 'TKP (personal characteristics)' },
	total: { id: 'nilai total', en: 'total score' },
	teknis: { id: 'kompetensi teknis', en: 'technical competence' },
	manajerial: { id: 'kompetensi manajerial', en: 'managerial competence' },
	sosiokultural: { id: 'kompetensi sosial kultural', en: 'socio-cultural competence' },
	manajerial_sosiokultural: {
		id: 'kompetensi manajerial dan sosial kultural',
		en: 'managerial and socio-cultural competence',
	},
	wawancara: { id: 'wawancara', en: 'interview' },
};

/** What decided between people of equal final score. */
export const keyWords: Readonly<Record<string, Bilingual>> = {
	...markWords,
	skd_total: { id: 'nilai total SKD', en: 'SKD total' },
	priority: { id: 'kelompok prioritas', en: 'priority group' },
	gpa: { id: 'IPK atau rata-rata nilai ijazah', en: 'GPA or average diploma mark' },
	age: { id: 'usia (yang lebih tua didahulukan)', en: 'age (the older goes first)' },
};

export const stageWords: Readonly<Record<string, Bilingual>> = {
	skd: { id: 'SKD', en: 'the SKD' },
	skb: { id: 'SKB', en: 'the SKB' },
	kompetensi: { id: 'seleksi kompetensi', en: 'the competence test' },
};

export function named(
	words: Readonly<Record<string, Bilingual>>,
	key: string,
	lang: keyof Bilingual,
): string {
	return words[key]?.[lang] ?? key;
}
