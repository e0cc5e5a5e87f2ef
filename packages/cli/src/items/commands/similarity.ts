import {
	abilityNodes,
	calibrate,
	distractorCurves,
	examinePairs,
	generalisedBinomialTest,
	kIndex,
	m4,
	scoreAbilities,
	wollackOmega,
	type PairIndex,
	type SimilarityRefusal,
	type SimilarityReport,
} from '@terang/psychometrics';
import type { ExitCode } from '../../exit-codes.ts';
import { FaultList } from '../input/refused.ts';
import type { AnsweredOptions, Responses } from '../input/responses.ts';
import { csvOf, shown, textTable } from '../output.ts';
import { pointPlot } from '../plots/points.ts';
import { amount, answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';

const indices = ['gbt', 'omega', 'k', 'k1', 'k2', 'm4'] as const;
/** How the K family smooths the share of repeated answers. */
const smoothing = { k: 'group', k1: 'linear', k2: 'quadratic' } as const;

/** `terang items similarity`: pairs whose answers agree more than two who worked alone would. */
export function runSimilarity(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const { options } = responses;
	if (options === undefined) throw withoutOptions(responses);
	const name = choice(request, 'index', indices, 'gbt');
	const rate = amount(request, 'rate', 0.01);
	const index = indexOf(request, name, responses, options);
	if ('ok' in index) throw refused(index, responses);
	const total = (responses.persons.length * (responses.persons.length - 1)) / 2;
	const report = examinePairs(index, {
		rate,
		...(responses.groups === undefined ? {} : { blocks: blocksOf(responses.groups) }),
		progress: (judged) => request.reporter.progress(`${judged} of at most ${total} pairs`),
	});
	const pairs = report.flagged.map((pair) => ({
		source: responses.persons[pair.source]!,
		other: responses.persons[pair.other]!,
		matches: pair.matches,
		logP: pair.logP,
		conservative: pair.conservative,
	}));
	return answer(request, {
		report: reportOf(name, responses, report, pairs, index.directional),
		json: { command: 'similarity', index: name, directional: index.directional, pairs: report.pairs, rate, levels: report.levels, flagged: pairs }, // prettier-ignore
		files: [
			{
				name: 'pairs.csv',
				content: csvOf(
					['source', 'other', 'matches', 'ln_p', 'conservative'],
					pairs.map((one) => [one.source, one.other, one.matches, one.logP, one.conservative]),
				),
			},
		],
		plots: [{ name: 'similarity.svg', content: plotOf(responses, report, index) }],
	});
}

function withoutOptions(responses: Responses): Error {
	const faults = new FaultList(responses.file);
	faults.add(1, '', 'key_missing', 'similarity needs the options chosen, so --key FILE');
	try {
		faults.settle();
	} catch (error) {
		return error as Error;
	}
	return new Error('unreachable');
}

/** Labels of sessions or rooms as numbers; a person without a label is in no pair. */
function blocksOf(groups: readonly string[]): Int32Array {
	const labels = [...new Set(groups)].filter((label) => label !== '');
	return Int32Array.from(groups, (label) => labels.indexOf(label));
}

function indexOf(
	{ reporter }: ItemsRequest,
	name: (typeof indices)[number],
	responses: Responses,
	{ matrix: options, worth }: AnsweredOptions,
): PairIndex | SimilarityRefusal {
	const key = Int32Array.from(worth, (values) => values.indexOf(Math.max(...values)));
	switch (name) {
		case 'k':
		case 'k1':
		case 'k2':
			return kIndex(options, key, smoothing[name]);
		case 'gbt':
		case 'omega':
		case 'm4':
			break;
	}
	reporter.progress('calibrating');
	const rightOrWrong = {
		...responses.matrix,
		scores: Int8Array.from(options.choices, (choice, at) => {
			if (choice === -1) return -1;
			return choice === key[at % options.items] ? 1 : 0;
		}),
		maxScores: new Int8Array(options.items).fill(1),
	};
	const fit = calibrate(rightOrWrong, { standardErrors: 'none' });
	if (!fit.ok) throw refused(fit, responses);
	const scored = scoreAbilities(rightOrWrong, fit.items, 'EAP');
	if (!scored.ok) throw refused(scored, responses);
	const theta = Float64Array.from(scored.persons, ({ ability }) => ability ?? 0);
	const curves = distractorCurves(options, key, fit.items, theta, abilityNodes());
	if ('ok' in curves) return curves;
	reporter.progress('judging pairs');
	if (name === 'omega') return wollackOmega(options, theta, curves);
	return name === 'm4'
		? m4(options, key, theta, curves)
		: generalisedBinomialTest(options, theta, curves);
}

interface NamedPair {
	readonly source: string;
	readonly other: string;
	readonly matches: number;
	readonly logP: number;
	readonly conservative: boolean;
}

function reportOf(
	name: string,
	responses: Responses,
	report: SimilarityReport,
	pairs: readonly NamedPair[],
	directional: boolean,
): string {
	return [
		`${responses.persons.length} persons, ${responses.items.length} items, index ${name}${directional ? ' (directional)' : ''}; ${report.pairs} pairs examined\n`,
		...report.levels.map(({ level, expected, found }) =>
			`  p < ${level}: ${found} pairs, at most ${shown(expected, 1)} by chance\n`), // prettier-ignore
		`${pairs.length} pairs at a false discovery rate of ${report.rate} (Benjamini–Hochberg over all pairs); * = also under Benjamini–Yekutieli\n`,
		'A pair that agrees is a reason to look at seating and times, not a finding of guilt; most copying is not found.\n',
		...(pairs.length === 0
			? []
			: [
					'\n',
					textTable(
						[
							directional ? 'source' : 'person',
							directional ? 'copier' : 'person',
							'alike',
							'ln p',
							'',
						],
						pairs.slice(0, 100).map((one) => [one.source, one.other, `${one.matches}`, shown(one.logP, 1), one.conservative ? '*' : '']), // prettier-ignore
					),
				]),
	].join('');
}

/** The pairs found, and a thousand others for comparison. */
function plotOf(responses: Responses, report: SimilarityReport, index: PairIndex): string {
	const flagged = new Set(report.flagged.map(({ source, other }) => `${source} ${other}`));
	const points: { x: number; y: number; label?: string; hue?: number }[] = [];
	const { persons } = index;
	const step = Math.max(1, Math.floor((persons * (persons - 1)) / 2 / 1000));
	for (let source = 0, pair = 0; source < persons; source++) {
		const judge = index.against(source);
		for (let other = source + 1; other < persons; other++, pair++) {
			if (pair % step !== 0 || flagged.has(`${source} ${other}`)) continue;
			points.push({ x: index.matches(source, other), y: -judge(other) / Math.LN10 });
		}
	}
	for (const { source, other, matches, logP } of report.flagged.slice(0, 40)) {
		const label = `${responses.persons[source]!} ${responses.persons[other]!}`;
		points.push({ x: matches, y: -logP / Math.LN10, label, hue: 1 });
	}
	const top = Math.max(3, ...points.map(({ y }) => y));
	return pointPlot(
		{
			title: 'Similarity of answers',
			description: `${report.flagged.length} of ${report.pairs} pairs agree more than chance allows at a false discovery rate of ${report.rate}; grey points are a sample of the others.`,
			xLabel: 'items answered alike',
			yLabel: '−log10 p',
			x: [0, responses.items.length],
			y: [0, top * 1.05],
		},
		points,
		[],
	);
}
