/** Ten parallel forms of 110 items (SKD: 30 + 35 + 45) out of a simulated bank of 500. */
import {
	assembleForms,
	type BankItem,
	type Blueprint,
} from '../../packages/psychometrics/src/index.ts';
import { normal, uniform } from '../../packages/psychometrics/test/chance.ts';
import { openHighs } from '../../packages/cli/src/items/assemble/highs-solver.ts';

const next = uniform(1);
const z = normal(next);

const sections = [
	{ id: 'TWK', count: 30, inBank: 136, topics: 5 },
	{ id: 'TIU', count: 35, inBank: 159, topics: 5 },
	{ id: 'TKP', count: 45, inBank: 205, topics: 6 },
] as const;

function simulatedItem(section: (typeof sections)[number], at: number): BankItem {
	const { id, topics } = section;
	const slope = Math.exp(0.3 * z()) * (id === 'TKP' ? 0.6 : 1.1);
	const difficulty = z();
	const common = {
		id: `${id}-${at}`,
		section: id,
		topic: `${id}${at % topics}`,
		seconds: 30 + 40 * next(),
	};
	if (id !== 'TKP') {
		const intercept = -slope * difficulty;
		return { ...common, parameters: { model: 'logistic', slope, intercept, guessing: 0.2 } };
	}
	const intercepts = [1.5, 0.5, -0.5, -1.5].map(
		(step) => slope * (step - difficulty / 2) + 0.2 * z(),
	);
	return { ...common, parameters: { model: 'partial-credit', slope, intercepts } };
}

const bank = sections.flatMap((section) =>
	Array.from({ length: section.inBank }, (_, at) => simulatedItem(section, at)),
);
const anyItem = () => bank[Math.floor(next() * bank.length)]?.id ?? '';
const blueprint: Blueprint = {
	forms: 10,
	maxUses: 3,
	maxOverlap: 35,
	maxSeconds: 110 * 50.5,
	enemies: Array.from({ length: 15 }, () => [anyItem(), anyItem()]),
	sections: sections.map(({ id, count, topics }) => ({
		id,
		count,
		points: id === 'TKP' ? 1 : 5,
		topics: Object.fromEntries(
			Array.from({ length: topics }, (_, topic) => [
				`${id}${topic}`,
				{ min: Math.floor(count / topics), max: Math.ceil(count / topics) + 1 },
			]),
		),
		informationAt: [-1, 0, 1],
		scoreAt: [-1.5, -0.5, 0.5, 1.5],
	})),
};

const solver = await openHighs();
const before = process.cpuUsage();
const found = await assembleForms(bank, blueprint, (program, settings) =>
	Promise.resolve(solver.solve(program, settings)),
);
const { user, system } = process.cpuUsage(before);
if (!found.ok) throw new Error(JSON.stringify(found));
if (!found.check.holds) throw new Error(JSON.stringify(found.check.violations));
process.stdout.write(
	`${JSON.stringify({
		cpuSeconds: (user + system) / 1e6,
		mebibytes: process.resourceUsage().maxRSS / 1024,
		scoreSpread: found.check.scoreSpread,
		informationDistance: found.check.informationDistance,
		largestOverlap: found.check.largestOverlap,
		mostUses: found.check.mostUses,
	})}\n`,
);
