/** One session of 1,000 persons, all 499,500 pairs: CPU seconds of each step and index. */
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
	type PairIndex,
	type SimilarityRefusal,
} from '@terang/psychometrics';
import { makeBank, makeSession, sumScores, uniform } from './similarity-session.ts';

function timed<T>(name: string, run: () => T): T {
	const before = process.cpuUsage();
	const value = run();
	const { user, system } = process.cpuUsage(before);
	console.log(`${name.padEnd(42)} ${((user + system) / 1e6).toFixed(2).padStart(6)} s CPU`);
	return value;
}

function ready<T extends object>(value: T | SimilarityRefusal): T {
	if ('code' in value) throw new Error(value.code);
	return value;
}

const next = uniform(20_261_121);
const bank = makeBank(110, next);
const { session } = makeSession(bank, 1000, next);
const nodes = abilityNodes();
const start = normalScores(sumScores(session, bank.key));
const calibrated = timed('nominal model, 110 × 5 options, MML-EM', () =>
	ready(calibrateNominal(session, start, nodes)),
);
const curves = nominalCurves(calibrated.items, nodes);
const { abilities } = calibrated;

const indices: [string, () => PairIndex | SimilarityRefusal][] = [
	['GBT, 499,500 pairs', () => generalisedBinomialTest(session, abilities, curves)],
	['ω, 999,000 ordered pairs', () => wollackOmega(session, abilities, curves)],
	['K̄₂, 999,000 ordered pairs', () => kIndex(session, bank.key, 'quadratic')],
	['M4, 499,500 pairs', () => m4(session, bank.key, abilities, curves)],
];
for (const [name, make] of indices) {
	const { flagged } = timed(name, () => examinePairs(ready(make())));
	if (flagged.length > 0) console.log(`  false flags in a null session: ${flagged.length}`);
}
console.log('the reference implementation took 0.42 s CPU for GBT with known curves');
