import { itemFit, personFit } from '@terang/psychometrics';
import { flag } from '../../commands.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { csvOf, shown, shownP, textTable } from '../output.ts';
import { answer, choice, refused, responsesOf, type ItemsRequest } from '../request.ts';
import { calibratedResponses } from './score.ts';

/** `terang items fit`: whether items and persons answer as the calibrated model says. */
export function runFit(request: ItemsRequest): ExitCode {
	const responses = responsesOf(request);
	const { matrix, items } = calibratedResponses(request, responses);
	const parameters = items.map((item) => item.parameters);
	request.reporter.progress('items');
	const byItem = itemFit(matrix, parameters, {
		sharedSlope: flag(request.invocation, 'shared-slope'),
	});
	if (!byItem.ok) throw refused(byItem, responses);
	request.reporter.progress('persons');
	const method = choice(request, 'method', ['ML', 'MAP', 'WLE'], 'WLE');
	const byPerson = personFit(matrix, parameters, method);
	if (!byPerson.ok) throw refused(byPerson, responses);
	const fits = byItem.items.map(({ item, ...rest }) => ({ item: responses.items[item]!, ...rest }));
	const persons = byPerson.persons.map((one, at) => ({ person: responses.persons[at]!, ...one }));
	const surprising = persons
		.filter(({ adjustedP }) => adjustedP !== null && adjustedP < 0.05)
		.sort((a, b) => (a.p ?? 1) - (b.p ?? 1));
	return answer(request, {
		report: [
			`${byItem.persons} persons with every answer; S-X² by item\n\n`,
			textTable(
				['item', 'S-X²', 'df', 'p', 'rmsd'],
				fits.map((one) => [one.item, shown(one.statistic), `${one.degreesOfFreedom}`, shownP(one.p), shown(one.rmsd)]), // prettier-ignore
			),
			`\n${persons.length} persons by lz* (${method}); ${surprising.length} surprise the model at a false discovery rate of .05\n`,
			'Surprising is not dishonest: illness, a wrong line on the sheet and guessing look the same.\n',
			...(surprising.length === 0
				? []
				: [
						'\n',
						textTable(
							['person', 'lz*', 'p', 'p (BH)'],
							surprising.slice(0, 50).map((one) => [one.person, shown(one.lzStar), shownP(one.p), shownP(one.adjustedP)]), // prettier-ignore
						),
					]),
		].join(''),
		json: { command: 'fit', method, items: fits, persons },
		files: [
			{
				name: 'item-fit.csv',
				content: csvOf(
					['item', 's_x2', 'df', 'p', 'rmsd'],
					fits.map((one) => [one.item, one.statistic, one.degreesOfFreedom, one.p, one.rmsd]),
				),
			},
			{
				name: 'person-fit.csv',
				content: csvOf(
					['person', 'status', 'ability', 'answered', 'lz', 'lz_star', 'p', 'adjusted_p'],
					persons.map((one) => [one.person, one.status, one.ability, one.answered, one.lz, one.lzStar, one.p, one.adjustedP]), // prettier-ignore
				),
			},
		],
		plots: [],
	});
}
