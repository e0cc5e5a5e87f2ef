import { formatNumber, type Locale } from '$lib/ui/format.ts';

/** Keeps the figures of a file that is being read fresh, and shows the page anew when it is done. */

interface Progress {
	readonly state: string;
	readonly rows: number;
	readonly percent: number;
}

const everyMs = 1_000;

async function look(place: HTMLElement, address: string): Promise<boolean> {
	const answer = await fetch(address, { headers: { accept: 'application/json' } });
	if (!answer.ok) return true;
	const { state, rows, percent } = (await answer.json()) as Progress;
	if (state !== 'checking') {
		location.reload();
		return true;
	}
	show(place, rows, percent);
	return false;
}

function show(place: HTMLElement, rows: number, percent: number): void {
	const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'id';
	const bar = place.querySelector('progress');
	if (bar !== null) bar.value = percent;
	const text = place.querySelector('label');
	if (text === null) return;
	// The first number is the rows, the second the share: the sentence itself stays the page's.
	const numbers = [formatNumber(rows, locale), formatNumber(percent, locale)];
	text.textContent = text.textContent.replaceAll(/\d[\d.,]*/gu, (old) => numbers.shift() ?? old);
}

async function follow(place: HTMLElement, address: string): Promise<void> {
	while (!(await look(place, address).catch(() => false))) {
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

const place = document.querySelector<HTMLElement>('[data-import-progress]');
const address = place?.dataset['importProgress'];
if (place !== null && address !== undefined) void follow(place, address);
