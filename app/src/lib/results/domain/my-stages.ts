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
	if (record['skd_status'] !== 'hadir') return [admin, stage('skd', row.outcome)];
	const skdCode = !hasPassed(row) ? row.outcome : isShortlisted(row) ? 'P/L' : 'P';
	const skd = stage('skd', skdCode, skdParts(story));
	if (!isShortlisted(row) || row.outcome === 'P/L') return [admin, skd];
	const skb = stage('skb', row.rankFinal === '' ? row.outcome : 'P', skbParts(story));
	if (row.rankFinal === '') return [admin, skd, skb];
	return [admin, skd, skb, stage('final', row.outcome)];
}

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
	const need = new Map(thresholds.map((threshold) => [threshold.part, threshold.need]));
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
		.map(({ code, eliminate_below: mark }) => ({
			name: code === 'cat' ? 'CAT' : code,
			got: get(code),
			...(mark === undefined ? {} : { threshold: mark }),
		}));
	return row.skb100 === '' ? parts : [...parts, { name: 'SKB', got: row.skb100 }];
}

function part(name: string, got: string, need: number | undefined): Part {
	if (need === undefined || got === '') return { name, got };
	const difference = Number(got) - need;
	const sign = difference < 0 ? '−' : '+';
	return {
		name,
		got,
		threshold: String(need),
		difference: `${sign}${String(difference < 0 ? -difference : difference)}`,
	};
}

/** Whether a fill round gave the seat, and where. */
export function placedElsewhere(row: ResultRow): boolean {
	const code = reasonParts(row.reason).get('');
	return row.placedVacancyId !== '' && (code === 'round' || code === 'round_decided');
}
