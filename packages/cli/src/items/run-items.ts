import { flag, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Reporter } from '../worker-messages.ts';
import { runAnalyse } from './commands/analyse.ts';
import { runCalibrate } from './commands/calibrate.ts';
import { runDif } from './commands/dif.ts';
import { runFit } from './commands/fit.ts';
import { runLink } from './commands/link.ts';
import { runRaters } from './commands/raters.ts';
import { runScore } from './commands/score.ts';
import { runSimilarity } from './commands/similarity.ts';
import { runTimes } from './commands/times.ts';
import { faultLine, InputRefused } from './input/refused.ts';
import type { ItemsRequest } from './request.ts';

type ItemsCommand = Extract<Invocation['command'], `items ${string}`>;

const runs: Readonly<
	Record<Exclude<ItemsCommand, 'items assemble'>, (request: ItemsRequest) => ExitCode>
> = {
	'items analyse': runAnalyse,
	'items calibrate': runCalibrate,
	'items score': runScore,
	'items link': runLink,
	'items dif': runDif,
	'items similarity': runSimilarity,
	'items times': runTimes,
	'items fit': runFit,
	'items raters': runRaters,
};

/** Any `terang items` command; input that gets no result is told fault by fault. */
export async function runItems(
	command: ItemsCommand,
	invocation: Invocation,
	reporter: Reporter,
): Promise<ExitCode> {
	try {
		const request = { invocation, reporter };
		if (command !== 'items assemble') return runs[command](request);
		// The solver's machine code is large; whoever does not assemble does not load it.
		const { runAssemble } = await import('./commands/assemble.ts');
		return await runAssemble(request);
	} catch (error) {
		if (!(error instanceof InputRefused)) throw error;
		const { faults, total } = error;
		const lines = faults.map((fault) =>
			flag(invocation, 'json') ? JSON.stringify(fault) : faultLine(fault),
		);
		if (total > faults.length && !flag(invocation, 'json')) {
			lines.push(`… ${total - faults.length} more, ${total} in all`);
		}
		reporter.err(`${lines.join('\n')}\n`);
		return exitCodes.badInput;
	}
}
