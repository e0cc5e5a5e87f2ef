import { formatShort, formatThousandths } from '../bytes/decimal.ts';
import type { ExplainedPart, Explanation } from '../explain/explanation.ts';
import type { SumFacts } from '../explain/sum.ts';
import { status } from '../input/participant-table.ts';
import type { CpnsRules } from '../packs/rules.ts';
import { skd100Of } from '../rank/cpns.ts';
import { markReader } from '../rank/marks.ts';
import type { Inputs, Standings } from '../rank/standings.ts';
import { RowView } from './rows.ts';

/** All that explains the result of one participant, or nothing where the id is unknown. */
export function explainParticipant(
	inputs: Inputs,
	standings: Standings,
	participantId: string,
): Explanation | undefined {
	const { participants, vacancies, selection } = inputs;
	const bytes = new TextEncoder().encode(participantId);
	let row = 0;
	while (row < participants.count && !participants.ids.equals(row, bytes)) row++;
	if (row === participants.count) return undefined;
	const vacancy = participants.vacancy[row]!;
	const job = vacancies.specialJob[vacancy]!;
	const sat = participants.admitted[row] === 1 && participants.first[row] === status.present;
	const sum = sat ? sumFacts(inputs, standings, row, vacancy) : undefined;
	return {
		row: new RowView(inputs, standings).row(row),
		pack: selection.rules.id,
		vacancy: {
			id: vacancies.ids.text(vacancy),
			formationType: vacancies.types.text(vacancies.same.formation_type[vacancy]!),
			specialJob: job < 0 ? '' : vacancies.specialJobs.text(job),
			seats: vacancies.seats[vacancy]!,
			finishers: standings.finishers[vacancy]!,
		},
		parts: sat ? explainedParts(inputs, row, vacancy) : [],
		...(sum === undefined ? {} : { sum }),
	};
}

/** Each mark, and the total where a threshold looks at it. */
function explainedParts(inputs: Inputs, row: number, vacancy: number): ExplainedPart[] {
	const { vacancies, selection } = inputs;
	const threshold = vacancies.thresholds[vacancies.threshold[vacancy]!]!;
	const limits = vacancies.limitSets[vacancies.limits[vacancy]!]!;
	const names = selection.rules.parts.map((part) => part.name);
	const extra = threshold.map(({ part }) => part).filter((part) => !names.includes(part));
	return [...names, ...extra].map((name, i) => {
		const need = threshold.find((minimum) => minimum.part === name)?.need;
		const reader = markReader(inputs, name);
		const max = limits[i] ?? reader.max;
		return { name, got: reader.read(row), max, ...(need === undefined ? {} : { need }) };
	});
}

function sumFacts(inputs: Inputs, standings: Standings, row: number, vacancy: number): SumFacts {
	const { rules } = inputs.selection;
	const parts = rules.parts.map(({ name }, i) => ({
		name,
		mark: String(inputs.participants.marks[i]![row]!),
	}));
	const total = markReader(inputs, 'total').read(row);
	if (rules.kind === 'pppk') return { kind: 'pppk', parts, total: String(total) };
	const skb100 = standings.skb100[row]!;
	const final = standings.final[row]!;
	return {
		kind: 'cpns',
		parts,
		total: String(total),
		totalMax: String(rules.totalMax),
		skd100: formatThousandths(skd100Of(rules, total)),
		...componentFacts(inputs, row, vacancy),
		...(skb100 < 0 ? {} : { skb100: formatThousandths(skb100) }),
		...(final < 0 ? {} : { final: formatThousandths(final) }),
		...weights(rules),
	};
}

/** The components of the plan where the SKB mark was computed from them. */
function componentFacts(
	inputs: Inputs,
	row: number,
	vacancy: number,
): Pick<Extract<SumFacts, { kind: 'cpns' }>, 'components'> {
	const { participants, selection, vacancies } = inputs;
	if ((participants.skb?.[row] ?? -1) >= 0) return {};
	const plan = selection.plans[vacancies.plan[vacancy]!]!;
	return {
		components: plan.components.map(({ code, index, max, weightText }) => ({
			code,
			mark: formatShort(Math.max(0, participants.components[index]?.[row] ?? 0)),
			max: formatShort(max),
			weight: weightText,
		})),
	};
}

function weights(rules: CpnsRules): { skdWeight: string; skbWeight: string } {
	const text = (numerator: number): string =>
		formatShort((numerator * 1000) / rules.weightDenominator);
	return { skdWeight: text(rules.skdWeight), skbWeight: text(rules.skbWeight) };
}
