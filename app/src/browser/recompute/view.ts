import type { Finding, Verdict, VerifyStep } from '@terang/bundle';
import { formatDecimal, formatNumber, type Locale } from '$lib/ui/format.ts';
import { steps, type StepTime } from './protocol.ts';

/**
 * The page already holds every state, written on the server in the reader's language. This fills in
 * numbers and shows one of them.
 */
export type State = 'idle' | 'running' | 'match' | 'mismatch' | 'failed';

const mostFindings = 20;

export interface View {
	show(state: State): void;
	step(step: VerifyStep): void;
	progress(unit: 'bytes' | 'people', done: number, total: number): void;
	verdict(verdict: Verdict, times: readonly StepTime[], at: string): void;
}

function all(root: ParentNode, selector: string): HTMLElement[] {
	return [...root.querySelectorAll<HTMLElement>(selector)];
}

export function createView(root: HTMLElement, locale: Locale): View {
	const number = (value: number) => formatNumber(value, locale);
	const seconds = (ms: number) => formatDecimal((ms / 1000).toFixed(1), locale);

	/** Elements with `data-fill="{people}"` keep their sentence and get its names replaced. */
	const fill = (values: Readonly<Record<string, string>>) => {
		for (const element of all(root, '[data-fill]')) {
			const sentence = element.dataset['fill'] ?? '';
			const names = [...sentence.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '');
			if (!names.some((name) => name in values)) continue;
			element.textContent = sentence.replace(
				/\{(\w+)\}/gu,
				(_, name: string) => values[name] ?? '',
			);
		}
	};

	const show = (state: State) => {
		for (const element of all(root, '[data-state-of]')) {
			element.hidden = !(element.dataset['stateOf'] ?? '').split(' ').includes(state);
		}
	};

	/** Petals of the seal: whole for each step that is done. */
	const petals = (done: number) => {
		for (const seal of all(root, '[data-state-of="running"] .seal')) {
			for (const [index, petal] of [...seal.querySelectorAll('path')].entries()) {
				petal.classList.toggle('is-open', index >= done);
			}
		}
	};

	const step = (current: VerifyStep) => {
		const index = steps.indexOf(current);
		petals(index);
		fill({ step: number(index + 1) });
		for (const element of all(root, '[data-step-name]')) {
			element.hidden = element.dataset['stepName'] !== current;
		}
		setBar(index / steps.length);
	};

	const setBar = (share: number) => {
		const percent = Math.min(100, Math.round(share * 100));
		for (const bar of all(root, '[role="progressbar"]')) {
			bar.style.setProperty('--share', `${percent}%`);
			bar.setAttribute('aria-valuenow', String(percent));
		}
	};

	const progress = (unit: 'bytes' | 'people', done: number, total: number) => {
		const scale = unit === 'bytes' ? 1024 : 1;
		fill({
			done: number(Math.ceil(done / scale)),
			total: number(Math.ceil(total / scale)),
		});
		for (const element of all(root, '[data-unit]'))
			element.hidden = element.dataset['unit'] !== unit;
		const inStep = total === 0 ? 0 : done / total;
		setBar(((unit === 'bytes' ? 0 : 2) + inStep) / steps.length);
	};

	const verdict = (result: Verdict, times: readonly StepTime[], at: string) => {
		const { checked } = result;
		const whole = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
		fill({
			people: number(checked.participants ?? 0),
			seats: number(checked.seats ?? 0),
			filled: number(checked.filled ?? 0),
			ties: number(checked.openTies ?? 0),
			here: checked.recomputedSha256 ?? '–',
			published: checked.resultsSha256 ?? '–',
			entry: checked.entryIndex === undefined ? '–' : number(checked.entryIndex),
			size: number(checked.treeSize ?? 0),
			count: number(result.findings.length + result.more),
			seconds: seconds(whole),
			at,
		});
		for (const element of all(root, '[data-time-of]')) {
			const time = times.find(({ step: of }) => of === element.dataset['timeOf']);
			const sentence = element.dataset['sentence'] ?? '';
			element.textContent =
				time === undefined ? '–' : sentence.replace('{seconds}', seconds(time.milliseconds));
		}
		listFindings(root, result.findings, result.more, number);
		show(result.holds ? 'match' : 'mismatch');
	};

	return { show, step, progress, verdict };
}

function listFindings(
	root: HTMLElement,
	findings: readonly Finding[],
	more: number,
	number: (value: number) => string,
): void {
	const body = root.querySelector<HTMLElement>('[data-findings]');
	const row = root.querySelector<HTMLTemplateElement>('template[data-finding]');
	if (body === null || row === null) return;
	body.replaceChildren(
		...findings.slice(0, mostFindings).map((finding) => findingRow(root, row, finding)),
	);
	const rest = findings.length - mostFindings + more;
	for (const element of all(root, '[data-findings-more]')) {
		element.hidden = rest <= 0;
		const sentence = element.dataset['sentence'] ?? '';
		element.textContent = sentence.replace('{count}', number(Math.max(rest, 0)));
	}
}

function findingRow(root: HTMLElement, template: HTMLTemplateElement, finding: Finding): Node {
	const row = template.content.cloneNode(true) as DocumentFragment;
	const words = root.querySelector(`[data-finding-code="${finding.code}"]`)?.textContent;
	const texts: Readonly<Record<string, string>> = {
		where: finding.where,
		what: words ?? finding.code,
		expected: finding.expected === '' ? '–' : finding.expected,
		found: finding.found === '' ? '–' : finding.found,
	};
	for (const cell of row.querySelectorAll<HTMLElement>('[data-cell]')) {
		cell.textContent = texts[cell.dataset['cell'] ?? ''] ?? '';
	}
	return row;
}
