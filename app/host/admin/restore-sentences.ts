import type { CommandContext } from './command.ts';

const sentences = {
	no_backup: {
		id: (folder: string) => `${folder} bukan cadangan Terang.`,
		en: (folder: string) => `${folder} is no backup of Terang.`,
	},
	newer: {
		id: (migration: string) =>
			`Cadangan ini dibuat oleh Terang yang lebih baru (${migration}): pasang rilis itu dahulu.`,
		en: (migration: string) =>
			`This backup was made by a newer Terang (${migration}): install that release first.`,
	},
	damaged: {
		id: (folder: string) => `Cadangan di ${folder} rusak; tidak ada yang diubah.`,
		en: (folder: string) => `The backup in ${folder} is damaged; nothing was changed.`,
	},
	other_log: {
		id: (slug: string) =>
			`Catatan publik ${slug} yang terpasang bukan catatan dari cadangan ini; tidak ada yang diubah.`,
		en: (slug: string) =>
			`The public log ${slug} in place is not the log of this backup; nothing was changed.`,
	},
	database_not_empty: {
		id: () => 'Basis data di DATABASE_URL berisi tabel: sediakan basis data kosong dahulu.',
		en: () => 'The database in DATABASE_URL holds tables: provide an empty one first.',
	},
	store_kept: {
		id: (slug: string) =>
			`Catatan ${slug} yang terpasang sudah sama atau lebih maju, maka dibiarkan. Jika basis data tertinggal, jalankan: npm run admin -- log resume --head <url|berkas>`,
		en: (slug: string) =>
			`Log ${slug} in place is as new or newer and was kept. If the database lags behind it, run: npm run admin -- log resume --head <url|file>`,
	},
	store_read_only: {
		id: (slug: string) =>
			`Catatan ${slug} dikembalikan dan hanya dapat dibaca. Agar menanda tangani lagi, jalankan: npm run admin -- log resume --head <url|berkas>, atau: npm run admin -- log new-key`,
		en: (slug: string) =>
			`Log ${slug} was restored and is read-only. To sign again run: npm run admin -- log resume --head <url|file>, or: npm run admin -- log new-key`,
	},
	old_rows: {
		id: (name: string) => `Isi basis data sebelumnya tersimpan sebagai ${name}.`,
		en: (name: string) => `The rows that were there remain in the database ${name}.`,
	},
	done: {
		id: (madeAt: string) => `Cadangan dari ${madeAt} sudah dikembalikan.`,
		en: (madeAt: string) => `The backup of ${madeAt} is in place.`,
	},
} as const;

export function restoreSays(
	{ language }: Pick<CommandContext, 'language'>,
	sentence: keyof typeof sentences,
	value = '',
): string {
	return sentences[sentence][language](value);
}
