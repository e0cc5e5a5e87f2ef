/**
 * Says that what was pressed is being computed, and takes no second press meanwhile. Without it, the
 * page says beforehand how long it may take, and a second press changes nothing.
 */

/** The answer of whoever pressed Stop never comes, and nothing tells the page. */
const forgottenAfterMs = 90_000;

function begin(place: HTMLElement, pressed: Element | null): void {
	const status = place.querySelector<HTMLElement>('[data-said]');
	if (status !== null) status.textContent = status.dataset['said'] ?? '';
	place.setAttribute('aria-busy', 'true');
	// Not `disabled`: that would take the focus away, and the value of the button out of the form.
	pressed?.setAttribute('aria-disabled', 'true');
	setTimeout(() => {
		end(place);
	}, forgottenAfterMs);
}

function end(place: HTMLElement): void {
	place.removeAttribute('aria-busy');
	for (const pressed of place.querySelectorAll('[aria-disabled]')) {
		pressed.removeAttribute('aria-disabled');
	}
	const status = place.querySelector('[data-said]');
	if (status !== null) status.textContent = '';
}

function press(event: Event, pressed: Element | null): void {
	const place = (event.target as Element | null)?.closest<HTMLElement>('[data-long-work]');
	if (event.defaultPrevented || place === null || place === undefined) return;
	if (place.hasAttribute('aria-busy')) event.preventDefault();
	else begin(place, pressed);
}

document.addEventListener('submit', (event) => {
	press(event, event.submitter);
});
document.addEventListener('click', (event) => {
	const link = (event.target as Element | null)?.closest('a[href]');
	const here = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey);
	if (link !== null && link !== undefined && here && !event.altKey) press(event, link);
});
// Also a page that the browser kept while another was open, as it was when it was left.
window.addEventListener('pageshow', () => {
	for (const place of document.querySelectorAll<HTMLElement>('[data-long-work]')) end(place);
});
