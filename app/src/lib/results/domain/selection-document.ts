/** A component of the SKB, as far as it bounds a mark. */
export interface PlannedComponent {
	readonly code: string;
	readonly max: number;
}

/** What bounds the marks of a selection, as far as anybody has said by which rules it is ranked. */
export interface SelectionRules {
	readonly pack: string;
	/** By code, the default plan under ''; absent where nobody has set any. */
	readonly skbPlans?: Readonly<Record<string, readonly PlannedComponent[]>>;
}

/** Undefined where a text is not a JSON object that names a selection and a pack. */
export function parseRules(
	document: string,
): { readonly id: string; readonly pack: string } | undefined {
	const read = parseObject(document);
	if (read === undefined || typeof read['id'] !== 'string') return undefined;
	if (typeof read['pack'] !== 'string') return undefined;
	return { ...read, id: read['id'], pack: read['pack'] };
}

/** What bounds marks by `selection.json`; a document that is none bounds none. */
export function rulesOf(document: string): SelectionRules | undefined {
	const rules = parseRules(document);
	if (rules === undefined) return undefined;
	const { skb, skb_plans: named } = rules as { skb?: unknown; skb_plans?: unknown };
	const plans = typeof named === 'object' && named !== null ? Object.entries(named) : [];
	const all = [...(skb === undefined ? [] : [['', skb] as const]), ...plans];
	return {
		pack: rules.pack,
		skbPlans: Object.fromEntries(all.map(([code, plan]) => [code, componentsOf(plan)])),
	};
}

/** The run says what is wrong with a plan; here a component that is none bounds nothing. */
function componentsOf(plan: unknown): readonly PlannedComponent[] {
	return Array.isArray(plan) ? plan.filter(isComponent) : [];
}

function isComponent(value: unknown): value is PlannedComponent {
	if (typeof value !== 'object' || value === null) return false;
	const { code, max } = value as Partial<Record<'code' | 'max', unknown>>;
	return typeof code === 'string' && typeof max === 'number';
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const read: unknown = JSON.parse(text);
		return typeof read === 'object' && read !== null
			? (read as Readonly<Record<string, unknown>>)
			: undefined;
	} catch {
		return undefined;
	}
}
