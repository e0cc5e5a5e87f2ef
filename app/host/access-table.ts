/**
 * Who may reach which address, written by hand. Every address of the running server stands here;
 * one that does not fails the test, so that nobody adds a door without saying who it is for.
 */

export const visitors = [
	'nobody',
	'committee of Palu',
	'approving official of Palu',
	'auditor of Palu',
	'administrator of Palu',
	'second administrator of Palu',
	'committee of Bungo',
	'auditor of Bungo',
	'administrator of Bungo',
	'national monitor',
	'administrator of the installation',
] as const;

export type VisitorName = (typeof visitors)[number];

/** What the season and the visitors are called in the server under test. */
export interface Known {
	readonly year: string;
	/** Addresses of one published version. */
	readonly zip: string;
	readonly bundle: string;
	readonly selection: string;
	readonly vacancy: string;
	readonly season: string;
	readonly script: string;
	/** A file that the committee of Palu has brought, and that has faults. */
	readonly faultyImport: string;
	/** A request for a role of Palu by its first administrator that is still open. */
	readonly openRequest: () => Promise<string>;
	/** A request to reset somebody's access, by the first administrator of Palu, that is still open. */
	readonly openReset: () => Promise<string>;
	/** Address of an upload that the committee of Palu has just begun. */
	readonly openUpload: () => Promise<string>;
	/** Pseudonym of a committee member of Palu. */
	readonly committeeMember: string;
}

type Form = Readonly<Record<string, string>>;

export interface Row {
	/** What is asked; `METHOD path` itself where nothing has to be filled in. */
	readonly path?: (known: Known) => string | Promise<string>;
	/** Of a request that a script makes; it is answered by its status, not by a page. */
	readonly script?: (known: Known) => Readonly<Record<string, string>>;
	readonly form?: (known: Known) => Form | Promise<Form>;
	/** One status for all, or one for each visitor in the order above. */
	readonly answers: number | string;
	/** Sent with a file, as a form that takes one does. */
	readonly file?: true;
	/** The visitor is signed out by it. */
	readonly ends?: true;
}

const palu = '?instansi=kota-palu';
/** Pages of the account: everybody who is signed in. */
const signedIn = '303 200 200 200 200 200 200 200 200 200 200';
/** Who oversees or administers Palu. */
const administration = '303 403 403 200 200 200 403 403 403 200 200';
/** Who works on the selections of Palu, or oversees them. */
const workspace = '303 200 200 200 403 403 403 403 403 200 403';
/** Whoever works on or oversees any selection. */
const anyWorkspace = '303 200 200 200 403 403 200 200 403 200 403';
/** For the committee of Palu; to whoever does not say or reach Palu, the file does not exist. */
const ofCommittee = (status: number) => `303 ${status} 403 403 403 403 404 404 403 404 403`;
const brought = (part: string) => (known: Known) =>
	`/panitia/impor/${known.faultyImport}${part}?instansi=kota-palu`;
const broughtPlain = (known: Known) => `/panitia/impor/${known.faultyImport}`;
const upload: Row = {
	form: () => ({ instansi: 'kota-palu', jenis: 'vacancies', seleksi: '', asal: 'x' }),
	file: true,
	answers: '303 303 403 403 403 403 403 403 403 403 403',
};

/** In parts, by tus. */
const tus = { 'tus-resumable': '1.0.0' };
const announced = ({ selection }: Known) => ({
	...tus,
	'upload-length': '1000',
	'upload-metadata': Object.entries({
		instansi: 'kota-palu',
		jenis: 'vacancies',
		seleksi: selection,
		asal: 'x',
		berkas: 'lowongan.csv',
	})
		.map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
		.join(','),
});
const nextPart = {
	...tus,
	'content-type': 'application/offset+octet-stream',
	'upload-offset': '0',
};
/** To everybody but the person who began it, an upload does not exist. */
const begunByCommittee = (status: number) => `401 ${status} ${Array(9).fill(404).join(' ')}`;

/** Of no institution: only who reaches over all of them may look, and finds nothing. */
const unknownToAll = '303 403 403 403 403 403 403 403 403 404 403';
const refusedToAll = '303 403 403 403 403 403 403 403 403 403 403';
const unknownRun = (part: string) => (known: Known) =>
	`/panitia/hitung/${known.selection}/9999${part}`;

/** Commands of the account, refused for reasons of their own to whoever is signed in. */
const anyone = (status: number) => `303 ${Array(10).fill(status).join(' ')}`;

/** Only an administrator of the whole installation. */
const ofInstallation = (status: number) => `303 403 403 403 403 403 403 403 403 403 ${status}`;
/** The committee of Palu alone. */
const preparing = '303 200 403 403 403 403 403 403 403 403 403';
const commanding = (status: number) => `303 ${status} 403 403 403 403 403 403 403 403 403`;

let letters = 0;

export const access: Readonly<Record<string, Row>> = {
	// Probes, log, published files, scripts: for everybody.
	'GET /healthz': { answers: 200 },
	'GET /readyz': { answers: 200 },
	'GET /metrics': { answers: 200 },
	'GET /.well-known/security.txt': { answers: 200 },

	'GET /log/:year/*': { path: ({ year }) => `/log/${year}/checkpoint`, answers: 200 },
	'GET /data/index.json': { answers: 200 },
	'GET /data/:selection/:zip(^v[1-9]\\d{0,5}\\.zip$)': { path: ({ zip }) => zip, answers: 200 },
	'GET /data/[selection]/[version]': { path: ({ bundle }) => bundle, answers: 200 },
	'GET /data/:selection/:version/:file(^.+$)': {
		path: ({ bundle }) => `${bundle}manifest.json`,
		answers: 200,
	},
	'GET /skrip/:file': { path: ({ script }) => `/skrip/${script}`, answers: 200 },

	// The reading API.
	'GET /api/v1/openapi.json': { answers: 200 },
	'GET /api/v1/selections': { answers: 200 },
	'GET /api/v1/selections/:selection': {
		path: ({ selection }) => `/api/v1/selections/${selection}`,
		answers: 200,
	},
	'GET /api/v1/selections/:selection/results': {
		path: ({ selection }) => `/api/v1/selections/${selection}/results`,
		answers: 200,
	},
	'GET /api/v1/vacancies': { answers: 200 },
	'GET /api/v1/vacancies/:vacancy': {
		path: ({ vacancy }) => `/api/v1/vacancies/${vacancy}`,
		answers: 200,
	},
	'GET /api/v1/seasons/:season/announcement': {
		path: ({ season }) => `/api/v1/seasons/${season}/announcement`,
		answers: 200,
	},
	'ANY /api/*': { path: () => '/api/unknown', answers: 404 },

	// Public pages.
	'GET /': { answers: 200 },
	'GET /catatan': { answers: 200 },
	'GET /catatan/[index]': { path: () => '/catatan/0', answers: 200 },
	'GET /catatan/[index]/bukti': { path: () => '/catatan/0/bukti', answers: 200 },
	'GET /data': { answers: 200 },
	'GET /hasil': { answers: 200 },
	'GET /hasil/[selection]': { path: ({ selection }) => `/hasil/${selection}`, answers: 200 },
	'GET /hasil/[selection]/[vacancy]': {
		path: ({ selection, vacancy }) => `/hasil/${selection}/${vacancy}`,
		answers: 200,
	},
	'GET /hasil-saya': { answers: 200 },
	'POST /hasil-saya?/default': { form: () => ({}), answers: 400 },
	'GET /hitung-ulang': { answers: 200 },
	'GET /tentang': { answers: 200 },
	'GET /lowongan': { answers: 200 },
	'GET /lowongan/[id]': { path: ({ vacancy }) => `/lowongan/${vacancy}`, answers: 200 },
	'GET /musim/[season]': { path: ({ season }) => `/musim/${season}`, answers: 200 },

	// Pages of a demo.
	'GET /dev/ui': { answers: 200 },
	'GET /dev/surat': { answers: 200 },

	// Signing in and out.
	'GET /masuk': { answers: '200 303 303 303 303 303 303 303 303 303 303' },
	'POST /masuk?/default': {
		form: () => ({ email: `nobody${(letters += 1)}@palu.example`, password: 'wrong' }),
		// Whoever is signed in stays so, and is led on.
		answers: '401 303 303 303 303 303 303 303 303 303 303',
	},
	'GET /masuk/kode': { answers: 200 },
	'POST /masuk/kode?/autentikator': { form: () => ({ code: 'wrong' }), answers: 401 },
	'POST /masuk/kode?/pulih': { form: () => ({ code: 'wrong' }), answers: 401 },
	'GET /masuk/lupa': { answers: 200 },
	'POST /masuk/lupa?/default': {
		form: () => ({ email: `nobody${(letters += 1)}@palu.example` }),
		answers: 200,
	},
	'GET /masuk/undangan/[kunci]': { path: () => '/masuk/undangan/unknown', answers: 404 },
	'POST /masuk/undangan/[kunci]?/default': {
		path: () => '/masuk/undangan/unknown',
		form: () => ({ password: 'a password of many words' }),
		answers: 404,
	},
	'GET /keluar': { answers: signedIn },
	'POST /keluar?/default': { form: () => ({}), answers: 303, ends: true },

	// One's own account.
	'GET /akun': { answers: signedIn },
	'POST /akun?/akhiri': { form: () => ({ sesi: 'unknown' }), answers: anyone(303) },
	'POST /akun?/akhiri_lain': { form: () => ({}), answers: anyone(303) },
	'POST /akun?/kode_pemulihan': { form: () => ({ password: 'wrong' }), answers: anyone(401) },
	'GET /akun/autentikator': { answers: signedIn },
	'POST /akun/autentikator?/mulai': { form: () => ({ password: 'wrong' }), answers: anyone(401) },
	'POST /akun/autentikator?/pastikan': { form: () => ({ code: 'wrong' }), answers: anyone(401) },

	// People and roles of Palu.
	'GET /admin': { path: () => `/admin${palu}`, answers: administration },
	'POST /admin?/putuskan': {
		form: async ({ openRequest }) => ({ perubahan: await openRequest(), keputusan: 'tolak' }),
		answers: '303 403 403 403 403 200 403 403 403 403 200',
	},
	'POST /admin?/putuskan_akses': {
		form: async ({ openReset }) => ({ akses: await openReset(), keputusan: 'tolak' }),
		answers: '303 403 403 403 403 200 403 403 403 403 200',
	},
	'GET /admin/orang': { path: () => `/admin/orang${palu}`, answers: administration },
	'POST /admin/orang?/cari': {
		form: () => ({ cari: 'panitia', instansi: 'kota-palu' }),
		answers: '303 403 403 403 200 200 403 403 403 403 200',
	},
	'POST /admin/orang?/undang': {
		form: () => ({
			nama: 'Rekan',
			email: `rekan${(letters += 1)}@palu.example`,
			nip: `199001012015011${String(letters).padStart(3, '0')}`,
			peran: 'committee',
			instansi: 'kota-palu',
		}),
		answers: '303 403 403 403 200 200 403 403 403 403 200',
	},
	'POST /admin/orang?/ubah': {
		// An auditor's role for a member of the committee: refused to those who may ask as well.
		form: ({ committeeMember }) => ({
			orang: committeeMember,
			perubahan: 'beri',
			peran: 'auditor',
			instansi: 'kota-palu',
		}),
		answers: '303 403 403 403 409 409 403 403 403 403 409',
	},
	'POST /admin/orang?/atur_ulang': {
		// Of nobody who works there: refused to those who may ask as well.
		form: () => ({ orang: 'unknown', instansi: 'kota-palu' }),
		answers: '303 403 403 403 404 404 403 403 403 403 404',
	},
	// Files that the committee of Palu brings.
	// Of the whole installation, whichever institution an administrator belongs to.
	'GET /admin/instansi': { answers: '303 403 403 403 403 403 403 403 403 200 200' },
	'POST /admin/instansi?/tambah': { form: () => ({}), answers: ofInstallation(400) },
	'POST /admin/instansi?/ubah': {
		form: () => ({ kode: 'kota-palu' }),
		answers: ofInstallation(400),
	},
	'GET /panitia/seleksi': { path: () => `/panitia/seleksi${palu}`, answers: preparing },
	'POST /panitia/seleksi?/buka': {
		form: () => ({ instansi: 'kota-palu' }),
		answers: commanding(400),
	},
	'POST /panitia/seleksi?/judul': {
		form: () => ({ instansi: 'kota-palu' }),
		answers: commanding(400),
	},
	'GET /panitia/impor': { path: () => `/panitia/impor${palu}`, answers: workspace },
	'GET /panitia/impor/templat/[kind]': {
		path: () => '/panitia/impor/templat/vacancies',
		answers: anyWorkspace,
	},
	'POST /panitia/impor/unggah': upload,
	'POST /en/panitia/impor/unggah': upload,
	'OPTIONS /panitia/impor/unggahan': {
		script: () => tus,
		answers: '401 204 204 204 204 204 204 204 204 204 204',
	},
	'POST /panitia/impor/unggahan': {
		script: announced,
		answers: '401 201 403 403 403 403 403 403 403 403 403',
	},
	'HEAD /panitia/impor/unggahan/:upload': {
		path: ({ openUpload }) => openUpload(),
		script: () => tus,
		answers: begunByCommittee(200),
	},
	'PATCH /panitia/impor/unggahan/:upload': {
		path: ({ openUpload }) => openUpload(),
		script: () => nextPart,
		answers: begunByCommittee(204),
	},
	'DELETE /panitia/impor/unggahan/:upload': {
		path: ({ openUpload }) => openUpload(),
		script: () => tus,
		answers: begunByCommittee(204),
	},
	'GET /panitia/impor/[import]': { path: brought(''), answers: workspace },
	'GET /panitia/impor/[import]/kemajuan': { path: brought('/kemajuan'), answers: workspace },
	'GET /panitia/impor/[import]/salah': { path: brought('/salah'), answers: workspace },
	'POST /panitia/impor/[import]?/cocokkan': {
		path: broughtPlain,
		form: () => ({}),
		answers: ofCommittee(409),
	},
	'POST /panitia/impor/[import]?/ulangi': {
		path: broughtPlain,
		form: () => ({}),
		answers: ofCommittee(409),
	},
	'POST /panitia/impor/[import]?/terapkan': {
		path: broughtPlain,
		form: () => ({}),
		answers: ofCommittee(409),
	},
	'POST /panitia/impor/[import]?/urungkan': {
		path: broughtPlain,
		form: () => ({}),
		answers: ofCommittee(409),
	},
	'POST /panitia/impor/[import]?/batalkan': {
		path: broughtPlain,
		form: () => ({}),
		answers: ofCommittee(303),
	},

	'GET /admin/pembacaan': { path: () => `/admin/pembacaan${palu}`, answers: administration },

	// Runs and approvals of Palu: none exists yet, so that each number is of no institution.
	'GET /panitia': { answers: anyWorkspace },
	'GET /panitia/hitung/[selection]': {
		path: ({ selection }) => `/panitia/hitung/${selection}`,
		answers: workspace,
	},
	'POST /panitia/hitung/[selection]?/hitung': {
		path: ({ selection }) => `/panitia/hitung/${selection}`,
		form: () => ({}),
		answers: '303 303 403 403 403 403 403 403 403 403 403',
	},
	'POST /panitia/hitung/[selection]?/formulir': {
		path: ({ selection }) => `/panitia/hitung/${selection}`,
		form: () => ({ paket: 'no pack' }),
		answers: '303 400 403 403 403 403 403 403 403 403 403',
	},
	'POST /panitia/hitung/[selection]?/aturan': {
		path: ({ selection }) => `/panitia/hitung/${selection}`,
		form: () => ({ aturan: 'no rules' }),
		answers: '303 400 403 403 403 403 403 403 403 403 403',
	},
	'GET /panitia/hitung/[selection]/[run]': { path: unknownRun(''), answers: unknownToAll },
	'GET /panitia/hitung/[selection]/[run]/pratinjau': {
		path: unknownRun('/pratinjau'),
		answers: unknownToAll,
	},
	'GET /panitia/hitung/[selection]/[run]/kemajuan': {
		path: unknownRun('/kemajuan'),
		answers: unknownToAll,
	},
	...Object.fromEntries(
		['imbang', 'pastikan', 'ajukan', 'ulang', 'batalkan'].map((action) => [
			`POST /panitia/hitung/[selection]/[run]?/${action}`,
			{ path: unknownRun(''), form: () => ({}), answers: refusedToAll },
		]),
	),
	'GET /panitia/persetujuan': { answers: anyWorkspace },
	'GET /panitia/persetujuan/[approval]': {
		path: () => '/panitia/persetujuan/9999',
		answers: unknownToAll,
	},
	'GET /panitia/persetujuan/[approval]/[file]': {
		path: () => '/panitia/persetujuan/9999/results.csv',
		answers: unknownToAll,
	},
	...Object.fromEntries(
		['hitung_ulang', 'setujui', 'kembalikan'].map((action) => [
			`POST /panitia/persetujuan/[approval]?/${action}`,
			{ path: () => '/panitia/persetujuan/9999', form: () => ({}), answers: refusedToAll },
		]),
	),
};
