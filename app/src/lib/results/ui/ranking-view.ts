import type { PublicResultRow } from '../contract.ts';

/** What a ranking shows beside its rows. Scores are only compared for a picture, never for an order. */

/** A seat of this vacancy, not one in another unit reached by a fill round. */
export function isSeatedHere(row: PublicResultRow): boolean {
	return row.outcome === 'L' && row.placedVacancyId === row.vacancyId;
}

/** The line between seat and no seat stands before this row; none where there is nothing to part. */
export function cutIndex(rows: readonly PublicResultRow[]): number | undefined {
	const last = rows.findLastIndex(isSeatedHere);
	return last < 0 || last === rows.length - 1 ? undefined : last + 1;
}

/** Lowest final mark with a seat here. */
export function lowestSeated(rows: readonly PublicResultRow[]): string | undefined {
	return rows.findLast(isSeatedHere)?.final;
}

/** `391/186/120/85` of the last person shortlisted: total, TKP, TIU, TWK. */
export function shortlistKeys(
	cut: string,
): { total: string; tkp: string; tiu: string; twk: string } | undefined {
	const [total, tkp, tiu, twk] = cut.split('/');
	if (total === undefined || tkp === undefined || tiu === undefined || twk === undefined) {
		return undefined;
	}
	return { total, tkp, tiu, twk };
}

const thousandths = 1000;

/** How far the first mark lies under the second, exact to three places: `0.262`. */
export function difference(mine: string, other: string): string {
	const inThousandths = (text: string) => Math.round(Number(text) * thousandths);
	const gap = inThousandths(other) - inThousandths(mine);
	return (gap / thousandths).toFixed(3);
}
