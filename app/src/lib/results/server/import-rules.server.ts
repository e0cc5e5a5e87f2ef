import { packBytes } from '@terang/rules';
import { type Kysely, sql } from 'kysely';
import { type MarkRule, pppkMarks, skdMarks } from '../domain/imported-rows.ts';
import type { PublicationSummary, ResultsTables, SkbComponent } from './results.tables.server.ts';

/** What bounds the marks of a selection, as far as anybody has said by which rules it is ranked. */
export interface SelectionRules {
	readonly pack: string;
	readonly skbPlans: Readonly<Record<string, readonly SkbComponent[]>>;
}

interface PackPart {
	readonly max: { readonly value: number };
}

interface PackParts {
	readonly parts?: Readonly<Record<string, PackPart>>;
	readonly skd?: { readonly parts: Readonly<Record<string, PackPart>> };
}

/** The rules by which the newest version was ranked. */
export async function findSelectionRules(
	db: Kysely<unknown>,
	selectionId: string,
): Promise<SelectionRules | undefined> {
	const found = await (db as Kysely<ResultsTables>)
		.selectFrom('results.publication')
		.select('summary')
		.where('selection_id', '=', selectionId)
		.where(sql<boolean>`summary is not null`)
		.orderBy('version', 'desc')
		.executeTakeFirst();
	const summary: PublicationSummary | null | undefined = found?.summary;
	return summary === null || summary === undefined
		? undefined
		: { pack: summary.pack, skbPlans: summary.skbPlans };
}

const unbounded: readonly (readonly [string, MarkRule])[] = [...skdMarks, ...pppkMarks].map(
	(name) => [name, { decimals: 0 }],
);

/**
 * Columns that hold marks, with their bounds. Before the rules are known every component that the
 * header names is taken, and the run says later what does not belong.
 */
export function markRules(
	rules: SelectionRules | undefined,
	header: readonly string[],
): ReadonlyMap<string, MarkRule> {
	const skb: MarkRule = { decimals: 3, max: 100_000 };
	if (rules === undefined) {
		const components = header.filter((name) => /^skb_[a-z0-9_]{1,40}$/u.test(name));
		return new Map([
			...unbounded,
			['skb', skb],
			...components
				.filter((name) => name !== 'skb_status')
				.map((name) => [name, { decimals: 3 } satisfies MarkRule] as const),
		]);
	}
	const marks = new Map<string, MarkRule>();
	for (const [name, max] of packMaxima(rules.pack)) {
		marks.set(name, { decimals: 0, max: max * 1_000 });
	}
	if (Object.keys(rules.skbPlans).length > 0) marks.set('skb', skb);
	for (const { code, max } of Object.values(rules.skbPlans).flat()) {
		const known = marks.get(`skb_${code}`)?.max ?? 0;
		marks.set(`skb_${code}`, { decimals: 3, max: Math.max(known, max * 1_000) });
	}
	return marks;
}

function packMaxima(id: string): readonly (readonly [string, number])[] {
	const bytes = packBytes(id);
	if (bytes === undefined) throw new Error(`no rule pack ${id}`);
	const pack = JSON.parse(new TextDecoder().decode(bytes)) as PackParts;
	return Object.entries(pack.parts ?? pack.skd?.parts ?? {}).map(([name, part]) => [
		name,
		part.max.value,
	]);
}
