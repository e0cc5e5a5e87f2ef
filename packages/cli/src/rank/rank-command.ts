import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
	formatReport,
	rank,
	type ByteSource,
	type Fault,
	type Ranked,
	type Warning,
} from '@terang/rules';
import { explanationLines } from '@terang/rules/explain';
import { flag, text, type Invocation } from '../commands.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { fileProblem } from '../files.ts';
import { nodeCreateSha256 } from '../node-ports.ts';
import type { Reporter } from '../worker-messages.ts';
import { inputFile, watchFile } from './input-file.ts';
import { secondThread } from './second-thread.ts';

/** `terang rank`: files in, `results.csv` and `report.json` out, both or neither. */
export function runRank(invocation: Invocation, reporter: Reporter): ExitCode {
	const source = (option: string): ByteSource => inputFile(text(invocation, option) ?? '');
	const participants = source('participants');
	const second = largeEnoughForTwo(participants)
		? secondThread(participants.name, reporter.startSecondThread)
		: undefined;
	const checkUnchanged = watchFile(participants.name);
	const decisions = text(invocation, 'decisions');
	const ranking = rank(
		{
			selection: source('selection'),
			vacancies: source('vacancies'),
			participants,
			...(decisions === undefined ? {} : { decisions: source('decisions') }),
		},
		{
			createSha256: nodeCreateSha256,
			...(second === undefined ? {} : { second }),
			reasons: !flag(invocation, 'no-reasons'),
			progress: ({ phase, done, total }) =>
				reporter.progress(`${phase} ${done}${total === undefined ? '' : `/${total}`}`),
		},
	);
	if (second !== undefined) checkUnchanged();
	switch (ranking.kind) {
		case 'cancelled':
			return exitCodes.cancelled;
		case 'refused':
			reportFaults(ranking.faults, ranking.total, flag(invocation, 'json'), reporter);
			return exitCodes.badInput;
		case 'ranked':
			return finish(ranking, invocation, reporter);
	}
}

/** A second thread takes longer to begin than a smaller file to rank. */
const worthTwoThreads = 1 << 23;

function largeEnoughForTwo({ size = 0 }: ByteSource): boolean {
	return size >= worthTwoThreads && availableParallelism() > 1;
}

/** One fault a line; with `--json` one object a line. */
function reportFaults(
	faults: readonly Fault[],
	total: number,
	json: boolean,
	reporter: Reporter,
): void {
	const lines = faults.map((fault) =>
		json
			? JSON.stringify(fault)
			: `${fault.file}:${fault.line}:${fault.column}: ${fault.code}: ${onOneLine(fault.value)}`,
	);
	if (total > faults.length && !json)
		lines.push(`… ${total - faults.length} more, ${total} in all`);
	reporter.err(`${lines.join('\n')}\n`);
}

/** A value may hold line feeds or escape sequences; a report has one line a fault. */
function onOneLine(value: string): string {
	return value.replace(
		/\p{Cc}/gu,
		(control) => `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
	);
}

function finish(ranking: Ranked, invocation: Invocation, reporter: Reporter): ExitCode {
	const explained = text(invocation, 'explain');
	const explanation = explained === undefined ? undefined : ranking.explain(explained);
	writeOutputs(ranking, text(invocation, 'out') ?? '', reporter);
	if (!flag(invocation, 'quiet')) reportWarnings(ranking.warnings, reporter);
	if (flag(invocation, 'json')) reporter.out(`${JSON.stringify(ranking.report())}\n`);
	if (explained !== undefined && explanation === undefined) {
		reporter.err(`terang: participant "${explained}" is not in this selection\n`);
		return exitCodes.badInput;
	}
	if (explanation !== undefined) {
		const lang = text(invocation, 'lang') === 'en' ? 'en' : 'id';
		reporter.out(`${explanationLines(explanation, lang).join('\n')}\n`);
	}
	for (const tie of ranking.ties) {
		reporter.err(`tie_unresolved: ${tie.vacancy}: ${tie.seats} of ${tie.participants.join(' ')}\n`);
	}
	return ranking.ties.length === 0 ? exitCodes.ok : exitCodes.tiesOpen;
}

function reportWarnings(warnings: readonly Warning[], reporter: Reporter): void {
	for (const { code, vacancy, participant, value } of warnings) {
		const who = participant === undefined ? vacancy : `${vacancy}: ${participant}`;
		reporter.err(`warning: ${code}: ${who}: ${value}\n`);
	}
}

/** Both files are written beside their place and renamed when both are complete. */
function writeOutputs(ranking: Ranked, folder: string, reporter: Reporter): void {
	const results = path.join(folder, 'results.csv');
	const report = path.join(folder, 'report.json');
	const asides = [results, report].map((file) => `${file}.${process.pid}.part`);
	const [resultsAside = '', reportAside = ''] = asides;
	try {
		mkdirSync(folder, { recursive: true });
		reporter.writing(asides);
		writeWhole(resultsAside, (take) => ranking.writeResults(take));
		writeWhole(reportAside, (take) => take(formatReport(ranking.report())));
		renameSync(resultsAside, results);
		renameSync(reportAside, report);
		reporter.writing([]);
	} catch (error) {
		for (const file of asides) rmSync(file, { force: true });
		throw error instanceof Error && 'code' in error ? fileProblem(folder, error) : error;
	}
}

function writeWhole(file: string, write: (take: (chunk: Uint8Array) => void) => void): void {
	const handle = openSync(file, 'w');
	try {
		write((chunk) => {
			for (let at = 0; at < chunk.length; at += writeSync(handle, chunk, at));
		});
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
