export type Lang = 'id' | 'en';

export interface Bilingual {
	readonly id: string;
	readonly en: string;
}

/** A decimal of a file (`73.791`) in the writing of a language (`73,791`). */
export function decimal(text: string, lang: Lang): string {
	return lang === 'id' ? text.replace('.', ',') : text;
}
