import {
	assembleForms,
	verifyForms,
	type AssemblyRefusal,
	type BankItem,
	type Blueprint,
	type Demand,
	type FormsCheck,
	type Violation,
} from '@terang/psychometrics';
import { text } from '../../commands.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { openHighs } from '../assemble/highs-solver.ts';
import { readBank, readBlueprint } from '../input/bank-file.ts';
import { FaultList } from '../input/refused.ts';
import { readTable } from '../input/table.ts';
import { csvOf, shown, textTable } from '../output.ts';
import { amount, answer, digestOf, refused, type ItemsRequest } from '../request.ts';

/** `terang items assemble`: parallel forms out of a bank; with `--check FORMS`, whether they hold. */
export async function runAssemble(request: ItemsRequest): Promise<ExitCode> {
	const { invocation, reporter } = request;
	const bankFile = text(invocation, 'bank') ?? '';
	const blueprintFile = text(invocation, 'blueprint') ?? '';
	const bank = readBank(bankFile);
	const blueprint = readBlueprint(blueprintFile);
	const digests = { bankSha256: digestOf(bankFile), blueprintSha256: digestOf(blueprintFile) };
	const given = text(invocation, 'check');
	if (given !== undefined) return checkGiven(request, bank, blueprint, digests, given);
	const solver = await openHighs();
	const seed = Math.floor(amount(request, 'seed', 1));
	reporter.progress(`form 1 of ${blueprint.forms}`);
	const found = await assembleForms(
		bank,
		blueprint,
		(program, settings) => Promise.resolve(solver.solve(program, settings)),
		{
			seed,
			maxSeconds: amount(request, 'seconds', 120, 1),
			onProgress: (done, forms) => {
				if (done < forms) reporter.progress(`form ${done + 1} of ${forms}`);
			},
		},
	);
	if (!found.ok) return refuse(request, found, blueprintFile, bankFile);
	const made = { ...digests, seed, solver: solver.name };
	return answer(request, {
		report: reportOf(found.check, made),
		json: { command: 'assemble', ...made, forms: found.forms, check: found.check },
		files: [
			{ name: 'forms.csv', content: formsCsv(found.forms) },
			{
				name: 'assembly.json',
				content: `${JSON.stringify({ ...made, forms: found.forms, check: found.check }, null, '\t')}\n`,
			},
		],
		plots: [],
	});
}

function formsCsv(forms: readonly (readonly string[])[]): string {
	return csvOf(
		['form', 'item'],
		forms.flatMap((form, at) => form.map((item) => [at + 1, item])),
	);
}

/** Demands that conflict are an answer about the blueprint: exit status 1. */
function refuse(
	request: ItemsRequest,
	refusal: AssemblyRefusal,
	blueprintFile: string,
	bankFile: string,
): ExitCode {
	if (refusal.code !== 'psychometrics.assembly_infeasible') {
		const file = 'item' in refusal ? bankFile : blueprintFile;
		const item = 'item' in refusal ? { items: [refusal.item] } : {};
		throw refused('item' in refusal ? { ...refusal, ...{ item: 0 } } : refusal, { file, ...item });
	}
	const { form, demands } = refusal;
	const lines = [
		`${blueprintFile}: form ${form + 1} cannot be made: these demands cannot all be met; leave out any one of them\n`,
		...demands.map((demand) => `  ${demandName(demand)}\n`),
	];
	if (request.invocation.options['json'] === true) {
		request.reporter.out(
			`${JSON.stringify({ command: 'assemble', infeasible: { form: form + 1, demands } })}\n`,
		);
	} else request.reporter.err(lines.join(''));
	return exitCodes.doesNotHold;
}

function demandName(demand: Violation['demand']): string {
	if ('topic' in demand) return `topic ${demand.topic} of section ${demand.section}`;
	if ('section' in demand) return `${demand.kind} of section ${demand.section}`;
	const names: Readonly<Record<Exclude<Demand, { section: string }>['kind'] | 'forms' | 'repeated' | 'unknown', string>> = {
		enemies: 'enemy items',
		uses: 'uses of an item (maxUses)',
		overlap: 'items shared with earlier forms (maxOverlap)',
		time: 'time of a form (maxSeconds)',
		forms: 'number of forms',
		repeated: 'item stands twice',
		unknown: 'item is not in the bank',
	}; // prettier-ignore
	return names[demand.kind];
}

function checkGiven(
	request: ItemsRequest,
	bank: readonly BankItem[],
	blueprint: Blueprint,
	digests: { readonly bankSha256: string; readonly blueprintSha256: string },
	file: string,
): ExitCode {
	const faults = new FaultList(file);
	const forms: string[][] = [];
	for (const { line, cell } of readTable(file, ['form', 'item']).rows) {
		const form = Number(cell('form'));
		if (!Number.isInteger(form) || form < 1 || form > 10_000) {
			faults.add(line, 'form', 'not_a_form', cell('form'));
			continue;
		}
		while (forms.length < form) forms.push([]);
		forms[form - 1]!.push(cell('item'));
	}
	faults.settle();
	const check = verifyForms(bank, blueprint, forms);
	if (!check.ok) throw refused({ ...check, ok: false }, { file: text(request.invocation, 'bank') ?? '' }); // prettier-ignore
	answer(request, {
		report: reportOf(check, digests),
		json: { command: 'assemble', ...digests, check },
		files: [],
		plots: [],
	});
	return check.holds ? exitCodes.ok : exitCodes.doesNotHold;
}

function reportOf(check: FormsCheck, made: object): string {
	const curves = check.points[0] ?? [];
	const range = (at: number) => {
		const values = check.points.map((form) => form[at]!.value);
		return `${shown(Math.min(...values))} to ${shown(Math.max(...values))}`;
	};
	return [
		`${check.points.length} forms: ${check.holds ? 'every demand is met' : `${check.violations.length} demands are not met`}\n`,
		...check.violations.slice(0, 50).map(({ demand, forms, item, found, limit }) =>
			`  ${demandName(demand)}${item === undefined ? '' : ` (${item})`}: form ${forms.map((at) => at + 1).join(' and ')}: ${shown(found)}, limit ${shown(limit)}\n`), // prettier-ignore
		`expected scores of two forms differ by ${shown(check.scoreSpread)} points at most; information is within ${shown(100 * check.informationDistance, 1)} % of its target\n`,
		`two forms share ${check.largestOverlap} items at most; an item stands in ${check.mostUses} forms at most\n`,
		...Object.entries(made).map(([name, value]) => `${name} ${String(value)}\n`),
		'\n',
		textTable(
			['section', 'curve', 'ability', 'target', 'forms'],
			curves.map((point, at) => [point.section, point.kind, shown(point.ability, 2), shown(point.target), range(at)]), // prettier-ignore
		),
	].join('');
}
