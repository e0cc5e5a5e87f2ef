import { errorText } from '../../src/lib/platform/described-error.ts';
import { createClosing } from '../closing.ts';
import { exitStatus, type StartFailure, surroundingsFailure } from '../failure.ts';
import { startSentences, terminalLanguage } from '../sentences.ts';
import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { erase } from './erase.ts';
import { settle } from './installation.ts';
import { invite } from './invite.ts';
import { key } from './key.ts';
import { log } from './log.ts';
import { personalKey } from './personal-key.ts';
import { restore } from './restore.ts';

/** `npm run admin -- …` on the data of the installation that the environment names. */
const commands: Readonly<Record<string, Command>> = {
	doctor,
	backup,
	restore,
	key,
	log,
	invite,
	erase,
	'personal-key': personalKey,
};

const language = terminalLanguage(process.env);
const closing = createClosing();
const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => void finish(130));
}

await finish(await main(process.argv.slice(2)));

async function main([name = '', ...args]: readonly string[]): Promise<number> {
	if (name === '--help' || name === 'help') {
		usage(say);
		return 0;
	}
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (command === undefined) {
		usage(complain);
		return 64;
	}
	const settled = settle(process.env, process.cwd());
	if (!settled.ok) return refuse(settled);
	try {
		return await command.run(args, { settled, language, closing, say, complain });
	} catch (error) {
		const failure = surroundingsFailure(error, settled.config.dataDir);
		if (failure !== undefined) return refuse(failure);
		complain(errorText(error));
		return 70;
	}
}

function refuse(failure: StartFailure): number {
	for (const sentence of startSentences(failure, language)) complain(sentence);
	return exitStatus(failure);
}

function usage(write: (line: string) => void): void {
	for (const command of Object.values(commands)) {
		write(`npm run admin -- ${command.usage}`);
		write(`    ${command.summary[language]}`);
	}
}

async function finish(status: number): Promise<void> {
	await closing.run((name, error) => complain(`${name}: ${errorText(error)}`));
	process.exit(status);
}
