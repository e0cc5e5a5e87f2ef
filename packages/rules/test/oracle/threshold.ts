/** Who meets which SKD threshold. */
import { whole, type Participant } from './input.ts';
import { cpnsThresholds, specialJobs, type Threshold } from './numbers.ts';
import type { Shortfall } from './reasons.ts';

/** The threshold parts that `person` misses in a vacancy of this kind. */
export function missed(person: Participant, threshold: Threshold): Shortfall[] {
	const mark = (part: string) => whole(person.row, part) ?? 0;
	const total = mark('twk') + mark('tiu') + mark('tkp');
	const demands: Shortfall[] =
		'parts' in threshold
			? [
					{ part: 'twk', got: mark('twk'), need: threshold.parts.twk },
					{ part: 'tiu', got: mark('tiu'), need: threshold.parts.tiu },
					{ part: 'tkp', got: mark('tkp'), need: threshold.parts.tkp },
				]
			: [
					{ part: 'total', got: total, need: threshold.total },
					{ part: 'tiu', got: mark('tiu'), need: threshold.tiu },
				];
	return demands.filter(({ got, need }) => got < need);
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
