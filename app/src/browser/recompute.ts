import { formatTime, type Locale, type Zone } from '$lib/ui/format.ts';
import { forget, recall, remember } from './recompute/memory.ts';
import type { StartCheck, WorkerMessage } from './recompute/protocol.ts';
import { createView, type View } from './recompute/view.ts';

/**
 * Makes `/hitung-ulang` compute. Small on purpose: the engine itself is only fetched by the worker,
 * once somebody starts a check.
 */

interface Page {
	readonly root: HTMLElement;
	readonly view: View;
	readonly start: StartCheck;
	readonly worker: string;
	readonly locale: Locale;
	readonly zone: Zone;
}

let worker: Worker | undefined;

function stop(): void {
	worker?.terminate();
	worker = undefined;
}

function run(page: Page): void {
	stop();
	remember({ kind: 'running', bundle: page.start.bundle });
	page.view.show('running');
	page.view.step('files');
	worker = new Worker(page.worker, { type: 'module' });
	worker.addEventListener('message', (event: MessageEvent<WorkerMessage>) => {
		receive(page, event.data);
	});
	worker.addEventListener('error', () => {
		receive(page, { kind: 'failed' });
	});
	worker.postMessage(page.start);
}

function receive(page: Page, message: WorkerMessage): void {
	switch (message.kind) {
		case 'step':
			page.view.step(message.step);
			break;
		case 'progress':
			page.view.progress(message.unit, message.done, message.total);
			break;
		case 'failed':
			stop();
			forget();
			page.view.show('failed');
			focusVerdict(page);
			break;
		case 'verdict': {
			stop();
			const at = new Date().toISOString();
			const { verdict, times } = message;
			remember({ kind: 'done', bundle: page.start.bundle, at, verdict, times });
			page.view.verdict(verdict, times, timeText(page, at));
			offerReport(page, { at, bundle: page.start.bundle, verdict });
			focusVerdict(page);
			break;
		}
	}
}

/** The verdict is kept no longer than the tab, so the time of day says enough. */
function timeText({ locale, zone }: Page, at: string): string {
	return formatTime(at, zone, locale, 'second');
}

/** The verdict comes first, for those who listen to the page too. */
function focusVerdict({ root }: Page): void {
	root.querySelector<HTMLElement>('[data-verdict-focus]:not([hidden])')?.focus();
}

function offerReport(page: Page, report: object): void {
	const blob = new Blob([`${JSON.stringify(report, undefined, 2)}\n`], {
		type: 'application/json',
	});
	const address = URL.createObjectURL(blob);
	for (const link of page.root.querySelectorAll<HTMLAnchorElement>('a[data-report]')) {
		if (link.href.startsWith('blob:')) URL.revokeObjectURL(link.href);
		link.href = address;
		link.download = 'laporan-hitung-ulang.json';
	}
}

function pageOf(root: HTMLElement): Page {
	const { bundle = '', vkey = '', rows = '', worker: script = '' } = root.dataset;
	const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'id';
	const zone = root.dataset['zone'] as Zone;
	const start = { bundle, vkey, rows };
	return { root, view: createView(root, locale), start, worker: script, locale, zone };
}

function cancel(page: Page): void {
	stop();
	forget();
	page.view.show('idle');
	page.root.querySelector<HTMLElement>('[data-start]')?.focus();
}

const root = document.querySelector<HTMLElement>('[data-recompute]');
if (root !== null) {
	const page = pageOf(root);
	for (const element of root.querySelectorAll<HTMLElement>('[data-with-script]')) {
		element.hidden = false;
	}
	for (const element of root.querySelectorAll<HTMLElement>('[data-without-script]')) {
		element.hidden = true;
	}
	for (const button of root.querySelectorAll<HTMLElement>('[data-start]')) {
		button.addEventListener('click', () => {
			run(page);
		});
	}
	root.querySelector('[data-cancel]')?.addEventListener('click', () => {
		cancel(page);
	});
	const remembered = recall(page.start.bundle);
	if (remembered?.kind === 'running') run(page);
	if (remembered?.kind === 'done') {
		const { verdict, times, at } = remembered;
		page.view.verdict(verdict, times, timeText(page, at));
		offerReport(page, { at, bundle: page.start.bundle, verdict });
	}
}
