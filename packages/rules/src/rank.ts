import { toHex } from './bytes/hex.ts';
import { engineVersion } from './engine-version.ts';
import type { Explanation } from './explain/explanation.ts';
import { loadInputs, refused, type Cancelled, type Loaded, type Refused } from './input/load.ts';
import { explainParticipant } from './output/explain-one.ts';
import {
	describeTies,
	describeWarnings,
	makeReport,
	type RankingReport,
	type ReportedTie,
	type Warning,
} from './output/report.ts';
import { RowView, type ResultRow } from './output/rows.ts';
import { writeResults } from './output/results.ts';
import { packDigest } from './packs/registry.ts';
import type { RankFiles, RankPorts } from './ports.ts';
import { runSeats, runShortlist, type Run } from './rank/run.ts';
import type { Standings } from './rank/standings.ts';

export interface Ranked {
	readonly kind: 'ranked';
	/** The bytes of `results.csv`, in chunks that stay the caller's. */
	results(): Iterable<Uint8Array>;
	/** Complete once `results()` was drained, since it names their digest; throws before. */
	report(): RankingReport;
	/** The same rows as objects, in the same order. */
	rows(): Iterable<ResultRow>;
	/** What led to one participant's result; nothing where the id is unknown. */
	explain(participantId: string): Explanation | undefined;
	/** Ties that need a decision: exit status 3. */
	readonly ties: readonly ReportedTie[];
	readonly warnings: readonly Warning[];
}

export type Ranking = Refused | Cancelled | Ranked;

/** A run that met no fault. */
export interface FinishedRun {
	readonly kind: 'finished';
	readonly loaded: Loaded;
	readonly standings: Standings;
	readonly run: Run;
}

/** Reads, checks and ranks; the steps every form of answer shares. */
export function runRanking(files: RankFiles, ports: RankPorts): FinishedRun | Refused | Cancelled {
	const loaded = loadInputs(files, ports);
	if (loaded.kind !== 'loaded') return loaded;
	const { inputs, faults } = loaded;
	const total = inputs.vacancies.count;
	ports.progress?.({ phase: 'rank', done: 0, total });
	const standings = runShortlist(inputs, loaded.memory);
	if (faults.total > 0) return refused(faults);
	if (ports.cancelled?.() === true) return { kind: 'cancelled' };
	const run = runSeats(inputs, standings, loaded.decisions);
	ports.progress?.({ phase: 'rank', done: total, total });
	return { kind: 'finished', loaded, standings, run };
}

/**
 * Ranks one selection by its rule pack (`docs/ranking-spec.md`). Bad input is refused as a whole;
 * open ties are a result, not a refusal. The bytes of `results.csv` depend on nothing but what the
 * files say: not on the order of rows, the engine or the machine.
 */
export function rank(files: RankFiles, ports: RankPorts): Ranking {
	const finished = runRanking(files, ports);
	if (finished.kind !== 'finished') return finished;
	const { loaded, standings, run } = finished;
	const { inputs, decisions } = loaded;
	let results: string | undefined;

	function* drain(): Iterable<Uint8Array> {
		const sha256 = ports.createSha256();
		for (const chunk of writeResults(inputs, standings, ports)) {
			sha256.update(chunk);
			yield chunk;
		}
		results = toHex(sha256.digest());
	}

	function report(): RankingReport {
		if (results === undefined) throw new Error('the report needs results() to be drained first');
		const { id } = inputs.selection.rules;
		return makeReport(inputs, standings, {
			engine: engineVersion,
			packDigest: toHex(packDigest(id, ports.createSha256)!),
			digests: loaded.digests,
			results,
			decisions,
			filling: run.filling,
			ties: run.ties,
		});
	}

	return {
		kind: 'ranked',
		results: drain,
		report,
		explain: (participantId) => explainParticipant(inputs, standings, participantId),
		rows: () => new RowView(inputs, standings).all(),
		ties: describeTies(inputs, run.ties),
		warnings: describeWarnings(inputs, decisions).first,
	};
}
