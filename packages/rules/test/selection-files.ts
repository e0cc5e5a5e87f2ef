import { createHash } from 'node:crypto';
import { fromBytes, rank, type RankFiles, type RankPorts, type Ranking } from '../src/index.ts';

/** The files of a selection as text. */
export interface Texts {
	readonly selection: string;
	readonly vacancies: string;
	readonly participants: string;
	readonly decisions?: string | undefined;
}

export const ports: RankPorts = { createSha256: () => createHash('sha256') };

const encoder = new TextEncoder();

export function sources(texts: Texts): RankFiles {
	const file = (name: string, text: string) => fromBytes(name, encoder.encode(text));
	return {
		selection: file('selection.json', texts.selection),
		vacancies: file('vacancies.csv', texts.vacancies),
		participants: file('participants.csv', texts.participants),
		...(texts.decisions === undefined ? {} : { decisions: file('decisions.csv', texts.decisions) }),
	};
}

export function textOf(chunks: Iterable<Uint8Array>): string {
	return Buffer.concat([...chunks]).toString('utf8');
}

export function run(texts: Texts): Ranking {
	return rank(sources(texts), ports);
}

/** The text of `results.csv` of files without a fault. */
export function resultsOf(texts: Texts): string {
	const ranking = run(texts);
	if (ranking.kind !== 'ranked') throw new Error(JSON.stringify(ranking));
	return textOf(ranking.results());
}

export interface Row {
	readonly id: string;
	readonly vacancy: string;
	readonly outcome: string;
	readonly final: string;
	readonly rankFinal: string;
	readonly placed: string;
	readonly placement: string;
	readonly reason: string;
}

/** Rows of a results file whose ids need no quoting. */
export function rowsOf(results: string): Row[] {
	return results
		.trimEnd()
		.split('\n')
		.slice(1)
		.map((line) => {
			const cell = line.split(',');
			return {
				id: cell[0] ?? '',
				vacancy: cell[1] ?? '',
				outcome: cell[2] ?? '',
				final: cell[6] ?? '',
				rankFinal: cell[8] ?? '',
				placed: cell[9] ?? '',
				placement: cell[10] ?? '',
				reason: cell[11] ?? '',
			};
		});
}
