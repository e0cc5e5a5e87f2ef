import { sumSteps, type SumComponent, type SumFacts } from '@terang/rules/explain';
import type { MyResult, ResultRow } from '../contract.ts';
import type { PackNumbers } from './pack-numbers.ts';

export interface OwnMarks {
	readonly row: ResultRow;
	/** The row of `participants.csv`, by column. */
	readonly record: Readonly<Record<string, string>>;
	readonly plan: readonly PlanComponent[];
	readonly numbers: PackNumbers;
}

interface PlanComponent {
	readonly code: string;
	readonly max: number;
	readonly weight: string;
}

/** Every step of a person's own sum; nothing for who has no sum yet. Values with decimal commas. */
export function ownSum(marks: OwnMarks): MyResult['sum'] {
	const facts = factsOf(marks);
	if (facts === undefined) return [];
	const english = sumSteps(facts, 'en');
	return sumSteps(facts, 'id').map((step, at) => ({
		...step,
		working: { id: step.working, en: english[at]?.working ?? '' },
	}));
}

function factsOf({ row, record, plan, numbers }: OwnMarks): SumFacts | undefined {
	const { integration } = numbers;
	if (integration === undefined) {
		const parts = marksOf(record, ['teknis', 'manajerial', 'sosiokultural', 'wawancara']);
		return row.final === '' ? undefined : { kind: 'pppk', parts, total: row.final };
	}
	if (row.skdTotal === '') return undefined;
	const components = componentsOf(record, plan);
	return {
		kind: 'cpns',
		parts: marksOf(record, ['twk', 'tiu', 'tkp']),
		total: row.skdTotal,
		skd100: row.skd100,
		...integration,
		...(components === undefined ? {} : { components }),
		...(row.skb100 === '' ? {} : { skb100: row.skb100 }),
		...(row.final === '' ? {} : { final: row.final }),
	};
}

function marksOf(record: OwnMarks['record'], columns: readonly string[]) {
	return columns.map((name) => ({ name, mark: record[name] ?? '' }));
}

/** A final SKB mark that was given leaves nothing to add up. */
function componentsOf(
	record: OwnMarks['record'],
	plan: readonly PlanComponent[],
): readonly SumComponent[] | undefined {
	if ((record['skb'] ?? '') !== '') return undefined;
	return plan.map(({ code, max, weight }) => ({
		code,
		mark: record[`skb_${code}`] ?? '',
		max: String(max),
		weight,
	}));
}
