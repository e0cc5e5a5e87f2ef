/**
 * A draft of `selection.json` for a selection that nobody has set rules for: the newest pack of its
 * kind and, where the kind has a SKB, the computer test alone. A person looks at it and saves it.
 * @param packs ids like `cpns-2024`, in any order
 */
export function draftRules(selectionId: string, packs: readonly string[]): string {
	const kind = selectionId.startsWith('pppk-') ? 'pppk' : 'cpns';
	const pack = packs
		.filter((id) => id.startsWith(`${kind}-`))
		.toSorted()
		.at(-1);
	const draft = {
		id: selectionId,
		pack,
		stage: 'final',
		...(kind === 'cpns' ? { skb: [{ code: 'cat', max: 500, weight: '1' }] } : {}),
	};
	return `${JSON.stringify(draft, null, 2)}\n`;
}
