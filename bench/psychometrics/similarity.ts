/** A session of 1,000 persons, all 499,500 pairs, as a process of its own: one line of JSON. */
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
import { makeBank, makeSession, sumScores } from './similarity-session.ts';
import { uniform } from '../../packages/psychometrics/test/chance.ts';

function cpuSecondsOf(run: () => void): number {
	const before = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
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
let falseFlags = 0;
const judge = (index: PairIndex | SimilarityRefusal) => {
	falseFlags += examinePairs(ready(index)).flagged.length;
};

const before = process.cpuUsage();
const { items, abilities } = ready(calibrateNominal(session, start, nodes));
const { user, system } = process.cpuUsage(before);
const curves = nominalCurves(items, nodes);
const cpuSeconds = cpuSecondsOf(() => judge(generalisedBinomialTest(session, abilities, curves)));
const memory = process.resourceUsage().maxRSS / 1024;
const line = {
	cpuSeconds,
	mebibytes: memory,
	nominalModelSeconds: (user + system) / 1e6,
	omegaSeconds: cpuSecondsOf(() => judge(wollackOmega(session, abilities, curves))),
	kSeconds: cpuSecondsOf(() => judge(kIndex(session, bank.key, 'quadratic'))),
	m4Seconds: cpuSecondsOf(() => judge(m4(session, bank.key, abilities, curves))),
	falseFlags,
};
process.stdout.write(JSON.stringify(line) + '\n');
