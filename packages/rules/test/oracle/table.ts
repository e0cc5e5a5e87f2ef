/** CSV the short way: fields never hold a line break here, quotes only where a comma or quote asks. */
export type Row = ReadonlyMap<string, string>;

const text = new TextDecoder('utf-8', { fatal: true });

function splitRecord(line: string): string[] {
	const fields: string[] = [];
	let rest = line;
	for (;;) {
		const match = /^(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/.exec(rest);
		if (match === null) throw new Error(`not a CSV record: ${line}`);
		fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
		if (match[3] === '') return fields;
		rest = rest.slice(match[0].length);
	}
}

export function readTable(bytes: Uint8Array): Row[] {
	const [head, ...lines] = text
		.decode(bytes)
		.split(/\r?\n/)
		.filter((line) => line !== '');
	if (head === undefined) return [];
	const names = splitRecord(head);
	return lines.map((line) => {
		const fields = splitRecord(line);
		return new Map(names.map((name, i) => [name, fields[i] ?? '']));
	});
}

function quoted(field: string): string {
	return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

export function writeTable(names: readonly string[], rows: readonly Row[]): Uint8Array {
	const lines = rows.map((row) => names.map((name) => quoted(row.get(name) ?? '')).join(','));
	return new TextEncoder().encode([names.join(','), ...lines].map((line) => `${line}\n`).join(''));
}

/** Order of the UTF-8 bytes, which is the order of the code points and not of JavaScript's units. */
export function byBytes(a: string, b: string): number {
	const left = new TextEncoder().encode(a);
	const right = new TextEncoder().encode(b);
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}
