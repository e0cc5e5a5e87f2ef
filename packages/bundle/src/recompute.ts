import type { CreateSha256, Sha256 } from '@terang/ledger';
import { fromBytes, packBytes, rank, type RankPorts, type Ranking } from '@terang/rules';
import { compareJson, compareResults } from './compare.ts';
import { toHex } from './hex.ts';
import type { BundleContent } from './read-files.ts';
import type { Findings } from './verdict.ts';

export interface RecomputePorts {
	readonly sha256: Sha256;
	readonly createSha256: CreateSha256;
	readonly progress?: RankPorts['progress'];
	readonly cancelled?: RankPorts['cancelled'];
}

export type Recomputation = 'compared' | 'cancelled' | 'not_possible';

/**
 * Step three: run the rules over the bundle's own inputs and compare every byte. The pack must be
 * the one this engine holds under that name: rules that the publisher brought along prove nothing.
 */
export function recompute(
	content: BundleContent,
	ports: RecomputePorts,
	findings: Findings,
): Recomputation {
	const { files } = content;
	const selection = files.get('selection.json');
	const vacancies = files.get('vacancies.csv');
	const participants = files.get('participants.csv');
	const decisions = files.get('decisions.csv');
	if (!selection || !vacancies || !participants || !decisions) return 'not_possible';
	checkPack(files.get('pack.json'), selection, findings);
	const ranking = rank(
		{
			selection: fromBytes('selection.json', selection),
			vacancies: fromBytes('vacancies.csv', vacancies),
			participants: fromBytes('participants.csv', participants),
			decisions: fromBytes('decisions.csv', decisions),
		},
		{
			createSha256: ports.createSha256,
			...(ports.progress === undefined ? {} : { progress: ports.progress }),
			...(ports.cancelled === undefined ? {} : { cancelled: ports.cancelled }),
		},
	);
	switch (ranking.kind) {
		case 'cancelled':
			return 'cancelled';
		case 'refused':
			for (const fault of ranking.faults) {
				findings.add(
					'input_refused',
					`${fault.file}:${fault.line}:${fault.column}`,
					fault.code,
					fault.value,
				);
			}
			return 'not_possible';
		case 'ranked':
			compare(ranking, files, ports, findings);
			return 'compared';
	}
}

function checkPack(
	published: Uint8Array | undefined,
	selection: Uint8Array,
	findings: Findings,
): void {
	const id = packIdOf(selection);
	const held = id === undefined ? undefined : packBytes(id);
	if (held === undefined) {
		findings.add('pack_unknown', 'selection.json#/pack', '', id ?? '');
	} else if (published !== undefined && !sameBytes(published, held)) {
		findings.add('pack_differs', 'pack.json', `the rules of ${id ?? ''}`, 'other rules');
	}
}

/** A malformed selection is the engine's to refuse, with a place; here only the name matters. */
function packIdOf(selection: Uint8Array): string | undefined {
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(selection));
		const pack =
			typeof value === 'object' && value !== null && 'pack' in value ? value.pack : undefined;
		return typeof pack === 'string' ? pack : undefined;
	} catch {
		return undefined;
	}
}

function compare(
	ranking: Extract<Ranking, { kind: 'ranked' }>,
	files: ReadonlyMap<string, Uint8Array>,
	ports: RecomputePorts,
	findings: Findings,
): void {
	const recomputed = joined(ranking.results());
	const report = ranking.report();
	findings.know({
		participants: report.participants,
		seats: report.seats.offered,
		filled: report.seats.filled,
		openTies: ranking.ties.length,
		recomputedSha256: toHex(ports.sha256(recomputed)),
	});
	const published = files.get('results.csv');
	if (published !== undefined) {
		findings.know({ resultsSha256: toHex(ports.sha256(published)) });
		if (!sameBytes(published, recomputed)) compareResults(published, recomputed, findings);
	}
	const publishedReport = files.get('report.json');
	if (publishedReport !== undefined) compareReport(publishedReport, report, findings);
}

/** Every figure of the report, except the version of the engine that wrote it. */
function compareReport(published: Uint8Array, report: object, findings: Findings): void {
	const withoutEngine = (value: unknown): unknown =>
		typeof value === 'object' && value !== null ? { ...value, engine: undefined } : value;
	try {
		const found: unknown = JSON.parse(new TextDecoder().decode(published));
		const expected: unknown = JSON.parse(JSON.stringify(report));
		compareJson('report.json', withoutEngine(expected), withoutEngine(found), findings);
	} catch {
		findings.add('report_differs', 'report.json', 'JSON', 'not JSON');
	}
}

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
	const parts = [...chunks].map((chunk) => chunk.slice());
	const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
	return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
