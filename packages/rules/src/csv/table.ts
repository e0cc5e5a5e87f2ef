import { decodeText } from '../bytes/byte-list.ts';
import type { FaultCode, FaultList } from '../faults.ts';
import type { ByteSource, CreateSha256, RankPorts } from '../ports.ts';
import { CsvReader } from './reader.ts';

export interface TableSpec {
	readonly required: readonly string[];
	readonly optional: readonly string[];
}

/** What a table reader and its caller share while the rows of one file pass by. */
export class TableReading {
	readonly file: string;
	readonly reader: CsvReader;
	readonly columns: string[] = [];
	/** False once a column every row needs is missing: then no row is read. */
	readable = true;
	private readonly positions = new Map<string, number>();
	private readonly faults: FaultList;

	constructor(file: string, reader: CsvReader, faults: FaultList) {
		this.file = file;
		this.reader = reader;
		this.faults = faults;
	}

	/** Position of the column in each record, or -1 where the file has none. */
	position(column: string): number {
		return this.positions.get(column) ?? -1;
	}

	text(position: number): string {
		const { buffer, starts, ends } = this.reader;
		return decodeText(buffer, starts[position]!, ends[position]!);
	}

	/** A fault of the record the reader stands on. */
	fault(code: FaultCode, column: string, value: string): void {
		this.faultAt(this.reader.line, code, column, value);
	}

	faultAt(line: number, code: FaultCode, column: string, value: string): void {
		const position = this.position(column);
		const order = position < 0 ? this.columns.length : position;
		this.faults.add({ file: this.file, line, column, code, value }, order);
	}

	readHeader(spec: TableSpec): void {
		const { reader } = this;
		for (let i = 0; i < reader.fields; i++) this.columns.push(this.text(i));
		this.columns.forEach((column, i) => {
			if (this.positions.has(column)) this.fault('duplicate_column', column, column);
			else if (!spec.required.includes(column) && !spec.optional.includes(column))
				this.fault('unknown_column', column, column);
			if (!this.positions.has(column)) this.positions.set(column, i);
		});
		for (const column of spec.required) {
			if (this.positions.has(column)) continue;
			this.fault('missing_column', column, '');
			this.readable = false;
		}
	}

	/** Whether the record has the header's shape; otherwise its fault is noted. */
	isWellFormed(): boolean {
		const { reader } = this;
		if (reader.malformed !== undefined) {
			const field = reader.malformedField;
			this.fault(reader.malformed, this.columns[field] ?? '', this.text(field));
			return false;
		}
		if (reader.fields === this.columns.length) return true;
		const many = reader.fields > this.columns.length;
		this.fault(many ? 'too_many_fields' : 'too_few_fields', '', String(reader.fields));
		return false;
	}
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
	| { readonly kind: 'read'; readonly digest: Uint8Array; readonly reading: TableReading };

/** Passes every record of a CSV file to the handler, noting faults of form on the way. */
export function readTable(
	source: ByteSource,
	spec: TableSpec,
	faults: FaultList,
	ports: RankPorts,
	handler: RowHandler,
): TableOutcome {
	const bytes = new HashedBytes(source, ports.createSha256);
	const reader = new CsvReader(bytes.chunks());
	const reading = new TableReading(source.name, reader, faults);
	if (!reader.next()) {
		reading.faultAt(1, 'empty_file', '', '');
		return { kind: 'unreadable', digest: bytes.digest() };
	}
	if (reader.malformed !== undefined) {
		reading.fault(reader.malformed, '', reading.text(reader.malformedField));
		return { kind: 'unreadable', digest: bytes.digest() };
	}
	reading.readHeader(spec);
	if (!reading.readable) return { kind: 'unreadable', digest: bytes.digest() };
	handler.begin(reading);
	let rows = 0;
	while (reader.next()) {
		if (reading.isWellFormed()) handler.row();
		else handler.skipped?.();
		rows += 1;
		if (rows % ROWS_BETWEEN_LOOKS === 0) {
			if (ports.cancelled?.() === true) return { kind: 'cancelled' };
			ports.progress?.({ phase: 'read', done: bytes.length });
		}
	}
	return { kind: 'read', digest: bytes.digest(), reading };
}
