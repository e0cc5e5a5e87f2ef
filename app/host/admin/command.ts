import type { Closing } from '../closing.ts';
import type { Language } from '../sentences.ts';
import type { Settled } from './installation.ts';

/** What a command gets; it returns the exit status of interfaces: 0, 1, 2, 64, 69 or 70. */
export interface CommandContext {
	readonly settled: Settled;
	readonly language: Language;
	readonly closing: Closing;
	/** Answers: stdout. */
	readonly say: (line: string) => void;
	/** Faults and progress: stderr. */
	readonly complain: (line: string) => void;
}

export interface Command {
	/** After `npm run admin -- `. */
	readonly usage: string;
	readonly summary: Readonly<Record<Language, string>>;
	run(args: readonly string[], context: CommandContext): Promise<number>;
}
