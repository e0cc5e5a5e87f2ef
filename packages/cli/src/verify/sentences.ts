import type { AnchorKind, Verdict } from '@terang/bundle';

type Lang = 'id' | 'en';

const anchors: Record<Lang, Record<AnchorKind, string>> = {
	id: {
		bundle: 'kunci catatan diambil dari berkas itu sendiri',
		site: 'kunci catatan diambil dari situs itu sendiri',
		key: 'dengan kunci catatan yang Anda berikan',
		policy: 'dengan kebijakan saksi yang Anda berikan',
	},
	en: {
		bundle: 'log key taken from the bundle itself',
		site: 'log key taken from the site itself',
		key: 'with the log key you gave',
		policy: 'with the witness policy you gave',
	},
};

/** One sentence: what was checked, whether it holds, and on whose word the log's key rests. */
export function sentence(name: string, verdict: Verdict, lang: Lang): string {
	const { selection, version, participants, filled, seats } = verdict.checked;
	const what = selection === undefined ? name : `${selection} v${version ?? ''}`;
	const trust = anchors[lang][verdict.anchor];
	const count = verdict.findings.length + verdict.more;
	if (lang === 'en') {
		return verdict.holds
			? `Holds: ${what}, ${participants ?? 0} people, ${filled ?? 0} of ${seats ?? 0} seats filled, recomputed byte for byte (${trust}).`
			: `Does not hold: ${what}, ${count} ${count === 1 ? 'finding' : 'findings'} (${trust}).`;
	}
	return verdict.holds
		? `Terbukti: ${what}, ${participants ?? 0} orang, ${filled ?? 0} dari ${seats ?? 0} kursi terisi, hitung ulang sama persis (${trust}).`
		: `Tidak cocok: ${what}, ${count} temuan (${trust}).`;
}
