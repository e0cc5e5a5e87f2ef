import { createHash } from 'node:crypto';
import { flag, text, texts, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { readWhole } from '../files.ts';
import type { Reporter } from '../worker-messages.ts';
import { InputRefused } from './input/refused.ts';
import { readResponses, type Responses } from './input/responses.ts';
import { numberOf } from './input/table.ts';
import { writeFiles, type OutputFile } from './output.ts';

/** What every `terang items` command is asked and how it answers. */
export interface ItemsRequest {
	readonly invocation: Invocation;
	readonly reporter: Reporter;
}

/** The answer of a command: a text for people, an object for programs, files for both. */
export interface ItemsAnswer {
	readonly report: string;
	readonly json: object;
	readonly files: readonly OutputFile[];
	/** Pictures, written with `--plot`. */
	readonly plots: readonly OutputFile[];
}

/** Writes files if `--out` says where, then prints the report, or JSON. */
export function answer({ invocation, reporter }: ItemsRequest, given: ItemsAnswer): ExitCode {
	const folder = text(invocation, 'out');
	const plots = flag(invocation, 'plot') ? given.plots : [];
	if (folder !== undefined) writeFiles(folder, [...given.files, ...plots], reporter);
	if (flag(invocation, 'json')) reporter.out(`${JSON.stringify(given.json)}\n`);
	else if (!flag(invocation, 'quiet')) reporter.out(given.report);
	return exitCodes.ok;
}

/** The file that a refusal is about, with the names of its items and persons. */
interface RefusedFile {
	readonly file: string;
	readonly items?: readonly string[];
	readonly persons?: readonly string[];
}

/** A refusal of the package, told about a file: which item, which person, what to look at. */
export function refused(
	{ code, ...data }: { readonly code: string; readonly ok: false },
	{ file, items = [], persons = [] }: RefusedFile,
): InputRefused {
	const fields = data as Readonly<Record<string, unknown>>;
	const item = typeof fields['item'] === 'number' ? items[fields['item']] : undefined;
	const person = typeof fields['row'] === 'number' ? persons[fields['row']] : undefined;
	const rest = Object.entries(fields)
		.filter(([name]) => name !== 'ok' && name !== 'item' && name !== 'row')
		.map(([name, value]) => `${name} ${String(value)}`);
	const value = [...(person === undefined ? [] : [`person ${person}`]), ...rest].join(', ');
	const fault = {
		file,
		line: 1,
		column: item ?? '',
		code: code.replace('psychometrics.', ''),
		value,
	};
	return new InputRefused([fault]);
}

/** The responses that `--responses`, `--key`, `--scale`, `--group`, `--ignore`, `--blank-zero` name. */
export function responsesOf({ invocation, reporter }: ItemsRequest): Responses {
	reporter.progress('reading');
	return readResponses({
		file: text(invocation, 'responses') ?? '',
		key: text(invocation, 'key'),
		group: text(invocation, 'group'),
		scale: text(invocation, 'scale'),
		ignored: texts(invocation, 'ignore'),
		blankIsZero: flag(invocation, 'blank-zero'),
	});
}

/** One of a closed list of words. */
export function choice<const Word extends string>(
	{ invocation }: ItemsRequest,
	option: string,
	words: readonly Word[],
	otherwise: Word,
): Word {
	const given = text(invocation, option) ?? otherwise;
	const found = words.find((word) => word === given);
	if (found === undefined) throw wrongOption(option, `${given} (one of ${words.join(', ')})`);
	return found;
}

/** A number of at least `least`. */
export function amount(
	{ invocation }: ItemsRequest,
	option: string,
	otherwise: number,
	least = 0,
): number {
	const given = text(invocation, option);
	if (given === undefined) return otherwise;
	const value = numberOf(given);
	if (value === undefined || value < least) throw wrongOption(option, given);
	return value;
}

function wrongOption(option: string, given: string): InputRefused {
	const fault = {
		file: 'terang',
		line: 0,
		column: `--${option}`,
		code: 'wrong_value',
		value: given,
	};
	return new InputRefused([fault]);
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export function digestOf(file: string): string {
	return createHash('sha256').update(readWhole(file)).digest('hex');
}
