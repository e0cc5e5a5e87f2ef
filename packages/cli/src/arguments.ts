import { parseArgs } from 'node:util';
import { commands, type CommandName, type CommandShape, type Invocation } from './commands.ts';

export type Parsing =
	| { readonly kind: 'run'; readonly invocation: Invocation }
	| { readonly kind: 'help'; readonly text: string }
	| { readonly kind: 'usage'; readonly sentence: string };

const names = Object.keys(commands) as CommandName[];

/** Reads the words after `terang`. Anything not understood is answered with how it is written. */
export function parseCommandLine(words: readonly string[]): Parsing {
	if (words.length === 0 || words[0] === '--help' || words[0] === '-h' || words[0] === 'help') {
		return { kind: 'help', text: overview() };
	}
	const name = names.find((each) => commands[each].words.every((word, at) => words[at] === word));
	if (name === undefined) {
		return { kind: 'usage', sentence: `unknown command "${words[0] ?? ''}"; see terang --help` };
	}
	const command: CommandShape = commands[name];
	const rest = words.slice(command.words.length);
	if (rest.includes('--help') || rest.includes('-h')) return { kind: 'help', text: help(command) };
	return parseOptions(name, command, rest);
}

function parseOptions(name: CommandName, command: CommandShape, rest: string[]): Parsing {
	const refuse = (what: string): Parsing => ({
		kind: 'usage',
		sentence: `${what}\n${command.usage}`,
	});
	try {
		const { values, positionals } = parseArgs({
			args: rest,
			options: Object.fromEntries(
				Object.entries(command.options).map(([key, { type, multiple }]) => [
					key,
					{ type, multiple: multiple ?? false },
				]),
			),
			allowPositionals: true,
			strict: true,
		});
		const missing = Object.entries(command.options).find(
			([key, shape]) => shape.required === true && values[key] === undefined,
		);
		if (missing !== undefined) return refuse(`--${missing[0]} is missing`);
		if (positionals.length !== command.positionals.length) {
			return refuse(
				positionals.length < command.positionals.length
					? `${command.positionals[positionals.length] ?? 'argument'} is missing`
					: `"${positionals[command.positionals.length] ?? ''}" was not expected`,
			);
		}
		if (values['log-key'] !== undefined && values['policy'] !== undefined) {
			return refuse('--log-key and --policy exclude each other');
		}
		if (values['lang'] !== undefined && values['lang'] !== 'id' && values['lang'] !== 'en') {
			return refuse('--lang is id or en');
		}
		return {
			kind: 'run',
			invocation: { command: name, positionals, options: values as Invocation['options'] },
		};
	} catch (error) {
		return refuse(error instanceof Error ? (error.message.split('. ')[0] ?? '') : 'not understood');
	}
}

function overview(): string {
	const width = Math.max(...names.map((name) => name.length));
	return [
		'terang: check civil-service recruitment yourself, offline, without an account.',
		'',
		...names.map((name) => `  terang ${name.padEnd(width)}  ${commands[name].summary}`),
		'',
		'Each command answers --help with an example.',
		'Exit status: 0 done or holds, 1 does not hold, 2 bad input or could not check,',
		'3 ties need a decision, 64 wrong usage, 69 unavailable, 70 internal error, 130 cancelled.',
		'',
	].join('\n');
}

function help(command: CommandShape): string {
	return `${command.summary}\n\n  ${command.usage}\n\nExample:\n  ${command.example}\n`;
}
