/**
 * RFC 4180 records of a whole text, still quoted: for naming differences between two tables, not
 * for reading input (that is the rules' reader, which refuses what is malformed).
 */
export function splitRecords(text: string): string[] {
	const records: string[] = [];
	let start = 0;
	let quoted = false;
	for (let at = 0; at < text.length; at += 1) {
		const character = text.charAt(at);
		if (character === '"') quoted = !quoted;
		if (character === '\n' && !quoted) {
			records.push(text.slice(start, at).replace(/\r$/, ''));
			start = at + 1;
		}
	}
	if (start < text.length) records.push(text.slice(start));
	return records;
}

/** Fields of one record, unquoted. */
export function splitRecord(record: string): string[] {
	const fields: string[] = [];
	const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gy;
	let at = 0;
	while (at <= record.length) {
		pattern.lastIndex = at;
		const match = pattern.exec(record);
		if (match === null) {
			fields.push(record.slice(at));
			break;
		}
		fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
		at = pattern.lastIndex;
		if (at === record.length) break;
	}
	return fields;
}
