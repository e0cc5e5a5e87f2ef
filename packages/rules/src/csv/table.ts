import { decodeText } from '../bytes/byte-list.ts';
import type { FaultCode, FaultList } from '../faults.ts';
import type { ByteSource, CreateSha256, RankPorts } from '../ports.ts';
import { CsvReader } from './reader.ts';

export interface TableSpec {
	readonly required: readonly string[];
	readonly optional: readonly string[];
}

/** The header of a table, and where the faults of its rows go. */
export class TableFaults {
	readonly file: string;
	readonly columns: readonly string[];
	private readonly positions = new Map<string, number>();
	private readonly faults: FaultList;

	constructor(file: string, columns: readonly string[], faults: FaultList) {
		this.file = file;
		this.columns = columns;
		this.faults = faults;
		columns.forEach((column, i) => {
			if (!this.positions.has(column)) this.positions.set(column, i);
		});
	}

	/** Position of the column in each record, or -1 where the file has none. */
	position(column: string): number {
		return this.positions.get(column) ?? -1;
	}

	at(line: number, code: FaultCode, column: string, value: string): void {
		const position = this.position(column);
		const order = position < 0 ? this.columns.length : position;
		this.faults.add({ file: this.file, line, column, code, value }, order);
	}
}

/** What a table reader and its caller share while the rows of one file pass by. */
export class TableReading {
	readonly reader: CsvReader;
	readonly faults: TableFaults;

	constructor(reader: CsvReader, faults: TableFaults) {
		this.reader = reader;
		this.faults = faults;
	}

	position(column: string): number {
		return this.faults.position(column);
	}

	text(position: number): string {
		const { buffer, starts, ends } = this.reader;
		return decodeText(buffer, starts[position]!, ends[position]!);
	}

	/** A fault of the record the reader stands on. */
	fault(code: FaultCode, column: string, value: string): void {
		this.faults.at(this.reader.line, code, column, value);
	}

	/** Whether the record has the header's shape; otherwise its fault is noted. */
	isWellFormed(): boolean {
		const { reader } = this;
		const { columns } = this.faults;
		if (reader.malformed !== undefined) {
			const field = reader.malformedField;
			this.fault(reader.malformed, columns[field] ?? '', this.text(field));
			return false;
		}
		if (reader.fields === columns.length) return true;
		const many = reader.fields > columns.length;
		this.fault(many ? 'too_many_fields' : 'too_few_fields', '', String(reader.fields));
		return false;
	}
}

/** Reads the header; nothing where the file has none or lacks a column that every row needs. */
export function openTable(
	file: string,
	reader: CsvReader,
	spec: TableSpec,
	faults: FaultList,
): TableReading | undefined {
	const bare = new TableReading(reader, new TableFaults(file, [], faults));
	if (!reader.next()) {
		bare.faults.at(1, 'empty_file', '', '');
		return undefined;
	}
	if (reader.malformed !== undefined) {
		bare.fault(reader.malformed, '', bare.text(reader.malformedField));
		return undefined;
	}
	const columns = Array.from({ length: reader.fields }, (_, i) => bare.text(i));
	const reading = new TableReading(reader, new TableFaults(file, columns, faults));
	columns.forEach((column, i) => {
		if (reading.position(column) !== i) reading.fault('duplicate_column', column, column);
		else if (!spec.required.includes(column) && !spec.optional.includes(column))
			reading.fault('unknown_column', column, column);
	});
	const missing = spec.required.filter((column) => reading.position(column) < 0);
	for (const column of missing) reading.fault('missing_column', column, '');
	return missing.length === 0 ? reading : undefined;
}

/** Hashes and counts what passes: the digest of an input is that of its given bytes. */
export class HashedBytes {
	length = 0;
	private readonly source: ByteSource;
	private readonly sha256;

	constructor(source: ByteSource, createSha256: CreateSha256) {
		this.source = source;
		this.sha256 = createSha256();
	}

	*chunks(): Iterable<Uint8Array> {
		for (const chunk of this.source.chunks()) {
			if (chunk.length === 0) continue;
			this.sha256.update(chunk);
			this.length += chunk.length;
			yield chunk;
		}
	}

	digest(): Uint8Array {
		return this.sha256.digest();
	}
}

const ROWS_BETWEEN_LOOKS = 65_536;

export interface RowHandler {
	/** Called once the header stands; not at all where the header cannot be read. */
	begin(reading: TableReading): void;
	row(): void;
	/** A record that cannot be read, after its fault was noted. */
	skipped?(): void;
}

export type TableOutcome =
	| { readonly kind: 'cancelled' }
	| { readonly kind: 'unreadable'; readonly digest: Uint8Array }
	| { readonly kind: 'read'; readonly digest: Uint8Array };

/** Passes every record of a CSV file to the handler, noting faults of form on the way. */
export function readTable(
	source: ByteSource,
	spec: TableSpec,
	faults: FaultList,
	ports: RankPorts,
	handler: RowHandler,
): TableOutcome {
	const bytes = new HashedBytes(source, ports.createSha256);
	const reading = openTable(source.name, new CsvReader(bytes.chunks()), spec, faults);
	if (reading === undefined) return { kind: 'unreadable', digest: bytes.digest() };
	handler.begin(reading);
	if (!readRows(reading, handler, ports)) return { kind: 'cancelled' };
	return { kind: 'read', digest: bytes.digest() };
}

/**
 * Passes on the records that start before the byte `until`, usually all there are; answers false
 * where it was told to stop.
 */
export function readRows(
	reading: TableReading,
	handler: RowHandler,
	{ cancelled, progress }: Pick<RankPorts, 'cancelled' | 'progress'>,
	until = Infinity,
): boolean {
	const { reader } = reading;
	let rows = 0;
	while (reader.consumed < until && reader.next()) {
		if (reading.isWellFormed()) handler.row();
		else handler.skipped?.();
		rows += 1;
		if (rows % ROWS_BETWEEN_LOOKS === 0) {
			if (cancelled?.() === true) return false;
			progress?.({ phase: 'read', done: reader.consumed });
		}
	}
	return true;
}
