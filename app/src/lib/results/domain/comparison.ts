import type { ResultRow, VacancyResult } from '../contract.ts';

/**
 * What a correction changed, person by person, in the order of the new version. Reasons are left
 * out: another person's mark may change the words without changing the outcome.
 */
export function compareVersions(
	before: readonly ResultRow[],
	after: readonly ResultRow[],
): VacancyResult['changes'] {
	const earlier = new Map(before.map((row) => [row.participantId, row]));
	return after.flatMap((row) => {
		const old = earlier.get(row.participantId);
		if (old !== undefined && compared.every((column) => old[column] === row[column])) return [];
		return [
			{
				participantId: row.participantId,
				before: old?.outcome ?? '',
				after: row.outcome,
				finalBefore: old?.final ?? '',
				finalAfter: row.final,
				rankBefore: old?.rankFinal ?? '',
				rankAfter: row.rankFinal,
			},
		];
	});
}

const compared = ['outcome', 'final', 'rankSkd', 'rankFinal', 'placedVacancyId'] as const;
