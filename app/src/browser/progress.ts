/** Keeps what long work says of itself fresh, and shows the page anew when it is done. */

interface Progress {
	readonly state: string;
	readonly percent: number;
	/** In the language of the page. */
	readonly said: string;
}

const everyMs = 1_000;

async function look(place: HTMLElement, address: string): Promise<boolean> {
	const answer = await fetch(address, { headers: { accept: 'application/json' } });
	// A server that is starting again says so for a moment, and goes on with what it was at.
	if (answer.status >= 500) return false;
	if (!answer.ok) return true;
	const { state, percent, said } = (await answer.json()) as Progress;
	// Begun or done: the whole page says something else now.
	if (state !== place.dataset['state']) {
		location.reload();
		return true;
	}
	const bar = place.querySelector('progress');
	if (bar !== null) bar.value = percent;
	const text = place.querySelector('label');
	if (text !== null && text.textContent !== said) text.textContent = said;
	return false;
}

async function follow(place: HTMLElement, address: string): Promise<void> {
	while (!(await look(place, address).catch(() => false))) {
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

const place = document.querySelector<HTMLElement>('[data-progress]');
const address = place?.dataset['progress'];
if (place !== null && address !== undefined) void follow(place, address);
