export interface Reason {
	readonly code: string;
	readonly data: Readonly<Record<string, string>>;
}

/** Every code the column `reason` can hold; `docs/ranking-spec.md` explains each. */
export const reasonCodes = [
	'tms',
	'absent',
	'disqualified',
	'withdrew',
	'skd_below',
	'kompetensi_below',
	'not_in_cut',
	'no_seats_offered',
	'in_cut',
	'eliminated',
	'seat',
	'seat_decided',
	'no_seat',
	'no_seat_decided',
	'tie_open',
	'round',
	'round_decided',
	'round_tie_open',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** `skd_below;got=75;need=80;part=tiu` as code and data. */
export function parseReason(reason: string): Reason {
	const [code = '', ...pairs] = reason.split(';');
	const entries = pairs.map((pair) => {
		const equals = pair.indexOf('=');
		return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
	});
	return { code, data: Object.fromEntries(entries) };
}
