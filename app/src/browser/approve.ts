import type { ComputeApproval, ComputedApproval } from './approve/protocol.ts';

/**
 * Lets an approver sign only what their own browser has computed. Without it, the page offers the
 * computation by the server and says so.
 */

function show(place: HTMLElement, state: 'running' | 'match' | 'differs' | 'none'): void {
	for (const part of place.querySelectorAll<HTMLElement>('[data-state]')) {
		part.hidden = part.dataset['state'] !== state;
	}
}

function settle(place: HTMLElement, answer: ComputedApproval): void {
	const server = place.querySelector<HTMLElement>('[data-server]');
	if (answer.kind === 'failed') {
		show(place, 'none');
		if (server !== null) server.hidden = false;
		return;
	}
	const { results, report } = place.dataset;
	const matches = answer.packIsOurs && answer.results === results && answer.report === report;
	show(place, matches ? 'match' : 'differs');
	const field = place.querySelector<HTMLInputElement>('input[name="hasil_hitung"]');
	const button = place.querySelector<HTMLButtonElement>('[data-sign] button');
	if (!matches || field === null || button === null) return;
	field.value = answer.results;
	button.disabled = false;
}

function begin(place: HTMLElement, address: string): void {
	const server = place.querySelector<HTMLElement>('[data-server]');
	if (server === null) return;
	server.hidden = true;
	show(place, 'running');
	const worker = new Worker(address, { type: 'module' });
	const end = (answer: ComputedApproval) => {
		worker.terminate();
		settle(place, answer);
	};
	worker.addEventListener('message', (event: MessageEvent<ComputedApproval>) => {
		end(event.data);
	});
	worker.addEventListener('error', () => {
		end({ kind: 'failed' });
	});
	const start: ComputeApproval = { folder: place.dataset['files'] ?? '' };
	worker.postMessage(start);
}

const place = document.querySelector<HTMLElement>('[data-approve]');
const address = place?.dataset['worker'];
if (place !== null && address !== undefined) begin(place, address);
