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
import { packDigest } from './packs/registry.ts';
import type { RankFiles, RankPorts } from './ports.ts';
import { fillSeats, type Filling } from './rank/rounds.ts';
import type { OpenTie } from './rank/seats.ts';
import { makeCompare, makeStandings, type Standings } from './rank/standings.ts';
import { Halves } from './split/halves.ts';

export interface Ranked {
	readonly kind: 'ranked';
	/** The bytes of `results.csv`, in chunks that stay the caller's. */
	results(): Iterable<Uint8Array>;
	/** The same bytes; a chunk holds only until `take` returns. */
	writeResults(take: (chunk: Uint8Array) => void): void;
	/** Complete once the results were written or drained, since it names their digest; throws before. */
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

/** What fill rounds did, and every tie that nobody decided. */
interface Run {
	readonly ties: readonly OpenTie[];
	readonly filling: Filling;
}

/** A run that met no fault. */
export interface FinishedRun {
	readonly kind: 'finished';
	readonly loaded: Loaded;
	readonly standings: Standings;
	readonly halves: Halves;
	readonly run: Run;
}

/** Reads, checks and ranks; the steps every form of answer shares. */
export function runRanking(files: RankFiles, ports: RankPorts): FinishedRun | Refused | Cancelled {
	const loaded = loadInputs(files, ports);
	if (loaded.kind !== 'loaded') return loaded;
	const { inputs, faults, memory, told } = loaded;
	const total = inputs.vacancies.count;
	ports.progress?.({ phase: 'rank', done: 0, total });
	const standings = makeStandings(inputs, memory);
	const halves = new Halves(inputs, standings, told);
	halves.shortlist(faults);
	if (faults.total > 0) return refused(faults);
	if (ports.cancelled?.() === true) return { kind: 'cancelled' };
	const run = seatAndFill(loaded, standings, halves);
	ports.progress?.({ phase: 'rank', done: total, total });
	return { kind: 'finished', loaded, standings, halves, run };
}

function seatAndFill({ inputs, decisions }: Loaded, standings: Standings, halves: Halves): Run {
	const nothing: Filling = {
		rounds: [],
		ties: [],
		considered: new Uint8Array(inputs.participants.count),
	};
	if (inputs.selection.stage === 'skd') {
		standings.finishers.fill(0);
		return { ties: [], filling: nothing };
	}
	const ties = halves.seats(decisions);
	if (ties.length > 0) return { ties, filling: nothing };
	const filling = fillSeats(inputs, standings, decisions, makeCompare(inputs, standings));
	return { ties: filling.ties, filling };
}

/**
 * Ranks one selection by its rule pack (`docs/ranking-spec.md`). Bad input is refused as a whole;
 * open ties are a result, not a refusal. The bytes of `results.csv` depend on nothing but what the
 * files say: not on the order of rows, the engine or the machine.
 */
export function rank(files: RankFiles, ports: RankPorts): Ranking {
	const finished = runRanking(files, ports);
	if (finished.kind !== 'finished') return finished;
	const { loaded, standings, halves, run } = finished;
	const { inputs, decisions } = loaded;
	let results: string | undefined;

	/** Each chunk holds until the next is asked for. */
	function* drain(): Iterable<Uint8Array> {
		const sha256 = ports.createSha256();
		const total = inputs.participants.count;
		const wrote = (done: number): void => ports.progress?.({ phase: 'write', done, total });
		for (const chunk of halves.results(ports.reasons ?? true, wrote)) {
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
		*results() {
			for (const chunk of drain()) yield chunk.slice();
		},
		writeResults(take) {
			for (const chunk of drain()) take(chunk);
		},
		report,
		explain: (participantId) => explainParticipant(inputs, standings, participantId),
		rows: () => new RowView(inputs, standings).all(),
		ties: describeTies(inputs, run.ties),
		warnings: describeWarnings(inputs, decisions).first,
	};
}
