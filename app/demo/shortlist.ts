import { fromBytes, rank } from '@terang/rules';
import { createHash } from 'node:crypto';
import type { Shortlist } from './selection.ts';

/** Asks the rules who goes on to the SKB. */
export const shortlistByRules: Shortlist = (files) => {
	const encoder = new TextEncoder();
	const ranking = rank(
		{
			selection: fromBytes('selection.json', encoder.encode(files.selection)),
			vacancies: fromBytes('vacancies.csv', encoder.encode(files.vacancies)),
			participants: fromBytes('participants.csv', encoder.encode(files.participants)),
		},
		{ createSha256: () => createHash('sha256') },
	);
	if (ranking.kind !== 'ranked') throw new Error('the rules refuse the demo selection');
	const shortlisted = new Set<string>();
	for (const row of ranking.rows()) if (row.outcome === 'P/L') shortlisted.add(row.participantId);
	return shortlisted;
};
