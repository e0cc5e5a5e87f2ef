import type { ResultRow } from '../output/rows.ts';
import { decimal, type Lang } from './numbers.ts';
import { explainReason } from './sentences.ts';
import { sumSteps, type SumFacts } from './sum.ts';
import { markWords, named } from './words.ts';

/** A mark beside its threshold. */
export interface ExplainedPart {
	readonly name: string;
	readonly got: number;
	readonly max: number;
	/** Absent where the vacancy's rule puts no minimum on this mark. */
	readonly need?: number;
}

/** All that explains one person's result. */
export interface Explanation {
	readonly row: ResultRow;
	readonly pack: string;
	readonly vacancy: {
		readonly id: string;
		readonly formationType: string;
		readonly specialJob: string;
		readonly seats: number;
		readonly finishers: number;
	};
	/** Empty where the person did not sit the first test. */
	readonly parts: readonly ExplainedPart[];
	readonly sum?: SumFacts;
}

/** The explanation as lines of text: marks, sums and the reason. */
export function explanationLines(explanation: Explanation, lang: Lang): string[] {
	const { row, vacancy, parts, sum } = explanation;
	const id = lang === 'id';
	const lines = [
		`${id ? 'Peserta' : 'Participant'} ${row.participantId} · ${id ? 'lowongan' : 'vacancy'} ${vacancy.id} (${vacancy.formationType}) · ${row.outcome}`,
	];
	for (const part of parts) {
		const name = named(markWords, part.name, lang);
		const threshold =
			part.need === undefined ? '' : ` · ${id ? 'ambang batas' : 'threshold'} ${String(part.need)}`;
		lines.push(`  ${name}: ${String(part.got)} / ${String(part.max)}${threshold}`);
	}
	for (const step of sum === undefined ? [] : sumSteps(sum, lang))
		lines.push(`  ${step.label[lang]}: ${step.working} = ${step.value}`);
	if (row.rankSkd !== '') lines.push(`  ${id ? 'Peringkat SKD' : 'SKD place'}: ${row.rankSkd}`);
	if (row.rankFinal !== '')
		lines.push(
			`  ${id ? 'Peringkat akhir' : 'Final place'}: ${row.rankFinal} (${decimal(row.final, lang)})`,
		);
	return [...lines, ...explainReason(row.reason, contextOf(explanation), lang)];
}

function contextOf({ row, vacancy }: Explanation): Parameters<typeof explainReason>[1] {
	return {
		seats: vacancy.seats,
		finishers: vacancy.finishers,
		...(row.rankSkd === '' ? {} : { rankSkd: row.rankSkd }),
		...(row.rankFinal === '' ? {} : { rankFinal: row.rankFinal }),
		...(row.placedVacancyId === '' ? {} : { placedVacancy: row.placedVacancyId }),
	};
}
