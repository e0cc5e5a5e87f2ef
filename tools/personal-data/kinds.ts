/**
 * What a column holds, seen from the person it may be about.
 *
 * - `public`: shown to everybody anyway, or about no person at all
 * - `internal`: how the installation works; about no person
 * - `pseudonym`: a random or issued number that stands for a person
 * - `secret`: opens something; about no person
 * - `personal`: about a person (UU 27/2022, article 4)
 */
export type ColumnKind = 'public' | 'internal' | 'pseudonym' | 'secret' | 'personal';

/** How the values of a personal column lie in the database. */
export type PersonalForm =
	/** Encrypted under a key that the database does not hold. */
	| { readonly form: 'sealed' }
	/** Keyed digest: equality without the value. */
	| { readonly form: 'keyed digest' }
	/** Readable by whoever reads the database; the reason stands in the inventory. */
	| { readonly form: 'readable'; readonly because: string };

export type PersonalColumn = PersonalForm & {
	/** What it says of the person: name, birth date … */
	readonly holds: string;
};

/** Each list is the names of columns, separated by blanks. */
export interface TableMarks {
	readonly public?: string;
	readonly internal?: string;
	readonly pseudonym?: string;
	readonly secret?: string;
	readonly personal?: Readonly<Record<string, PersonalColumn>>;
	/** What the personal columns are needed for, and when they end; required where there are any. */
	readonly purpose?: string;
	readonly ends?: string;
}

export type Marks = Readonly<Record<string, TableMarks>>;

export interface MarkedColumn {
	/** `schema.table` */
	readonly table: string;
	readonly column: string;
	readonly kind: ColumnKind;
	readonly personal?: PersonalColumn;
}

const listed = ['public', 'internal', 'pseudonym', 'secret'] as const;

export function columnsOf(marks: Marks): readonly MarkedColumn[] {
	return Object.entries(marks).flatMap(([table, of]) => [
		...listed.flatMap((kind) =>
			(of[kind] ?? '')
				.split(' ')
				.filter((column) => column !== '')
				.map((column) => ({ table, column, kind })),
		),
		...Object.entries(of.personal ?? {}).map(([column, personal]) => ({
			table,
			column,
			kind: 'personal' as const,
			personal,
		})),
	]);
}

/** A column as PostgreSQL lists it. */
export interface FoundColumn {
	readonly table: string;
	readonly column: string;
	/** `text`, `bytea` … */
	readonly type: string;
}

export type MarkFault =
	| 'unmarked'
	| 'marked_twice'
	| 'no_such_column'
	| 'sealed_but_not_bytea'
	| 'purpose_or_end_missing';

/** Everything that keeps the marks from telling the truth about the database. */
export function judgeMarks(
	marks: Marks,
	found: readonly FoundColumn[],
): readonly { readonly code: MarkFault; readonly where: string }[] {
	const faults: { code: MarkFault; where: string }[] = [];
	const seen = new Map<string, MarkedColumn>();
	for (const marked of columnsOf(marks)) {
		const where = `${marked.table}.${marked.column}`;
		if (seen.has(where)) faults.push({ code: 'marked_twice', where });
		seen.set(where, marked);
	}
	const types = new Map(found.map(({ table, column, type }) => [`${table}.${column}`, type]));
	for (const where of types.keys()) if (!seen.has(where)) faults.push({ code: 'unmarked', where });
	for (const [where, { personal }] of seen) {
		const type = types.get(where);
		if (type === undefined) faults.push({ code: 'no_such_column', where });
		else if (personal?.form === 'sealed' && type !== 'bytea') {
			faults.push({ code: 'sealed_but_not_bytea', where });
		}
	}
	for (const [table, { personal, purpose, ends }] of Object.entries(marks)) {
		if (personal !== undefined && (!purpose || !ends)) {
			faults.push({ code: 'purpose_or_end_missing', where: table });
		}
	}
	return faults;
}
