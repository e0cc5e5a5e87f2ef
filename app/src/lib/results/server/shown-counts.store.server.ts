import type { Kysely } from 'kysely';
import { type ShownCounts, showCounts } from '../domain/shown-counts.ts';
import type { PublicationKey } from './publications.store.server.ts';
import type { ResultsTables } from './results.tables.server.ts';

/** A version's counts never change once written: those of the last few, by database. */
const kept = new WeakMap<object, Map<string, Promise<ShownCounts>>>();
const mostKept = 8;

/** Which counts of a visible version are shown; one vacancy's depend on those of all others. */
export function readShownCounts(
	db: Kysely<ResultsTables>,
	key: PublicationKey,
): Promise<ShownCounts> {
	const known = kept.get(db) ?? new Map<string, Promise<ShownCounts>>();
	kept.set(db, known);
	const name = `${key.selectionId}/${key.version}`;
	const found = known.get(name);
	if (found !== undefined) return found;
	const reading = readCounts(db, key);
	reading.catch(() => known.delete(name));
	const [oldest] = known.keys();
	if (known.size >= mostKept && oldest !== undefined) known.delete(oldest);
	known.set(name, reading);
	return reading;
}

async function readCounts(db: Kysely<ResultsTables>, key: PublicationKey): Promise<ShownCounts> {
	const rows = await db
		.selectFrom('results.vacancy')
		.select(['vacancy_id as vacancyId', 'applicants', 'eligible', 'passed', 'shortlisted'])
		.where('selection_id', '=', key.selectionId)
		.where('version', '=', key.version)
		.execute();
	return showCounts(rows);
}
