import type { ResponseMatrix } from '../data/index.ts';
import type { ItemParameters } from '../irt/index.ts';
import { isPrior, posteriorMoments, priorGrid } from './eap.ts';
import { mismatch } from './grid.ts';
import { modeScorer } from './modes.ts';
import type {
	AbilityScore,
	AbilityScores,
	ScoreMethod,
	ScoreOptions,
	ScoringRefusal,
} from './scores.ts';

const standardNormal = { mean: 0, sd: 1 };

/**
 * Abilities from answers and known item parameters (`mirt::fscores`, `TAM::tam.wle`), missing answers
 * left out:
 *
 * - `EAP`: posterior mean, error = posterior standard deviation (Bock & Mislevy 1982);
 * - `MAP`: posterior mode, error = 1/√(I(θ) + 1/σ²);
 * - `ML`: error = 1/√I(θ); no number for persons at the lowest or highest category of everything;
 * - `WLE`: Warm's (1989) weighted likelihood, error = 1/√I(θ); a number for them too.
 *
 * I is the expected (Fisher) information. Checked: LSAT7 against R `mirt` (EAP, MAP, ML), LSAT6 against
 * `ltm`; WLE against its equation and by its smaller bias. The legal score of SKD is the raw sum: these
 * are for studies and audits, and are not to be ranked by. EAP and MAP are drawn to the prior's mean:
 * do not compare groups by them.
 */
export function scoreAbilities(
	matrix: ResponseMatrix,
	items: readonly ItemParameters[],
	method: ScoreMethod,
	{ prior = standardNormal }: ScoreOptions = {},
): AbilityScores | ScoringRefusal {
	const fault = mismatch(items, matrix);
	if (fault !== undefined) return fault;
	let scoreOne: (answers: Int8Array) => AbilityScore;
	if (method === 'EAP') {
		const grid = priorGrid(items, prior);
		if ('ok' in grid) return grid;
		const room = new Float64Array(grid.nodes.length);
		scoreOne = (answers) => posteriorMoments(grid, answers, room);
	} else if (!isPrior(prior)) {
		return { ok: false, code: 'psychometrics.bad_prior' };
	} else {
		const scorer = modeScorer(items, method, prior);
		scoreOne = (answers) => scorer.score(answers);
	}
	const persons = Array.from({ length: matrix.persons }, (_, person) =>
		scoreOne(matrix.scores.subarray(person * matrix.items, (person + 1) * matrix.items)),
	);
	return { ok: true, method, persons, empiricalReliability: empiricalReliability(persons) };
}

/** var(θ̂) / (var(θ̂) + mean squared error), denominator n − 1. */
function empiricalReliability(persons: readonly AbilityScore[]): number | null {
	let [n, sum, squared, error] = [0, 0, 0, 0];
	for (const { ability, error: own } of persons) {
		if (ability === null || own === null) continue;
		n++;
		sum += ability;
		squared += ability * ability;
		error += own * own;
	}
	if (n < 2) return null;
	const variance = (squared - (sum * sum) / n) / (n - 1);
	return variance <= 0 ? null : variance / (variance + error / n);
}
