import type { Refusal } from '../data/index.ts';
import { checkBlueprint, type BankItem, type Blueprint, type BlueprintFault } from './blueprint.ts';
import { checkForms, type FormsCheck } from './check.ts';
import { curvePoints } from './curves.ts';
import { polish } from './polish.ts';
import {
	demandParts,
	programOf,
	type Demand,
	type EarlierForms,
	type IntegerProgram,
} from './program.ts';

/** What a mixed-integer solver says. */
export type SolverAnswer =
	| {
			readonly kind: 'solved';
			/** One value for each variable; need not be the best. */
			readonly values: ArrayLike<number>;
	  }
	| { readonly kind: 'infeasible' }
	/** Time ran out, or somebody cancelled, before any solution was found. */
	| { readonly kind: 'stopped' };

export interface SolverSettings {
	readonly seed: number;
	readonly maxSeconds: number;
}

/** A mixed-integer solver, such as HiGHS in a worker thread; its first solution will do. */
export type Solve = (program: IntegerProgram, settings: SolverSettings) => Promise<SolverAnswer>;

export interface AssemblyOptions {
	/** Handed to the solver; the same seed, solver and bank give the same forms. */
	readonly seed?: number;
	/** For each form; 60 unless said. */
	readonly maxSeconds?: number;
	readonly onProgress?: (done: number, forms: number) => void;
}

export interface Assembly {
	readonly ok: true;
	/** Ids of the items of each form, in the bank's order. */
	readonly forms: readonly (readonly string[])[];
	/** What `verifyForms` says of them. */
	readonly check: FormsCheck;
}

export type AssemblyRefusal =
	| BlueprintFault
	| (Refusal & {
			/**
			 * No such form exists beside the earlier ones. `demands` cannot all be met; leave out any one
			 * of them and the rest can.
			 */
			readonly code: 'psychometrics.assembly_infeasible';
			readonly form: number;
			readonly demands: readonly Demand[];
	  })
	| (Refusal & { readonly code: 'psychometrics.assembly_stopped'; readonly form: number });

const defaults = { seed: 1, maxSeconds: 120 };

/**
 * Parallel forms out of a calibrated bank, one after another, each by mixed-integer programming
 * (van der Linden 2005): topics, enemies, exposure, overlap and time, and for each section test
 * information *and* expected score within their tolerances. Forms that share their information alone
 * can still differ by points in what a candidate may expect; so both are held, on the section's own
 * scale. Swaps of items then bring the curves closer than the tolerance asked for.
 *
 * The solution is not taken on trust: `verifyForms` verifies it without the solver.
 */
export async function assembleForms(
	bank: readonly BankItem[],
	blueprint: Blueprint,
	solve: Solve,
	{ onProgress, ...options }: AssemblyOptions = {},
): Promise<Assembly | AssemblyRefusal> {
	const fault = checkBlueprint(bank, blueprint);
	if (fault !== undefined) return fault;
	const settings = { ...defaults, ...options };
	const points = curvePoints(bank, blueprint);
	const forms: (readonly number[])[] = [];
	const uses = new Uint16Array(bank.length);
	for (let form = 0; form < blueprint.forms; form++) {
		const earlier: EarlierForms = { forms, uses };
		const parts = demandParts(bank, blueprint, points, earlier);
		const answer = await solve(programOf(parts, earlier, true), settings);
		if (answer.kind === 'stopped') {
			return { ok: false, code: 'psychometrics.assembly_stopped', form };
		}
		if (answer.kind === 'infeasible') {
			return conflictOf(parts, earlier, solve, settings, form);
		}
		const found = [...bank.keys()].filter((at) => answer.values[at]! > 0.5);
		const chosen = polish(bank, blueprint, points, found, earlier);
		for (const at of chosen) uses[at]! += 1;
		forms.push(chosen);
		onProgress?.(form + 1, blueprint.forms);
	}
	const ids = forms.map((form) => form.map((at) => bank[at]!.id));
	return { ok: true, forms: ids, check: checkForms(bank, blueprint, ids, points) };
}

/**
 * A set of demands that cannot all be met although each of its parts can: one demand after another
 * is left out, for good where the rest still cannot be met (deletion filter, Chinneck & Dravnieks
 * 1991). Whole numbers are given up where the conflict remains without them, which is quick.
 */
async function conflictOf(
	parts: ReturnType<typeof demandParts>,
	earlier: EarlierForms,
	solve: Solve,
	settings: SolverSettings,
	form: number,
): Promise<AssemblyRefusal> {
	const answer = async (rest: typeof parts, whole: boolean) => {
		const { kind } = await solve(programOf(rest, earlier, whole), settings);
		return kind;
	};
	const whole = (await answer(parts, false)) !== 'infeasible';
	let left = parts;
	for (const part of parts) {
		const rest = left.filter((other) => other !== part);
		const kind = await answer(rest, whole);
		if (kind === 'stopped') return { ok: false, code: 'psychometrics.assembly_stopped', form };
		if (kind === 'infeasible') left = rest;
	}
	const demands = left.map(({ demand }) => demand);
	return { ok: false, code: 'psychometrics.assembly_infeasible', form, demands };
}
