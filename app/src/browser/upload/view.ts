import { formatDecimal, formatNumber, type Locale } from '$lib/ui/format.ts';

/**
 * The page already holds every sentence, written on the server in the reader's language. This fills in
 * numbers; what is read out changes rarely, what is looked at with every step.
 */
export interface View {
	readonly begin: (file: File) => void;
	readonly progress: (sent: number) => void;
	readonly resumed: (arrived: number) => void;
	readonly cut: () => void;
	readonly cancelled: () => void;
	readonly refused: (code: string) => void;
}

const megabyte = 1024 * 1024;
/** Percent between two sentences that are read out. */
const saidEvery = 25;

export function createView(form: HTMLFormElement): View {
	const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'id';
	const one = (selector: string) => form.querySelector<HTMLElement>(selector);
	const all = (selector: string) => [...form.querySelectorAll<HTMLElement>(selector)];
	const status = one('[data-said]');
	const bar = form.querySelector('progress');
	let total = 1;
	let sent = 0;
	let saidAt = 0;
	let isCut = false;

	const percent = () => Math.floor((sent * 100) / total);
	const values = (): Readonly<Record<string, string>> => ({
		percent: formatNumber(percent(), locale),
		done: formatDecimal((sent / megabyte).toFixed(1), locale),
		total: formatDecimal((total / megabyte).toFixed(1), locale),
	});
	const filled = (sentence: string) =>
		sentence.replace(/\{(\w+)\}/gu, (_, name: string) => values()[name] ?? '');

	function answer(text: string, tone?: 'warn' | 'bad'): void {
		if (status === null) return;
		status.className = tone === undefined ? 'soft' : 'alert';
		status.dataset['tone'] = tone ?? '';
		const [block, words] = [document.createElement('div'), document.createElement('p')];
		words.textContent = text;
		block.append(words);
		status.replaceChildren(block);
	}

	function say(name: string, tone?: 'warn'): void {
		isCut = tone === 'warn';
		answer(filled(status?.dataset[name] ?? ''), tone);
	}

	function fill(): void {
		if (bar !== null) bar.value = (sent * 100) / total;
		for (const element of all('[data-fill]')) {
			const text = filled(element.dataset['fill'] ?? '');
			if (element.textContent !== text) element.textContent = text;
		}
	}

	function show(state: 'idle' | 'sending'): void {
		for (const part of all('[data-idle]')) part.hidden = state !== 'idle';
		for (const part of all('[data-sending]')) part.hidden = state !== 'sending';
	}

	const rounded = () => percent() - (percent() % saidEvery);

	return {
		begin(file) {
			[total, sent, saidAt] = [Math.max(1, file.size), 0, 0];
			show('sending');
			fill();
			say('begun');
			const name = one('[data-file-name]');
			if (name === null) return;
			name.textContent = file.name;
			name.parentElement?.focus();
		},
		progress(now) {
			const isNews = now > sent;
			sent = now;
			fill();
			if (!isNews) return;
			// The library tells where it begins before it knows that the line is back.
			if (isCut) say('resumed');
			if (now === total) say('whole');
			else if (rounded() > saidAt) say('passed');
			saidAt = rounded();
		},
		resumed(arrived) {
			sent = arrived;
			saidAt = rounded();
			fill();
			say('resumed');
		},
		cut() {
			if (!isCut) say('cut', 'warn');
		},
		cancelled() {
			show('idle');
			say('cancelled');
			one('[data-idle] button')?.focus();
		},
		refused(code) {
			show('idle');
			const sentences = all('[data-refusals] [data-code]');
			const known = sentences.find((item) => item.dataset['code'] === code);
			const other = sentences.find((item) => item.dataset['code'] === 'other');
			isCut = false;
			answer((known ?? other)?.textContent ?? '', 'bad');
			status?.focus();
		},
	};
}
