import { packIds } from '@terang/rules';
import { expect, it } from 'vitest';
import { draftRules } from './first-rules.ts';

it('drafts rules by the newest pack of the kind, and no SKB where there is none', () => {
	const draft = (id: string) => JSON.parse(draftRules(id, packIds)) as Record<string, unknown>;
	expect(draft('cpns-2026-kabupaten-bungo')).toEqual({
		id: 'cpns-2026-kabupaten-bungo',
		pack: 'cpns-2024',
		stage: 'final',
		skb: [{ code: 'cat', max: 500, weight: '1' }],
	});
	expect(draft('pppk-2026-kota-palu')).toEqual({
		id: 'pppk-2026-kota-palu',
		pack: 'pppk-2024',
		stage: 'final',
	});
});
