import { packBytes, packIds } from '@terang/rules';
import { type Kysely, sql } from 'kysely';
import { type MarkRule, pppkMarks, skdMarks } from '../domain/imported-rows.ts';
import { rulesOf, type SelectionRules } from '../domain/selection-document.ts';
import type { PublicationSummary, ResultsTables } from './results.tables.server.ts';

interface PackPart {
	readonly max: { readonly value: number };
}

interface PackParts {
	readonly parts?: Readonly<Record<string, PackPart>>;
	readonly skd?: { readonly parts: Readonly<Record<string, PackPart>> };
}

/**
 * The rules that the next run will use: those that were set, else those of the newest version. Before
 * anybody has said, the newest pack of the kind bounds the marks that no plan touches: the law has
 * known the same maxima since 2021, and a file must not wait for a run to hear that 175 is no TWK.
 */
export async function findSelectionRules(
	db: Kysely<unknown>,
	selectionId: string,
): Promise<SelectionRules | undefined> {
	return (
		(await findSetRules(db, selectionId)) ??
		(await findPublishedRules(db, selectionId)) ??
		rulesOfKind(selectionId)
	);
}

async function findSetRules(
	db: Kysely<unknown>,
	selectionId: string,
): Promise<SelectionRules | undefined> {
	const setup = await (db as Kysely<ResultsTables>)
		.selectFrom('results.selection_setup')
		.select('document')
		.where('selection_id', '=', selectionId)
		.executeTakeFirst();
	return setup && rulesOf(setup.document);
}

async function findPublishedRules(
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

/** An id begins with the kind of its selection: `cpns-2026-kota-palu`. */
function rulesOfKind(selectionId: string): SelectionRules | undefined {
	const kind = /^(?:cpns|pppk)-/u.exec(selectionId)?.[0];
	const pack = kind && packIds.findLast((id) => id.startsWith(kind));
	return pack === undefined || pack === '' ? undefined : { pack };
}

const unbounded: readonly (readonly [string, MarkRule])[] = [...skdMarks, ...pppkMarks].map(
	(name) => [name, { decimals: 0 }],
);

/**
 * Columns that hold marks, with their bounds. Before the plans are known every component that the
 * header names is taken, and the run says later what does not belong.
 */
export function markRules(
	rules: SelectionRules | undefined,
	header: readonly string[],
): ReadonlyMap<string, MarkRule> {
	const marks = new Map<string, MarkRule>(rules === undefined ? unbounded : packRules(rules.pack));
	const plans = rules?.skbPlans;
	if (plans === undefined) {
		if (rules?.pack.startsWith('pppk-') === true) return marks;
		marks.set('skb', skb);
		for (const name of header) {
			if (isComponentColumn(name)) marks.set(name, { decimals: 3 });
		}
		return marks;
	}
	if (Object.keys(plans).length > 0) marks.set('skb', skb);
	for (const { code, max } of Object.values(plans).flat()) {
		const known = marks.get(`skb_${code}`)?.max ?? 0;
		marks.set(`skb_${code}`, { decimals: 3, max: Math.max(known, max * 1_000) });
	}
	return marks;
}

/** A final mark of the SKB, 0 to 100. */
const skb: MarkRule = { decimals: 3, max: 100_000 };

function isComponentColumn(name: string): boolean {
	return name !== 'skb_status' && /^skb_[a-z0-9_]{1,40}$/u.test(name);
}

/** A pack that is not ours bounds nothing here; the run refuses it by name. */
function packRules(id: string): readonly (readonly [string, MarkRule])[] {
	const bytes = packBytes(id);
	if (bytes === undefined) return unbounded;
	const pack = JSON.parse(new TextDecoder().decode(bytes)) as PackParts;
	return Object.entries(pack.parts ?? pack.skd?.parts ?? {}).map(([name, part]) => [
		name,
		{ decimals: 0, max: part.max.value * 1_000 },
	]);
}
