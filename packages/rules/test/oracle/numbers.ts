/**
 * The numbers of the four packs, typed in a second time from the decrees (KepmenPANRB 1023/2021,
 * 651/2023, 321/2024, 347/2024) and not read from the packs, so that a slip in a pack shows.
 */
export type Threshold = { parts: { twk: number; tiu: number; tkp: number } } | TotalThreshold;
type TotalThreshold = { total: number; tiu: number };

const general: Threshold = { parts: { twk: 65, tiu: 80, tkp: 166 } };
const gifted: Threshold = { total: 311, tiu: 85 };
const affirmed: Threshold = { total: 286, tiu: 60 };

const since2021 = new Map<string, Threshold>([
	['umum', general],
	['cumlaude', gifted],
	['diaspora', gifted],
	['disabilitas', affirmed],
	['papua', affirmed],
]);

const since2024 = new Map<string, Threshold>([
	...since2021,
	['kalimantan', general],
	['daerah_tertinggal', affirmed],
]);

export const cpnsThresholds: ReadonlyMap<string, ReadonlyMap<string, Threshold>> = new Map([
	['cpns-2021', since2021],
	['cpns-2023', since2021],
	['cpns-2024', since2024],
]);

const medical: Threshold = { total: 311, tiu: 80 };
const rescue: Threshold = { total: 286, tiu: 70 };

/** Job classes with a threshold of their own inside the general formation. */
export const specialJobs: ReadonlyMap<string, Threshold> = new Map([
	['dokter', medical],
	['dokter_gigi', medical],
	['dokter_spesialis', medical],
	['dokter_pendidik_klinis', medical],
	['abk_kapal', rescue],
	['rescuer', rescue],
	['pengamat_gunung_api', rescue],
]);

export const skdMaximum = { twk: 150, tiu: 175, tkp: 225, total: 550 } as const;
