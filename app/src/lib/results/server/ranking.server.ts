import {
	fromBytes,
	packBytes,
	publicForm,
	rank,
	formatReport,
	type Fault,
	type RankFiles,
	type ReportedTie,
} from '@terang/rules';
import { createHash } from 'node:crypto';
import type { FileSet } from './files.server.ts';

/** The engine over files in memory. */

export type Run =
	| {
			readonly kind: 'ranked';
			readonly results: Uint8Array;
			/** Bytes of `report.json`. */
			readonly report: Uint8Array;
			readonly openTies: readonly ReportedTie[];
	  }
	| { readonly kind: 'refused'; readonly faults: readonly Fault[]; readonly total: number };

export const nodeSha256 = (bytes: Uint8Array): Buffer =>
	createHash('sha256').update(bytes).digest();
const ports = { createSha256: () => createHash('sha256') };

export function runRules(files: FileSet): Run {
	const ranking = rank(sources(files), ports);
	switch (ranking.kind) {
		case 'cancelled':
			throw new Error('a run that nobody can cancel was cancelled');
		case 'refused':
			return ranking;
		case 'ranked': {
			const results = joined(ranking.results());
			const report = formatReport(ranking.report());
			return { kind: 'ranked', results, report, openTies: ranking.ties };
		}
	}
}

/** The participants as anyone may read them (`docs/ranking-spec.md`, public form). */
export function publicParticipants(files: FileSet): Uint8Array {
	const form = publicForm(sources(files), ports);
	if (form.kind !== 'public') throw new Error('participants that were ranked have no public form');
	return joined(form.participants());
}

/** The canonical bytes of a rule pack that a ranked selection names. */
export function getPackBytes(id: string): Uint8Array {
	const bytes = packBytes(id);
	if (bytes === undefined) throw new Error(`no rule pack ${id}`);
	return bytes;
}

function sources(files: FileSet): RankFiles {
	return {
		selection: source(files, 'selection.json'),
		vacancies: source(files, 'vacancies.csv'),
		participants: source(files, 'participants.csv'),
		decisions: source(files, 'decisions.csv'),
	};
}

function source(files: FileSet, name: string) {
	return fromBytes(name, getFile(files, name));
}

export function getFile(files: FileSet, name: string): Uint8Array {
	const bytes = files.get(name);
	if (bytes === undefined) throw new Error(`publication lacks ${name}`);
	return bytes;
}

export function textOf(files: FileSet, name: string): string {
	return new TextDecoder().decode(getFile(files, name));
}

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
	return Buffer.concat([...chunks]);
}
