import { entryTypes } from '../src/index.ts';

interface Described {
	readonly describe: string;
}

function kind({ describe }: Described): string {
	return describe.split(':')[0] ?? describe;
}

/** The two lists of `docs/log-spec.md` that say what an entry may hold. */
export function entryTable(): string {
	const definitions = Object.entries(entryTypes);
	const fields = definitions.flatMap(([, { payload }]) => Object.values<Described>(payload));
	const kinds = fields
		.map(({ describe }) => describe.replace(/^optional /u, ''))
		.filter((describe) => describe.includes(': '))
		.map((describe) => `- ${describe.replace(/^([a-z]+): /u, '**$1**: ')}.`);
	const rows = definitions.map(([type, { purpose, payload }]) => {
		const named = Object.entries<Described>(payload).map(
			([name, field]) => `\`${name}\`: ${kind(field)}`,
		);
		return `| \`${type}\` | ${purpose} | ${named.join('; ')} |`;
	});
	return [
		'| `t` | Says | Payload `p` |',
		'|---|---|---|',
		...rows,
		'',
		...new Set(kinds.toSorted()),
	].join('\n');
}
