import {
	fromBytes,
	packBytes,
	publicForm,
	rank,
	formatReport,
	type Fault,
	type Progress,
	type RankFiles,
	type ReportedTie,
	type ResultRow,
} from '@terang/rules';
import { createHash } from 'node:crypto';
import type { FileSet } from './files.server.ts';

/** The engine over files in memory; of a whole country that takes seconds, so only threads call it. */

export interface RefusedFiles {
	readonly kind: 'refused';
	readonly faults: readonly Fault[];
	readonly total: number;
}

export type Run =
	| {
			readonly kind: 'ranked';
			readonly results: Uint8Array;
			/** Bytes of `report.json`. */
			readonly report: Uint8Array;
			readonly openTies: readonly ReportedTie[];
			/** As in the results, one at a time. */
			readonly rows: () => Iterable<ResultRow>;
	  }
	| RefusedFiles;

type OnShare = (share: number) => void;

export const nodeSha256 = (bytes: Uint8Array): Buffer =>
	createHash('sha256').update(bytes).digest();
const createSha256 = () => createHash('sha256');

/** @param onShare told how much is done, from 0 to 1 */
export function runRules(files: FileSet, onShare: OnShare = () => undefined): Run {
	const ranking = rank(sources(files), { createSha256, progress: shareOf(files, onShare) });
	switch (ranking.kind) {
		case 'cancelled':
			throw new Error('a run that nobody can cancel was cancelled');
		case 'refused':
			return ranking;
		case 'ranked': {
			const results = joined(ranking.results());
			const report = formatReport(ranking.report());
			const rows = () => ranking.rows();
			return { kind: 'ranked', results, report, openTies: ranking.ties, rows };
		}
	}
}

/** The participants as anyone may read them (`docs/ranking-spec.md`, public form). */
export function publicParticipants(
	files: FileSet,
	onShare: OnShare = () => undefined,
): { readonly kind: 'public'; readonly bytes: Uint8Array } | RefusedFiles {
	const form = publicForm(sources(files), { createSha256, progress: shareOf(files, onShare) });
	switch (form.kind) {
		case 'cancelled':
			throw new Error('a run that nobody can cancel was cancelled');
		case 'refused':
			return form;
		case 'public':
			return { kind: 'public', bytes: joined(form.participants()) };
	}
}

/** Reading takes about as long as the rest; what is read counts by the largest file. */
function shareOf(files: FileSet, onShare: OnShare): (progress: Progress) => void {
	const bytes = Math.max(1, getFile(files, 'participants.csv').length);
	return ({ phase, done, total }) => {
		if (phase === 'read') onShare(Math.min(0.5, (done / bytes) * 0.5));
		if (phase === 'write') onShare(0.6 + (done / (total ?? done)) * 0.4);
	};
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
