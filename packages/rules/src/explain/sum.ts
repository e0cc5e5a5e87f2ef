import { formatThousandths, roundedQuotient } from '../bytes/decimal.ts';
import { decimal, type Bilingual, type Lang } from './numbers.ts';
import { markWords } from './words.ts';

/** One line of a sum, as in a school exercise book. */
export interface SumStep {
	readonly label: Bilingual;
	/** `423 ÷ 550 × 100`. */
	readonly working: string;
	/** `76,909`. */
	readonly value: string;
	readonly total?: boolean;
}

/** A mark that enters a sum, as the files have it. */
export interface SumMark {
	readonly name: string;
	readonly mark: string;
}

export interface SumComponent {
	readonly code: string;
	readonly mark: string;
	readonly max: string;
	readonly weight: string;
}

/** Decimals are strings with a point, as in the files; what was not reached is absent. */
export type SumFacts =
	| {
			readonly kind: 'cpns';
			readonly parts: readonly SumMark[];
			readonly total: string;
			readonly totalMax: string;
			readonly skd100: string;
			/** Absent where the final SKB mark was given and not computed. */
			readonly components?: readonly SumComponent[];
			readonly skb100?: string;
			readonly final?: string;
			readonly skdWeight: string;
			readonly skbWeight: string;
	  }
	| { readonly kind: 'pppk'; readonly parts: readonly SumMark[]; readonly total: string };

/** Every sum of a result, step by step; each value is the one the engine rounded to. */
export function sumSteps(facts: SumFacts, lang: Lang): SumStep[] {
	const partSum: SumStep = {
		label:
			facts.kind === 'cpns'
				? { id: 'Nilai total SKD', en: 'SKD total' }
				: { id: 'Nilai total', en: 'Total score' },
		working: facts.parts
			.map(
				({ name, mark }) =>
					`${markWords[name]?.[facts.kind === 'pppk' ? lang : 'id'] ?? name} ${mark}`,
			)
			.join(' + '),
		value: facts.kind === 'pppk' ? decimal(facts.total, lang) : facts.total,
		...(facts.kind === 'pppk' ? { total: true } : {}),
	};
	if (facts.kind === 'pppk') return [partSum];
	const say = (text: string): string => decimal(text, lang);
	const steps = [
		partSum,
		{
			label: { id: 'SKD pada skala 100', en: 'SKD on a scale of 100' },
			working: `${facts.total} ÷ ${facts.totalMax} × 100`,
			value: say(facts.skd100),
		},
	];
	if (facts.skb100 === undefined) return steps;
	steps.push({
		label: { id: 'SKB pada skala 100', en: 'SKB on a scale of 100' },
		working: skbWorking(facts.components, facts.skb100, lang),
		value: say(facts.skb100),
	});
	if (facts.final === undefined) return steps;
	return [
		...steps,
		halfStep('SKD', facts.skd100, facts.skdWeight, lang),
		halfStep('SKB', facts.skb100, facts.skbWeight, lang),
		{
			label: { id: 'Nilai akhir', en: 'Final score' },
			working: [
				say(halfOf(facts.skd100, facts.skdWeight)),
				say(halfOf(facts.skb100, facts.skbWeight)),
			].join(' + '),
			value: say(facts.final),
			total: true,
		},
	];
}

function skbWorking(
	components: readonly SumComponent[] | undefined,
	given: string,
	lang: Lang,
): string {
	if (components === undefined) return decimal(given, lang);
	return components
		.map(({ code, mark, max, weight }) => {
			const number = (text: string): string => decimal(text, lang);
			return `${number(weight)} × ${code} ${number(mark)} ÷ ${number(max)} × 100`;
		})
		.join(' + ');
}

function halfStep(stage: 'SKD' | 'SKB', score: string, weight: string, lang: Lang): SumStep {
	return {
		label: { id: `Bagian ${stage}`, en: `${stage} share` },
		working: `${decimal(score, lang)} × ${decimal(weight, lang)}`,
		value: decimal(halfOf(score, weight), lang),
	};
}

/** A score of three decimals times a weight, rounded half-up to three decimals. */
function halfOf(score: string, weight: string): string {
	const [whole = '0', fraction = ''] = weight.split('.');
	const thousandths = Number(score.replace('.', ''));
	const denominator = Number(`1${'0'.repeat(fraction.length)}`);
	return formatThousandths(roundedQuotient(thousandths * Number(whole + fraction), denominator));
}
