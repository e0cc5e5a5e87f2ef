/** What a person who chooses a rule pack must know of it. */
export interface PackFacts {
	readonly id: string;
	readonly kind: 'cpns' | 'pppk';
	readonly year: number;
	/** Regulations that its numbers come from, each once. */
	readonly sources: readonly string[];
	/** Numbers that nobody has found in the text of the regulation (confidence U). */
	readonly doubts: readonly PackDoubt[];
	readonly rounds: readonly PackRound[];
}

export interface PackDoubt {
	/** Part of the pack: `special_jobs`, `fill_rounds`, `integration`. */
	readonly part: string;
	/** What of it: jobs, codes of rounds. */
	readonly names: readonly string[];
}

export interface PackRound {
	readonly code: string;
	readonly to: readonly string[];
	readonly from: readonly string[];
	readonly otherUnit: boolean;
	readonly doubtful: boolean;
}

interface Pack {
	readonly id: string;
	readonly kind: PackFacts['kind'];
	readonly year: number;
	readonly fill_rounds: readonly {
		readonly code: string;
		readonly to: readonly string[];
		readonly from: readonly string[];
		readonly other_unit: boolean;
		readonly confidence: string;
	}[];
}

/** @param text of a pack of this project, which its schema has been held against */
export function packFacts(text: string): PackFacts {
	const pack = JSON.parse(text) as Pack;
	const facts = factsIn(pack, []);
	const doubtful = facts.filter(({ confidence }) => confidence === 'U');
	const parts = [...new Set(doubtful.map(({ path }) => path[0] ?? ''))];
	return {
		id: pack.id,
		kind: pack.kind,
		year: pack.year,
		sources: [...new Set(facts.map(({ source }) => regulationOf(source)))].filter(isRegulation),
		doubts: parts.map((part) => ({
			part,
			names: [
				...new Set(
					doubtful.flatMap(({ path, code }) => (path[0] === part ? [code ?? path[1] ?? ''] : [])),
				),
			],
		})),
		rounds: pack.fill_rounds.map(({ code, to, from, other_unit: otherUnit, confidence }) => ({
			code,
			to,
			from,
			otherUnit,
			doubtful: confidence === 'U',
		})),
	};
}

const regulationOf = (source: string) => source.split(',')[0] ?? '';

/** Not the form of this project's files, nor what was read off published results. */
const isRegulation = (source: string) => /^(?:Keputusan|Kep|Per|UU|PP)/u.test(source);

interface Fact {
	readonly path: readonly string[];
	readonly source: string;
	readonly confidence: string;
	readonly code: string | undefined;
}

function factsIn(value: unknown, path: readonly string[]): readonly Fact[] {
	if (typeof value !== 'object' || value === null) return [];
	const { source, confidence, code } = value as Partial<Record<string, unknown>>;
	if (typeof source === 'string' && typeof confidence === 'string') {
		return [{ path, source, confidence, code: typeof code === 'string' ? code : undefined }];
	}
	return Object.entries(value).flatMap(([key, inner]) => factsIn(inner, [...path, key]));
}
