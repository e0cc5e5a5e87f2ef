import { chiSquareUpperTail, normalUpperTail } from '../distributions/index.ts';
import { adjustedP } from '../multiple-testing/index.ts';
import type { TimeModel } from './lognormal.ts';
import { timesFault, type TimeMatrix, type TimesRefusal } from './times.ts';

export interface PersonTimes {
	/** Items with a time. */
	readonly timed: number;
	/** τ̂ by maximum likelihood; above 0 = faster than the population. Null without times. */
	readonly speed: number | null;
	readonly error: number | null;
	/** Σ z² of the residuals, χ² with `timed` − 1 degrees of freedom. */
	readonly chiSquare: number | null;
	readonly p: number | null;
	/** Benjamini–Hochberg over all persons with a p. */
	readonly adjustedP: number | null;
}

export interface SpeedReport {
	readonly ok: true;
	readonly persons: readonly PersonTimes[];
}

/** Weighted mean of β − ln t over the items of one person that `counts` admits. */
function speedOver(
	model: TimeModel,
	seconds: Float64Array,
	counts: (item: number) => boolean,
): { speed: number; precision: number; timed: number } {
	let [precision, sum, timed] = [0, 0, 0];
	seconds.forEach((value, i) => {
		if (value <= 0 || !counts(i)) return;
		const weight = model.discrimination[i]! * model.discrimination[i]!;
		precision += weight;
		sum += weight * (model.intensity[i]! - Math.log(value));
		timed++;
	});
	return { speed: precision > 0 ? sum / precision : 0, precision, timed };
}

/** ln t minus its expectation in units of its standard deviation; 0 where no time is known. */
function residualsOf(model: TimeModel, seconds: Float64Array, speed: number): Float64Array {
	return seconds.map((value, i) =>
		value > 0 ? model.discrimination[i]! * (Math.log(value) - model.intensity[i]! + speed) : 0,
	);
}

function modelFault(model: TimeModel, times: TimeMatrix): TimesRefusal | undefined {
	const found = model.intensity.length;
	return found === times.items
		? timesFault(times)
		: { ok: false, code: 'psychometrics.wrong_length', expected: times.items, found };
}

function withAdjusted<T extends { readonly p: number | null }>(
	persons: readonly T[],
): (T & { readonly adjustedP: number | null })[] {
	const tested = persons.filter(({ p }) => p !== null);
	const adjusted = adjustedP(Float64Array.from(tested, ({ p }) => p ?? 1));
	let next = 0;
	return persons.map((person) => ({
		...person,
		adjustedP: person.p === null ? null : adjusted[next++]!,
	}));
}

/** Residuals of one person's ln t in standard deviations, τ̂ taken from the same times. */
export function timeResiduals(model: TimeModel, seconds: Float64Array): Float64Array {
	return residualsOf(model, seconds, speedOver(model, seconds, () => true).speed);
}

/**
 * Speed of each person and whether one speed explains all their times: τ̂ = Σα²(β − ln t)/Σα², and
 * Σz² of the residuals, which is χ² with one degree of freedom less than times if the model holds
 * (van der Linden 2006; van der Linden & Guo 2008 test single items).
 *
 * Checked: rejects .05 of null persons at .05. Large Σz² means uneven work (breaks, rapid guesses,
 * lost connection) far more often than anything worse. Item parameters count as known.
 */
export function speedOf(model: TimeModel, times: TimeMatrix): SpeedReport | TimesRefusal {
	const fault = modelFault(model, times);
	if (fault !== undefined) return fault;
	const persons = Array.from({ length: times.persons }, (_, p) => {
		const seconds = times.seconds.subarray(p * times.items, (p + 1) * times.items);
		const { speed, precision, timed } = speedOver(model, seconds, () => true);
		if (timed === 0) return { timed, speed: null, error: null, chiSquare: null, p: null };
		const error = 1 / Math.sqrt(precision);
		if (timed === 1) return { timed, speed, error, chiSquare: null, p: null };
		const chiSquare = residualsOf(model, seconds, speed).reduce((sum, z) => sum + z * z, 0);
		return { timed, speed, error, chiSquare, p: chiSquareUpperTail(chiSquare, timed - 1) };
	});
	return { ok: true, persons: withAdjusted(persons) };
}

export interface SpeedShift {
	/** τ̂ on exposed minus τ̂ on fresh items: above 0 = faster where items were exposed. */
	readonly shift: number | null;
	/** `shift` over its standard error. */
	readonly z: number | null;
	/** Upper tail: one-sided, for only haste on exposed items speaks of knowing them. */
	readonly p: number | null;
	/** Benjamini–Hochberg over all persons with a p. */
	readonly adjustedP: number | null;
}

export interface SpeedShiftReport {
	readonly ok: true;
	readonly persons: readonly SpeedShift[];
}

/**
 * Shift of speed between exposed and fresh items: z = (τ̂_E − τ̂_F)/√(1/Σ_Eα² + 1/Σ_Fα²), normal if
 * one speed holds for both. Each person is their own control, so a fast person is not suspect for
 * being fast ("fast and right" alone was worthless on real data).
 *
 * The model must come from persons who did not know the items: if many did, their haste has gone
 * into β and nothing is left to see. Warming up and tiring shift speed too: exposed and fresh items
 * should be mixed. Checked: at the nominal rate under the null.
 *
 * @param exposed items; 1 = may have been known beforehand, 0 = fresh
 */
export function speedShift(
	model: TimeModel,
	times: TimeMatrix,
	exposed: Uint8Array,
): SpeedShiftReport | TimesRefusal {
	const fault = modelFault(model, times);
	if (fault !== undefined) return fault;
	if (exposed.length !== times.items) {
		const [expected, found] = [times.items, exposed.length];
		return { ok: false, code: 'psychometrics.wrong_length', expected, found };
	}
	const persons = Array.from({ length: times.persons }, (_, p) => {
		const seconds = times.seconds.subarray(p * times.items, (p + 1) * times.items);
		const known = speedOver(model, seconds, (i) => exposed[i] === 1);
		const fresh = speedOver(model, seconds, (i) => exposed[i] !== 1);
		if (known.timed === 0 || fresh.timed === 0) return { shift: null, z: null, p: null };
		const shift = known.speed - fresh.speed;
		const z = shift / Math.sqrt(1 / known.precision + 1 / fresh.precision);
		return { shift, z, p: normalUpperTail(z) };
	});
	return { ok: true, persons: withAdjusted(persons) };
}
