/** One thing in two languages; every text a committee writes for the public is one. */
export interface Bilingual {
	readonly id: string;
	readonly en: string;
}
