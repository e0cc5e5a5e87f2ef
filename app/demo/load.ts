import type { Identity } from '../src/lib/identity/server/api.server.ts';
import type { Imports } from '../src/lib/imports/server/api.server.ts';
import type { Clock } from '../src/lib/platform/clock.ts';
import type { Results } from '../src/lib/results/server/api.server.ts';
import type { Vacancies } from '../src/lib/vacancies/server/api.server.ts';
import { DemoCommittee } from './committee.ts';
import { correctedMark, correctionOf } from './crafted.ts';
import { palu } from './places/palu.ts';
import { demoSeasons, paluSeasonId } from './seasons.ts';
import { demoSelection, listOfPeople } from './selection.ts';
import { shortlistByRules } from './shortlist.ts';

export interface DemoDeps {
	readonly vacancies: Vacancies;
	readonly results: Results;
	readonly imports: Imports;
	readonly identity: Pick<Identity, 'demoActor'>;
	readonly clock: Clock;
}

/**
 * Loads the demo season through the same doors as a committee: files are brought, a run is made
 * from them, another person approves it. Every step can be repeated, so that a start after a crash
 * goes on where the last one ended.
 */
export async function loadDemo(deps: DemoDeps): Promise<void> {
	const { vacancies, results } = deps;
	await results.announceRules('cpns-2024');
	const firstStart = await findFirstStart(deps);
	const seasons = demoSeasons(firstStart);
	for (const season of seasons) await vacancies.announceSeason(season, firstStart);
	await vacancies.announceChange(bungoSeason(firstStart), largerDiploma);
	const id = paluSeasonId(firstStart);
	const institutionId = palu.institution.id;
	const office = await DemoCommittee.of({ ...deps, institutionId, selectionId: id });
	const published = await findVersions(deps, id);
	if (published < 1) await publishFirst(office, id);
	if (published < 2) await publishCorrected(office, id);
}

async function publishFirst(office: DemoCommittee, id: string): Promise<void> {
	const [first] = demoSelection(id, yearOf(id), shortlistByRules).versions;
	await office.setRules(first.selection);
	const files = [
		['vacancies', 'jabatan.csv', 'Rincian formasi Kota Palu', first.vacancies],
		['participants', 'peserta.csv', 'Portal pendaftaran dan BKN', listOfPeople(first)],
		['decisions', 'keputusan.csv', 'Berita Acara 17/PANSELDA', first.decisions],
	] as const;
	for (const [kind, name, source, text] of files) await office.bring({ kind, name, source, text });
	await office.publish(1);
}

/** A correction needs no more than the file with the one mark that was wrong. */
async function publishCorrected(office: DemoCommittee, id: string): Promise<void> {
	const number = `${palu.prefix.toUpperCase()}-${yearOf(id)}-${correctedMark.number}`;
	const text = `participant_id,skb_praktik\n${number},${correctedMark.true}\n`;
	const source = 'Lembar penilai, temuan Inspektorat';
	await office.bring({ kind: 'marks', name: 'koreksi-nilai.csv', source, text });
	await office.publish(2, correctionOf);
}

/** `cpns-2026-kota-palu` */
function yearOf(id: string): string {
	return id.split('-')[1] ?? '';
}

async function findVersions({ results }: Pick<DemoDeps, 'results'>, id: string): Promise<number> {
	return (await results.publishedIndex()).filter(({ selectionId }) => selectionId === id).length;
}

/** Whether everything that `loadDemo` loads is served. */
export async function isDemoLoaded(
	deps: Pick<DemoDeps, 'vacancies' | 'results' | 'clock'>,
): Promise<boolean> {
	return (await findVersions(deps, paluSeasonId(await findFirstStart(deps)))) === 2;
}

/** Every date of the demo follows from the day of the first start, which its seasons remember. */
async function findFirstStart({
	vacancies,
	clock,
}: Pick<DemoDeps, 'vacancies' | 'clock'>): Promise<Date> {
	return (await vacancies.findFirstAnnouncement()) ?? clock.now();
}

const largerDiploma = {
	id: 'Batas ukuran ijazah naik dari 1 MB menjadi 2 MB.',
	en: 'The diploma may now be up to 2 MB instead of 1 MB.',
};

function bungoSeason(firstStart: Date): string {
	const season = demoSeasons(firstStart).find(
		(candidate) => candidate.institution.id === 'kabupaten-bungo',
	);
	if (season === undefined) throw new Error('the demo lacks Kabupaten Bungo');
	return season.id;
}
