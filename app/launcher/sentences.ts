import type { LaunchCode, LaunchFailure } from './failure.ts';

type Language = 'id' | 'en';
type Of<C extends LaunchCode> = Extract<LaunchFailure, { code: C }>;
type Sentences = {
	readonly [C in LaunchCode]: Readonly<Record<Language, (failure: Of<C>) => string>>;
};

/** Typed by the codes, so that a code without its two sentences does not compile. */
const sentences: Sentences = {
	'launcher.folder_locked': {
		id: (f) =>
			`Folder data ${f.folder} sedang dipakai oleh Terang lain${pidText(f.holderPid, 'proses')}.`,
		en: (f) =>
			`The data folder ${f.folder} is in use by another Terang${pidText(f.holderPid, 'process')}.`,
	},
	'launcher.folder_denied': {
		id: (f) => `Folder ${f.folder} tidak dapat dibaca atau ditulis oleh pengguna ini.`,
		en: (f) => `The folder ${f.folder} cannot be read or written by this user.`,
	},
	'launcher.folder_no_sockets': {
		id: (f) =>
			`Folder ${f.folder} terletak pada sistem berkas tanpa soket Unix; pilih TERANG_DATA lain.`,
		en: (f) =>
			`The folder ${f.folder} is on a file system without Unix sockets; choose another TERANG_DATA.`,
	},
	'launcher.platform_unsupported': {
		id: (f) =>
			`PostgreSQL bawaan tidak tersedia untuk ${f.platform}; pasang PostgreSQL 16–18 dan isi DATABASE_URL.`,
		en: (f) =>
			`There is no embedded PostgreSQL for ${f.platform}; install PostgreSQL 16–18 and set DATABASE_URL.`,
	},
	'launcher.libc_unsupported': {
		id: (f) =>
			`PostgreSQL bawaan memerlukan glibc, sedangkan sistem ini (${f.platform}) memakai pustaka C lain seperti musl di Alpine; pakai citra Debian atau isi DATABASE_URL.`,
		en: (f) =>
			`The embedded PostgreSQL needs glibc, and this system (${f.platform}) has another C library, such as musl on Alpine; use a Debian image or set DATABASE_URL.`,
	},
	'launcher.binaries_missing': {
		id: (f) =>
			`Paket ${f.packageName} tidak terpasang; jalankan npm ci tanpa --omit=optional, atau isi DATABASE_URL.`,
		en: (f) =>
			`The package ${f.packageName} is not installed; run npm ci without --omit=optional, or set DATABASE_URL.`,
	},
	'launcher.user_unnamed': {
		id: (f) =>
			`Sistem tidak mengenal nama untuk pengguna ${String(f.uid)} yang diperlukan PostgreSQL; jalankan Terang sebagai pengguna yang terdaftar.`,
		en: (f) =>
			`The system knows no name for user ${String(f.uid)}, which PostgreSQL needs; run Terang as a user that has an account.`,
	},
	'launcher.root_refused': {
		id: (f) =>
			`PostgreSQL menolak berjalan sebagai root dan pengguna lain tidak dapat dipakai (${f.detail}); jalankan Terang sebagai pengguna biasa.`,
		en: (f) =>
			`PostgreSQL refuses to run as root and no other user could be used (${f.detail}); run Terang as an ordinary user.`,
	},
	'launcher.other_major': {
		id: (f) =>
			`Basis data di ${f.folder} dibuat oleh PostgreSQL ${f.found}, sedangkan program ini membawa ${f.expected}; cadangkan dengan versi lama lalu pulihkan di folder baru.`,
		en: (f) =>
			`The database in ${f.folder} was made by PostgreSQL ${f.found} and this program carries ${f.expected}; back it up with the old version and restore it into a new folder.`,
	},
	'launcher.cluster_missing': {
		id: (f) =>
			`Basis data yang dicatat di ${f.folder} tidak ada lagi; kembalikan folder itu atau pulihkan dari cadangan, karena basis data kosong tidak dibuat diam-diam.`,
		en: (f) =>
			`The database recorded at ${f.folder} is gone; bring that folder back or restore a backup, since an empty one is not made in silence.`,
	},
	'launcher.disk_full': {
		id: (f) => `Ruang penyimpanan untuk ${f.folder} habis; tidak ada yang dibuat setengah jadi.`,
		en: (f) => `There is no space left for ${f.folder}; nothing was left half made.`,
	},
	'launcher.cluster_unmade': {
		id: (f) => `Basis data baru tidak dapat dibuat: ${f.detail}`,
		en: (f) => `A new database could not be made: ${f.detail}`,
	},
	'launcher.start_failed': {
		id: (f) => `PostgreSQL tidak dapat dijalankan: ${f.detail}`,
		en: (f) => `PostgreSQL could not be started: ${f.detail}`,
	},
	'launcher.postmaster_stuck': {
		id: (f) =>
			`PostgreSQL dari proses sebelumnya (${String(f.pid)}) masih memegang data dan tidak menjawab.`,
		en: (f) =>
			`A PostgreSQL left from before (process ${String(f.pid)}) still holds the data and does not answer.`,
	},
};

/** One sentence for the edge (console, log). Pure. */
export function launchSentence(failure: LaunchFailure, language: Language = 'id'): string {
	const sentence = sentences[failure.code][language] as (f: LaunchFailure) => string;
	return sentence(failure);
}

function pidText(pid: number | undefined, word: string): string {
	return pid === undefined ? '' : ` (${word} ${String(pid)})`;
}
