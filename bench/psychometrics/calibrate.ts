/** One calibration as a process of its own: `calibrate 2PL|3PL|GPCM items persons`, one line of JSON. */
import { calibratePacked, difficulties } from '@terang/psychometrics';
import { uniform } from '../../packages/psychometrics/test/chance.ts';
import { dichotomousItems, gradedChoiceItems, guessedItems, simulate } from './simulate.ts';

const [model, items, persons] = process.argv.slice(2);
if (
	(model !== '2PL' && model !== '3PL' && model !== 'GPCM') ||
	items === undefined ||
	persons === undefined
) {
	throw new Error('calibrate 2PL|3PL|GPCM items persons');
}
const random = uniform(20_241_108);
const make = { '2PL': dichotomousItems, '3PL': guessedItems, GPCM: gradedChoiceItems }[model];
const truth = make(Number(items), random);
const packed = simulate(truth, Number(persons), random);

const before = process.cpuUsage();
const fit = calibratePacked(packed, { model, tolerance: 1e-4, standardErrors: 'none' });
const { user, system } = process.cpuUsage(before);
if (!fit.ok) throw new Error(fit.code);

const rmse = (errors: readonly number[]) =>
	Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
const slopes = truth.map((item, i) => (fit.items[i]?.slope ?? NaN) - item.slope);
const steps = truth.flatMap((item, i) => {
	const found = fit.items[i];
	if (found === undefined) return [NaN];
	const estimated = difficulties(found);
	return difficulties(item).map((b, k) => (estimated[k] ?? NaN) - b);
});
process.stdout.write(
	JSON.stringify({
		cpuSeconds: (user + system) / 1e6,
		mebibytes: process.resourceUsage().maxRSS / 1024,
		evaluations: fit.evaluations,
		nodes: fit.nodes,
		converged: fit.converged,
		slopeError: rmse(slopes),
		difficultyError: rmse(steps),
	}) + '\n',
);
