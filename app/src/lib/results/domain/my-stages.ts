import { explainReason, type ReasonContext } from '@terang/rules/explain';
import type { MyResult, Outcome, ResultRow } from '../contract.ts';
import type { Threshold } from './pack-numbers.ts';
import { hasPassed, isShortlisted, reasonParts } from './tally.ts';

type Stage = MyResult['stages'][number];
type Part = Stage['parts'][number];

/** A person's own full row beside what became of it. */
export interface OwnStory {
	readonly row: ResultRow;
	/** The row of `participants.csv`, by column. */
	readonly record: Readonly<Record<string, string>>;
	readonly thresholds: readonly Threshold[];
	readonly plan: readonly { readonly code: string; readonly eliminate_below?: string }[];
	readonly context: ReasonContext;
}

/** Each stage that was reached, with its code and marks; the last one says why it ended there. */
export function stagesOf(story: OwnStory): readonly Stage[] {
	const stages = reached(story);
	return stages.map((stage, at) =>
		at === stages.length - 1 ? { ...stage, sentences: sentencesOf(story) } : stage,
	);
}

function reached(story: OwnStory): readonly Stage[] {
	const { row, record } = story;
	if (row.outcome === 'TMS') return [stage('admin', 'TMS')];
	const admin = stage('admin', 'MS');
	if ('kompetensi_status' in record) return [admin, ...competence(story)];
	if (record['skd_status'] !== 'hadir') return [admin, stage('skd', row.outcome)];
	const skdCode = !hasPassed(row) ? row.outcome : isShortlisted(row) ? 'P/L' : 'P';
	const skd = stage('skd', skdCode, skdParts(story));
	if (!isShortlisted(row) || row.outcome === 'P/L') return [admin, skd];
	const skb = stage('skb', row.rankFinal === '' ? row.outcome : 'P', skbParts(story));
	if (row.rankFinal === '') return [admin, skd, skb];
	return [admin, skd, skb, stage('final', row.outcome)];
}

/** PPPK has one stage of tests, which nobody fails by a threshold. */
function competence(story: OwnStory): readonly Stage[] {
	const { row, record } = story;
	if (row.rankFinal === '') return [stage('competence', row.outcome)];
	const priority = record['priority'] ?? '';
	const parts = [
		...competenceNames.map(([column, name]) => part(name, record[column] ?? '', undefined)),
		...(priority === '' ? [] : [part('Prioritas', priority, undefined)]),
	];
	return [stage('competence', 'P', parts), stage('final', row.outcome)];
}

const competenceNames: readonly (readonly [column: string, name: string])[] = [
	['teknis', 'Teknis'],
	['manajerial', 'Manajerial'],
	['sosiokultural', 'Sosiokultural'],
	['wawancara', 'Wawancara'],
];

/** The rules' own sentences about the reason, both languages side by side. */
function sentencesOf({ row, context }: OwnStory): Stage['sentences'] {
	const english = explainReason(row.reason, context, 'en');
	return explainReason(row.reason, context, 'id').map((id, at) => ({ id, en: english[at] ?? '' }));
}

function stage(key: Stage['key'], code: Outcome | 'MS', parts: readonly Part[] = []): Stage {
	return { key, code, sentences: [], parts };
}

const skdNames: readonly (readonly [column: string, name: string])[] = [
	['twk', 'TWK'],
	['tiu', 'TIU'],
	['tkp', 'TKP'],
];

function skdParts({ row, record, thresholds }: OwnStory): readonly Part[] {
	const need = new Map(thresholds.map((threshold) => [threshold.part, String(threshold.need)]));
	const parts = skdNames.map(([column, name]) =>
		part(name, record[column] ?? '', need.get(column)),
	);
	// A total is a sum of parts: a threshold on each part is no threshold on the total.
	return [...parts, part('SKD', row.skdTotal, need.get('total'))];
}

function skbParts({ row, record, plan }: OwnStory): readonly Part[] {
	const get = (code: string): string => record[`skb_${code}`] ?? '';
	const parts = plan
		.filter(({ code }) => get(code) !== '')
		.map(({ code, eliminate_below: mark }) => part(code === 'cat' ? 'CAT' : code, get(code), mark));
	return row.skb100 === '' ? parts : [...parts, part('SKB', row.skb100, undefined)];
}

function part(name: string, got: string, need: string | undefined): Part {
	if (need === undefined || got === '') return { name, got: comma(got) };
	const difference = thousandths(got) - thousandths(need);
	return { name, got: comma(got), threshold: comma(need), difference: signed(difference) };
}

/** A mark of at most three decimals as an integer, so that a difference is exact. */
function thousandths(mark: string): number {
	const [whole = '', fraction = ''] = mark.split('.');
	return Number(whole + fraction.padEnd(3, '0'));
}

function signed(difference: number): string {
	const size = difference < 0 ? -difference : difference;
	const fraction = String(size % 1000)
		.padStart(3, '0')
		.replace(/0+$/u, '');
	const whole = String(Math.trunc(size / 1000));
	return `${difference < 0 ? '−' : '+'}${whole}${fraction === '' ? '' : `,${fraction}`}`;
}

function comma(mark: string): string {
	return mark.replace('.', ',');
}

/** Whether a fill round gave the seat, and where. */
export function placedElsewhere(row: ResultRow): boolean {
	const code = reasonParts(row.reason).get('');
	return row.placedVacancyId !== '' && (code === 'round' || code === 'round_decided');
}
