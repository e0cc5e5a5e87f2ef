import { launchSentence } from '../launcher/index.ts';
import type { BucketFaultCode } from '../src/lib/platform/bucket/answers.ts';
import type { ConfigFault, SettingName } from '../src/lib/platform/config.server.ts';
import type { StartFailure } from './failure.ts';

type Two = Readonly<Record<'id' | 'en', string>>;
export type Language = keyof Two;
type OwnCode = Extract<StartFailure['code'], `host.${string}`>;
/** The member of a union that can carry this code, also where it carries one of several. */
type Carrying<F extends { code: string }, C> = F extends unknown
	? C extends F['code']
		? F
		: never
	: never;
type Of<C extends OwnCode> = Carrying<StartFailure, C>;
type Sentences = { readonly [C in OwnCode]: (failure: Of<C>) => Two };

/** Typed by the codes: one without its two sentences does not compile. */
const sentences: Sentences = {
	'host.settings': () => ({ id: 'Pengaturan salah.', en: 'The settings are wrong.' }),
	'host.mode_unreadable': (f) => ({
		id: `Berkas ${f.file} rusak; pulihkan isinya, misalnya {"mode":"demo"}.`,
		en: `The file ${f.file} is damaged; restore its content, for example {"mode":"demo"}.`,
	}),
	'host.folder_denied': (f) => ({
		id: `Folder data ${f.folder} tidak dapat ditulis oleh pengguna ini.`,
		en: `The data folder ${f.folder} cannot be written by this user.`,
	}),
	'host.disk_full': (f) => ({
		id: `Ruang penyimpanan untuk ${f.folder} habis; kosongkan ruang lalu jalankan lagi.`,
		en: `There is no space left for ${f.folder}; free some and start again.`,
	}),
	'host.database_away': (f) => ({
		id: `Basis data tidak dapat dihubungi (${f.reason}); periksa DATABASE_URL.`,
		en: `The database cannot be reached (${f.reason}); check DATABASE_URL.`,
	}),
	'host.embedded_database_ended': () => ({
		id: 'Basis data bawaan berhenti sendiri, jadi Terang ikut berhenti; lihat logs/postgres.log.',
		en: 'The embedded database ended by itself, so Terang stops too; see logs/postgres.log.',
	}),
	'host.database_unsupported': (f) => ({
		id: `PostgreSQL ${f.version} tidak didukung; pakai versi 16 sampai 18.`,
		en: `PostgreSQL ${f.version} is not supported; use version 16 to 18.`,
	}),
	'host.database_newer': (f) => ({
		id: `Basis data lebih baru daripada program ini (${f.migration}); jalankan program yang lebih baru.`,
		en: `The database is newer than this program (${f.migration}); run the newer program.`,
	}),
	'host.migration_failed': (f) => ({
		id: `Pembaruan basis data ${f.migration} gagal dan dibatalkan seluruhnya.`,
		en: `The database update ${f.migration} failed and was undone as a whole.`,
	}),
	'host.migrator_needed': () => ({
		id: 'Basis data perlu diperbarui; isi DATABASE_MIGRATOR_URL dengan peran pemiliknya.',
		en: 'The database needs an update; set DATABASE_MIGRATOR_URL to the role that owns it.',
	}),
	'host.personal_key_missing': (f) => ({
		id: `Kunci data pribadi ${f.file} tidak ada atau bukan kunci basis data ini; kembalikan salinan folder keys.`,
		en: `The key of personal data ${f.file} is missing or not this database's; put back the copy of the keys folder.`,
	}),
	'host.evidence_changeable': (f) => ({
		id: `Peran aplikasi masih boleh mengubah bukti (${f.tables.join(', ')}); pakai peran lain di DATABASE_URL daripada pemilik basis data.`,
		en: `The application's role may still change evidence (${f.tables.join(', ')}); use another role in DATABASE_URL than the database's owner.`,
	}),
	'host.tiles_unusable': (f) => {
		const { id, en } = tilesReasons[f.reason];
		return { id: `${id} (${f.detail}).`, en: `${en} (${f.detail}).` };
	},
	'host.stopped': () => ({ id: 'Dihentikan.', en: 'Stopped.' }),
	'host.port_in_use': (f) => ({
		id: `Porta ${f.port} di ${f.host} sedang dipakai program lain; pilih yang lain dengan PORT.`,
		en: `Port ${f.port} on ${f.host} is in use by another program; choose another with PORT.`,
	}),
	'host.port_denied': (f) => ({
		id: `Porta ${f.port} tidak boleh dibuka oleh pengguna ini; pilih PORT 1024 ke atas.`,
		en: `This user may not open port ${f.port}; choose a PORT of 1024 or above.`,
	}),
	'host.address_unusable': (f) => ({
		id: `Alamat ${f.host} tidak ada di mesin ini; perbaiki HOST.`,
		en: `The address ${f.host} does not exist on this machine; correct HOST.`,
	}),
};

/** Without the full stop: the store's own name for the error follows. */
const tilesReasons: Readonly<Record<BucketFaultCode, Two>> = {
	'bucket.refused': {
		id: 'Penyimpanan TERANG_TILES menolak AWS_ACCESS_KEY_ID atau haknya: perlu membaca, mendaftar, dan menulis',
		en: 'The store of TERANG_TILES refuses AWS_ACCESS_KEY_ID or its rights: it needs to read, list and write',
	},
	'bucket.missing': {
		id: 'Ember dalam TERANG_TILES tidak ada di penyimpanan itu; buat dahulu',
		en: 'The bucket in TERANG_TILES does not exist in that store; create it first',
	},
	'bucket.wrong_region': {
		id: 'AWS_REGION bukan wilayah ember dalam TERANG_TILES',
		en: 'AWS_REGION is not the region of the bucket in TERANG_TILES',
	},
	'bucket.away': {
		id: 'Penyimpanan TERANG_TILES tidak dapat dihubungi; periksa AWS_ENDPOINT_URL_S3 dan jaringan',
		en: 'The store of TERANG_TILES cannot be reached; check AWS_ENDPOINT_URL_S3 and the network',
	},
	'bucket.ignores_conditions': {
		id: 'Penyimpanan TERANG_TILES mengabaikan syarat tulis, jadi tidak aman untuk catatan; pakai yang mendukung If-None-Match dan If-Match',
		en: 'The store of TERANG_TILES ignores the conditions of a write, so no log is safe there; use one that honours If-None-Match and If-Match',
	},
	'bucket.unexpected': {
		id: 'Penyimpanan TERANG_TILES menjawab tidak seperti S3',
		en: 'The store of TERANG_TILES does not answer as S3 does',
	},
};

/** What a setting may hold. */
const formats: Readonly<Record<SettingName, Two>> = {
	PORT: { id: 'porta 0 sampai 65535', en: 'a port from 0 to 65535' },
	HOST: { id: 'alamat atau nama mesin', en: 'an address or host name' },
	TERANG_DATA: { id: 'sebuah folder', en: 'a folder' },
	TERANG_MODE: { id: 'demo atau production', en: 'demo or production' },
	TERANG_URL: {
		id: 'alamat asal seperti https://terang.example.go.id, tanpa jalur',
		en: 'an origin such as https://terang.example.go.id, without a path',
	},
	DATABASE_URL: { id: 'postgresql://…', en: 'postgresql://…' },
	DATABASE_MIGRATOR_URL: { id: 'postgresql://…', en: 'postgresql://…' },
	TERANG_LOG_KEY: { id: 'kunci penanda tangan catatan', en: 'the signing key of the log' },
	TERANG_TILES: {
		id: 'folder untuk ubin catatan, atau s3://ember/awalan',
		en: "a folder for the log's tiles, or s3://bucket/prefix",
	},
	TERANG_MAIL: { id: 'smtp://… atau sebuah folder', en: 'smtp://… or a folder' },
	TERANG_TRUSTED_PROXIES: {
		id: 'alamat IP atau alamat/prefiks, dipisah koma',
		en: 'IP addresses or address/prefix, separated by commas',
	},
	TERANG_REAL_DATA: { id: 'sebuah folder', en: 'a folder' },
	AWS_ACCESS_KEY_ID: { id: 'nama kunci akses', en: 'the id of an access key' },
	AWS_SECRET_ACCESS_KEY: { id: 'rahasia kunci akses', en: 'the secret of the access key' },
	AWS_SESSION_TOKEN: { id: 'token sesi', en: 'a session token' },
	AWS_REGION: { id: 'wilayah penyimpanan', en: "the store's region" },
	AWS_ENDPOINT_URL_S3: {
		id: 'alamat asal seperti https://s3.example.go.id, tanpa jalur',
		en: 'an origin such as https://s3.example.go.id, without a path',
	},
};

const faultSentences: {
	readonly [C in ConfigFault['code']]: (fault: Carrying<ConfigFault, C>) => Two;
} = {
	'config.unknown_setting': (f) => ({
		id: `${f.setting} tidak dikenal; periksa ejaannya di docs/operations.md.`,
		en: `${f.setting} is unknown; see docs/operations.md for the spelling.`,
	}),
	'config.malformed': (f) => ({
		id: `${f.setting} harus ${formats[f.setting].id}.`,
		en: `${f.setting} must be ${formats[f.setting].en}.`,
	}),
	'config.both_value_and_file': (f) => ({
		id: `${f.setting} dan ${f.setting}_FILE tidak boleh diisi bersamaan.`,
		en: `${f.setting} and ${f.setting}_FILE must not both be set.`,
	}),
	'config.file_unreadable': (f) => ({
		id: `Berkas yang disebut ${f.setting}_FILE tidak dapat dibaca.`,
		en: `The file named by ${f.setting}_FILE cannot be read.`,
	}),
	'config.mode_differs_from_folder': (f) => ({
		id: `Folder data ini dibuat untuk mode ${f.folderMode}; TERANG_MODE tidak mengubahnya, pakai folder lain.`,
		en: `This data folder was made for ${f.folderMode} mode; TERANG_MODE does not change it, use another folder.`,
	}),
	'config.demo_not_on_loopback': () => ({
		id: 'Mode demo hanya mendengarkan di mesin ini; HOST harus 127.0.0.1, ::1, atau localhost.',
		en: 'Demo mode listens on this machine only; HOST must be 127.0.0.1, ::1 or localhost.',
	}),
	'config.required_for_bucket': (f) => ({
		id: `TERANG_TILES menyebut ember, jadi ${f.setting} (${formats[f.setting].id}) harus diisi.`,
		en: `TERANG_TILES names a bucket, so ${f.setting} (${formats[f.setting].en}) must be set.`,
	}),
	'config.required_in_production': (f) => ({
		id: `Mode production memerlukan ${f.setting} (${formats[f.setting].id}).`,
		en: `Production mode requires ${f.setting} (${formats[f.setting].en}).`,
	}),
};

/** One sentence a line: as many as there are wrong settings, else one. Pure. */
export function startSentences(failure: StartFailure, language: Language): string[] {
	if (failure.code === 'host.settings') {
		return failure.faults.map((fault) => {
			const sentence = faultSentences[fault.code] as (f: ConfigFault) => Two;
			return sentence(fault)[language];
		});
	}
	if (isOwn(failure)) {
		const sentence = sentences[failure.code] as (f: StartFailure) => Two;
		return [sentence(failure)[language]];
	}
	return [launchSentence(failure, language)];
}

type OwnFailure = Extract<StartFailure, { code: OwnCode }>;

function isOwn(failure: StartFailure): failure is OwnFailure {
	return failure.code in sentences;
}

/** Indonesian unless the terminal asks for English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
	const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
	return locale.startsWith('en') ? 'en' : 'id';
}
