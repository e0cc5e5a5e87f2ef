import { itemsCommands } from './items/command-table.ts';

/**
 * The command table. Parsing is separate from running: what a command computes runs in a worker,
 * so that the cancel key is heard even in the middle of a ranking of four million rows.
 */

export interface OptionShape {
	readonly type: 'string' | 'boolean';
	readonly required?: boolean;
	readonly multiple?: boolean;
}

export interface CommandShape {
	/** Words after `terang`. */
	readonly words: readonly string[];
	readonly summary: string;
	readonly usage: string;
	readonly example: string;
	/** Names of the positional arguments, all required. */
	readonly positionals: readonly string[];
	readonly options: Readonly<Record<string, OptionShape>>;
	/** Long-running servers answer signals themselves. */
	readonly runs: 'in_worker' | 'as_server';
}

const output = {
	json: { type: 'boolean' },
	quiet: { type: 'boolean' },
	lang: { type: 'string' },
} as const;

export const commands = {
	rank: {
		words: ['rank'],
		summary: 'Rank a selection from its files and write results.csv and report.json.',
		usage:
			'terang rank --selection FILE --vacancies FILE --participants FILE [--decisions FILE] --out DIR [--explain ID] [--no-reasons] [--json] [--quiet]',
		example:
			'terang rank --selection selection.json --vacancies vacancies.csv --participants participants.csv --out result',
		positionals: [],
		options: {
			selection: { type: 'string', required: true },
			vacancies: { type: 'string', required: true },
			participants: { type: 'string', required: true },
			decisions: { type: 'string' },
			out: { type: 'string', required: true },
			explain: { type: 'string' },
			'no-reasons': { type: 'boolean' },
			...output,
		},
		runs: 'in_worker',
	},
	verify: {
		words: ['verify'],
		summary: 'Check a published result: files, proof, signatures, recomputation, pages.',
		usage:
			'terang verify <site URL | bundle URL | folder | zip> [--log-key VKEY | --policy FILE] [--json] [--quiet]',
		example: 'terang verify https://terang.example.go.id/data/cpns-2026-kota-palu/v2/',
		positionals: ['target'],
		options: { 'log-key': { type: 'string' }, policy: { type: 'string' }, ...output },
		runs: 'in_worker',
	},
	'log verify': {
		words: ['log', 'verify'],
		summary:
			'Check a whole public log: tree, signatures, the form of every entry, gapless streams.',
		usage:
			'terang log verify <log URL | folder> [--log-key VKEY | --policy FILE] [--json] [--quiet]',
		example: 'terang log verify https://terang.example.go.id/log/2026/',
		positionals: ['target'],
		options: { 'log-key': { type: 'string' }, policy: { type: 'string' }, ...output },
		runs: 'in_worker',
	},
	'log witness': {
		words: ['log', 'witness'],
		summary: 'Run a witness: cosign heads of logs that only ever grow (C2SP tlog-witness).',
		usage:
			'terang log witness --state DIR --name NAME --log VKEY [--log VKEY …] [--listen HOST:PORT] [--quiet]',
		example:
			'terang log witness --state ./witness --name witness.example.org --log "$(curl -s https://terang.example.go.id/log/2026/vkey)"',
		positionals: [],
		options: {
			state: { type: 'string', required: true },
			name: { type: 'string', required: true },
			log: { type: 'string', required: true, multiple: true },
			listen: { type: 'string' },
			...output,
		},
		runs: 'as_server',
	},
	...itemsCommands,
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof commands;

export interface Invocation {
	readonly command: CommandName;
	readonly positionals: readonly string[];
	readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

/** One option's text, where it was given. */
export function text(invocation: Invocation, name: string): string | undefined {
	const value = invocation.options[name];
	return typeof value === 'string' ? value : undefined;
}

export function texts(invocation: Invocation, name: string): readonly string[] {
	const value = invocation.options[name];
	if (typeof value === 'string') return [value];
	return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function flag(invocation: Invocation, name: string): boolean {
	return invocation.options[name] === true;
}
