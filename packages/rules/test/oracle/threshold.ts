/** Who meets which SKD threshold. */
import { whole, type Participant } from './input.ts';
import { cpnsThresholds, specialJobs, type Threshold } from './numbers.ts';

/** The threshold parts that `person` misses in a vacancy of this kind, as reasons. */
export function missed(person: Participant, threshold: Threshold): string[] {
	const mark = (part: string) => whole(person.row, part) ?? 0;
	const total = mark('twk') + mark('tiu') + mark('tkp');
	const demands: [string, number, number][] =
		'parts' in threshold
			? [
					['twk', mark('twk'), threshold.parts.twk],
					['tiu', mark('tiu'), threshold.parts.tiu],
					['tkp', mark('tkp'), threshold.parts.tkp],
				]
			: [
					['total', total, threshold.total],
					['tiu', mark('tiu'), threshold.tiu],
				];
	return demands
		.filter(([, got, need]) => got < need)
		.map(([part, got, need]) => `skd_below;got=${got};need=${need};part=${part}`);
}

/** The SKD threshold of a vacancy: a special job counts in the general formation only. */
export function thresholdOf(pack: string, type: string, job: string): Threshold {
	const special = type === 'umum' && job !== '' ? specialJobs.get(job) : undefined;
	const threshold = special ?? cpnsThresholds.get(pack)?.get(type);
	if (threshold === undefined) throw new Error(`no threshold for ${type} in ${pack}`);
	return threshold;
}

/** Whether `person` meets the SKD threshold of any vacancy in `pack`. PPPK 2024 has none. */
export function meetsThreshold(
	pack: string,
	person: Participant,
	vacancy: { formation_type: string; special_job: string },
): boolean {
	if (pack.startsWith('pppk-')) return true;
	const threshold = thresholdOf(pack, vacancy.formation_type, vacancy.special_job);
	return missed(person, threshold).length === 0;
}
