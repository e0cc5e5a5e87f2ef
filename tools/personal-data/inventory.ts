import type { FileMark } from './files.ts';
import { columnsOf, type Marks, type PersonalColumn } from './kinds.ts';

const head = `# What is kept about whom

Made from \`tools/personal-data/marks.ts\` and \`files.ts\` by \`npx tsx tools/personal-data/write.mjs\`; a test compares it with the marks, and the marks with a freshly migrated database: a column without a mark fails \`npm test\`.

**Kinds.** *Personal*: about a person. *Pseudonym*: a number that stands for one. *Secret*: opens something. Everything else is public or says how the installation works.

**Forms.** *Sealed*: AES-256-GCM under a data key that is itself encrypted under a key outside the database (ADR 0100). *Keyed digest*: equality without the value. *Readable*: by whoever reads the database; the reason stands beside it.
`;

/** `docs/data-inventory.md`, Markdown as Prettier leaves it. */
export function inventory(marks: Marks, files: Readonly<Record<string, FileMark>>): string {
	const personal = Object.entries(marks).filter(([, of]) => of.personal !== undefined);
	return [
		head,
		'## Personal data\n',
		...personal.map(([table, of]) => personalTable(table, of)),
		'## Files\n',
		'Below the data folder, beside the database’s own.\n',
		`${Object.values(files).map(fileLine).join('\n')}\n`,
		'## All other columns\n',
		listOf(marks),
	].join('\n');
}

function personalTable(table: string, of: Marks[string]): string {
	const lines = Object.entries(of.personal ?? {}).map(
		([column, one]) => `- \`${column}\`: ${one.holds}. ${formOf(one)}`,
	);
	return `### \`${table}\`\n\nFor: ${of.purpose ?? ''}. Ends: ${of.ends ?? ''}.\n\n${lines.join('\n')}\n`;
}

function fileLine({ path, holds, form, ends }: FileMark): string {
	return `- \`${path}\`: ${holds}. Form: ${form}. Ends: ${ends}.`;
}

function formOf(one: PersonalColumn): string {
	if (one.form === 'readable') return `Readable: ${one.because}.`;
	return one.form === 'sealed' ? 'Sealed.' : 'Keyed digest.';
}

function listOf(marks: Marks): string {
	const columns = columnsOf(marks).filter(({ kind }) => kind !== 'personal');
	return Object.keys(marks)
		.map((table) => {
			const of = columns.filter((one) => one.table === table);
			const parts = [...new Set(of.map(({ kind }) => kind))].map((kind) => {
				const names = of.filter((one) => one.kind === kind).map(({ column }) => `\`${column}\``);
				return `${kind} ${names.join(' ')}`;
			});
			return parts.length === 0 ? '' : `- \`${table}\`: ${parts.join('; ')}\n`;
		})
		.join('');
}
