import { formatNumber, type Locale } from '$lib/ui/format.ts';

/** Keeps the figures of long work fresh, and shows the page anew when it is done. */

interface Progress {
	readonly underway: boolean;
	readonly percent: number;
	/** Those of the sentence, in their order. */
	readonly numbers: readonly number[];
}

const everyMs = 1_000;

async function look(place: HTMLElement, address: string): Promise<boolean> {
	const answer = await fetch(address, { headers: { accept: 'application/json' } });
	if (!answer.ok) return true;
	const progress = (await answer.json()) as Progress;
	if (!progress.underway) {
		location.reload();
		return true;
	}
	show(place, progress);
	return false;
}

function show(place: HTMLElement, { percent, numbers }: Progress): void {
	const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'id';
	const bar = place.querySelector('progress');
	if (bar !== null) bar.value = percent;
	const text = place.querySelector('label');
	if (text === null) return;
	// The sentence itself stays the page's.
	const shown = numbers.map((number) => formatNumber(number, locale));
	text.textContent = text.textContent.replaceAll(/\d[\d.,]*/gu, (old) => shown.shift() ?? old);
}

async function follow(place: HTMLElement, address: string): Promise<void> {
	while (!(await look(place, address).catch(() => false))) {
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

const place = document.querySelector<HTMLElement>('[data-progress]');
const address = place?.dataset['progress'];
if (place !== null && address !== undefined) void follow(place, address);
