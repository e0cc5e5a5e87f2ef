/**
 * Power and false flags: sessions of 1,000 persons with five copied pairs each, a share of the
 * answers copied, curves and abilities estimated from the same session, Benjamini–Hochberg at .01
 * over all pairs of the session. `--sessions N` (5) for each share.
 */
import {
	abilityNodes,
	calibrateNominal,
	examinePairs,
	generalisedBinomialTest,
	kIndex,
	m4,
	nominalCurves,
	normalScores,
	wollackOmega,
	type OptionMatrix,
	type PairIndex,
	type SimilarityRefusal,
} from '@terang/psychometrics';
import { copyAnswers, makeBank, makeSession, sumScores } from './similarity-session.ts';
import { uniform } from '../../packages/psychometrics/test/chance.ts';

const persons = 1000;
const copiedPairs = 5;
const shares = [0, 0.2, 0.3, 0.4, 0.5, 0.6];

function ready<T extends object>(value: T | SimilarityRefusal): T {
	if ('code' in value) throw new Error(value.code);
	return value;
}

interface Tally {
	pairs: number;
	found: number;
	falseFlags: number;
}

function tallyOne(tally: Tally, index: PairIndex, copied: number): void {
	const { flagged, pairs } = examinePairs(index);
	const found = new Set<number>();
	for (const { source, other } of flagged) {
		const pair = Math.floor(source / 2);
		if (pair === Math.floor(other / 2) && pair < copied) found.add(pair);
		else tally.falseFlags++;
	}
	tally.pairs += pairs;
	tally.found += found.size;
}

function indicesOf(session: OptionMatrix, key: Int8Array): Map<string, PairIndex> {
	const nodes = abilityNodes();
	const start = normalScores(sumScores(session, key));
	const { items, abilities } = ready(calibrateNominal(session, start, nodes));
	const curves = nominalCurves(items, nodes);
	return new Map([
		['GBT', ready(generalisedBinomialTest(session, abilities, curves))],
		['ω', ready(wollackOmega(session, abilities, curves))],
		['K', ready(kIndex(session, key, 'group'))],
		['K̄₁', ready(kIndex(session, key, 'linear'))],
		['K̄₂', ready(kIndex(session, key, 'quadratic'))],
		['M4', ready(m4(session, key, abilities, curves))],
	]);
}

const at = process.argv.indexOf('--sessions');
const sessions = at < 0 ? 5 : Number(process.argv[at + 1]);
const next = uniform(4_711);
const tallies = new Map<string, Tally[]>();
shares.forEach((share, s) => {
	for (let n = 0; n < sessions; n++) {
		const bank = makeBank(110, next);
		const { session } = makeSession(bank, persons, next);
		const copied = share === 0 ? 0 : copiedPairs;
		copyAnswers(session, copied, share, next);
		for (const [name, index] of indicesOf(session, bank.key)) {
			const own = tallies.get(name) ?? shares.map(() => ({ pairs: 0, found: 0, falseFlags: 0 }));
			tallies.set(name, own);
			const tally = own[s];
			if (tally !== undefined) tallyOne(tally, index, copied);
		}
	}
});

console.log(
	`${sessions} sessions of ${persons} for each share, ${copiedPairs} copied pairs in each`,
);
console.log(
	['index', ...shares.slice(1).map((share) => share.toFixed(1)), 'false flags, null', 'with copies']
		.map((cell) => cell.padStart(8))
		.join(' '),
);
for (const [name, [none, ...rest]] of tallies) {
	const power = rest.map(({ found }) => (found / (sessions * copiedPairs)).toFixed(2));
	const others = rest.reduce((sum, { falseFlags }) => sum + falseFlags, 0);
	const nulls = `${none?.falseFlags ?? 0} of ${((none?.pairs ?? 0) / 1e6).toFixed(1)} M pairs`;
	console.log([name, ...power, nulls, String(others)].map((cell) => cell.padStart(8)).join(' '));
}
