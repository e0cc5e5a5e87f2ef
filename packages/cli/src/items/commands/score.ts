import { scoreAbilities, type AbilityScores, type ResponseMatrix } from '@terang/psychometrics';
import { text } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { readParameters, type CalibratedItem } from '../input/parameter-file.ts';
import { FaultList } from '../input/refused.ts';
import type { Responses } from '../input/responses.ts';
import { csvOf, shown } from '../output.ts';
import { informationCurves, wrightMap } from '../plots/curves.ts';
import { answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';

/** `terang items score`: abilities of persons from calibrated items. */
export function runScore(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const { matrix, items } = calibratedResponses(request, responses);
	const method = choice(request, 'method', ['EAP', 'MAP', 'ML', 'WLE'], 'EAP');
	request.reporter.progress('scoring');
	const scores = scoreAbilities(
		matrix,
		items.map(({ parameters }) => parameters),
		method,
	);
	if (!scores.ok) throw refused(scores, responses);
	const persons = scores.persons.map((one, at) => ({ person: responses.persons[at]!, ...one }));
	const found = persons.flatMap(({ ability }) => (ability === null ? [] : [ability]));
	return answer(request, {
		report: reportOf(scores, found),
		json: { command: 'score', method, empiricalReliability: scores.empiricalReliability, persons },
		files: [
			{
				name: 'abilities.csv',
				content: csvOf(
					['person', 'ability', 'error', 'status'],
					persons.map(({ person, ability, error, status }) => [person, ability, error, status]),
				),
			},
		],
		plots: [
			{ name: 'wright-map.svg', content: wrightMap(found, items) },
			{ name: 'information.svg', content: informationCurves(items) },
		],
	});
}

/**
 * Responses in the categories and the order of the parameters that `--parameters` names; every item
 * with parameters must have a column, and scores that the calibration never saw are named.
 */
export function calibratedResponses(
	{ invocation }: ItemsRequest,
	responses: Responses,
): { readonly matrix: ResponseMatrix; readonly items: readonly CalibratedItem[] } {
	const file = text(invocation, 'parameters') ?? '';
	const known = new Map(readParameters(file).map((item) => [item.item, item]));
	const faults = new FaultList(responses.file);
	const items = responses.items.map((name) => {
		const item = known.get(name);
		if (item === undefined) faults.add(1, name, 'item_without_parameters', name);
		return item;
	});
	faults.settle();
	const all = items.flatMap((item) => (item === undefined ? [] : [item]));
	const codes = all.map(
		({ scores }) => new Map(scores.map((score, category) => [score, category])),
	);
	const { persons } = responses.matrix;
	const scores = Int8Array.from(responses.matrix.scores, (score, at) => {
		if (score === -1) return -1;
		const item = at % all.length;
		const category = codes[item]!.get(score);
		if (category !== undefined) return category;
		const person = responses.persons[Math.floor(at / all.length)]!;
		faults.add(1, all[item]!.item, 'score_never_calibrated', `${score} of person ${person}`);
		return -1;
	});
	faults.settle();
	const maxScores = Int8Array.from(all, (item) => item.scores.length - 1);
	return { matrix: { persons, items: all.length, scores, maxScores }, items: all };
}

function reportOf(scores: AbilityScores, found: readonly number[]): string {
	const mean = found.reduce((sum, theta) => sum + theta, 0) / Math.max(1, found.length);
	const squares = found.reduce((sum, theta) => sum + (theta - mean) * (theta - mean), 0);
	const without = new Map<string, number>();
	for (const { status } of scores.persons) {
		if (status !== 'estimated') without.set(status, (without.get(status) ?? 0) + 1);
	}
	return [
		`${scores.persons.length} persons scored by ${scores.method}\n`,
		`mean ${shown(mean)}, sd ${shown(Math.sqrt(squares / Math.max(1, found.length - 1)))}, empirical reliability ${shown(scores.empiricalReliability)}\n`,
		...[...without].map(([status, count]) => `${count} without a finite estimate: ${status}\n`),
	].join('');
}
