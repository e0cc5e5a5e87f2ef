import type * as Line from './upload-line.ts';
import { createView } from './upload/view.ts';

/**
 * Lets an upload go on after its line was cut. Small on purpose: the protocol itself is only fetched
 * once somebody sends a file; where that fails, the form is sent as it is without a script.
 */

function textsOf(form: HTMLFormElement): Record<string, string> {
	const texts: Record<string, string> = {};
	for (const [name, value] of new FormData(form)) {
		if (typeof value === 'string') texts[name] = value.trim();
	}
	return texts;
}

function chosenFile(form: HTMLFormElement): File | undefined {
	return form.querySelector<HTMLInputElement>('input[type="file"]')?.files?.[0];
}

function begin(form: HTMLFormElement, lineAddress: string): void {
	const { upload: endpoint = '', files = '' } = form.dataset;
	const view = createView(form);
	for (const element of form.querySelectorAll<HTMLElement>('[data-with-script]')) {
		element.hidden = false;
	}
	for (const element of form.querySelectorAll<HTMLElement>('[data-without-script]')) {
		element.hidden = true;
	}
	let sending: Promise<Line.Sending> | undefined;
	async function start(file: File): Promise<Line.Sending> {
		const line = (await import(lineAddress)) as typeof Line;
		return line.send(file, endpoint, textsOf(form), {
			progress: view.progress,
			resumed: view.resumed,
			cut: view.cut,
			refused: (code) => {
				sending = undefined;
				view.refused(code);
			},
			taken: (id) => {
				location.assign(`${files}/${id}`);
			},
		});
	}
	form.addEventListener('submit', (event) => {
		const file = chosenFile(form);
		if (file === undefined) return;
		event.preventDefault();
		if (sending !== undefined) return;
		view.begin(file);
		sending = start(file);
		sending.catch(() => {
			sending = undefined;
			if (navigator.onLine) form.submit();
			else view.refused('other');
		});
	});
	// Fetched while somebody still looks at the form: the line may be gone when it is sent.
	form.querySelector('input[type="file"]')?.addEventListener('change', () => {
		void import(lineAddress).catch(() => undefined);
	});
	form.querySelector('[data-cancel]')?.addEventListener('click', () => {
		const running = sending;
		sending = undefined;
		view.cancelled();
		void running?.then((one) => one.cancel());
	});
}

const form = document.querySelector<HTMLFormElement>('form[data-upload]');
const lineAddress = form?.dataset['line'];
if (form !== null && lineAddress !== undefined) begin(form, lineAddress);
