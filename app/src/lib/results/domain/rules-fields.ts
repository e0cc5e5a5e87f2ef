import type { ComponentRow } from './rules-form.ts';

/** Names of the fields; also the ids under which a fault links to one. */
export const rulesFields = {
	pack: 'paket',
	stage: 'tahap',
	rounds: 'pengisian',
	ownRounds: 'putaran',
	/** The document that was shown, and the newer one that the person was told of. */
	opened: 'dibuka',
	overtakenBy: 'terbaru',
} as const;

const cells = { code: 'kode', max: 'maks', weight: 'bobot', below: 'batas' } as const;

export const planField = (plan: number) => `rencana-${plan}`;
export const nameField = (plan: number) => `${planField(plan)}-nama`;
export const cellField = (plan: number, row: number, key: keyof ComponentRow) =>
	`${planField(plan)}-${row}-${cells[key]}`;
