/** Why an input is refused. Closed: `docs/ranking-spec.md` explains each. */
export const faultCodes = [
	'empty_file',
	'not_utf8',
	'not_json',
	'malformed_quotes',
	'malformed_line_end',
	'record_too_long',
	'unknown_column',
	'missing_column',
	'duplicate_column',
	'mixed_forms',
	'too_many_fields',
	'too_few_fields',
	'value_missing',
	'duplicate_id',
	'duplicate_decision',
	'unknown_vacancy',
	'unknown_participant',
	'unknown_plan',
	'unknown_pack',
	'unknown_formation_type',
	'unknown_special_job',
	'unknown_status',
	'unknown_decision',
	'unknown_priority',
	'status_missing',
	'mark_missing',
	'negative',
	'out_of_range',
	'not_an_integer',
	'too_many_decimals',
	'not_a_number',
	'impossible_date',
	'weights_not_one',
	'unknown_key',
	'missing_key',
	'invalid_value',
	'reserved_code',
	'duplicate_code',
	'stage_not_supported',
	'round_without_agency',
	'pack_differs',
] as const;

export type FaultCode = (typeof faultCodes)[number];

export interface Fault {
	readonly file: string;
	/** Physical line on which the record starts, from 1. */
	readonly line: number;
	/** Name of the column; in `selection.json` the path of the key. */
	readonly column: string;
	readonly code: FaultCode;
	/** What stands there, as given. */
	readonly value: string;
}

const KEPT = 1000;

interface Placed extends Fault {
	readonly fileOrder: number;
	readonly columnOrder: number;
}

export interface PlainFaults {
	readonly total: number;
	readonly kept: readonly Placed[];
}

/**
 * Collects every fault and keeps the first 1,000 in order of file, line and column, in whatever
 * order they were found, so that a file of nothing but faults costs no memory.
 */
export class FaultList {
	total = 0;
	private kept: Placed[] = [];
	private readonly files: string[] = [];

	/** Fixes the place of a file among the others: files are listed in the order of registering. */
	register(file: string): number {
		const found = this.files.indexOf(file);
		return found >= 0 ? found : this.files.push(file) - 1;
	}

	add(fault: Fault, columnOrder = 0): void {
		this.total += 1;
		this.kept.push({ ...fault, fileOrder: this.register(fault.file), columnOrder });
		if (this.kept.length >= 2 * KEPT) this.trim();
	}

	/** As another thread can be told. */
	plain(): PlainFaults {
		this.trim();
		return { total: this.total, kept: this.kept };
	}

	/** Adds what another list had found. */
	append({ total, kept }: PlainFaults): void {
		for (const { columnOrder, ...fault } of kept) this.add(fault, columnOrder);
		this.total += total - kept.length;
	}

	first(): Fault[] {
		this.trim();
		return this.kept.map(({ file, line, column, code, value }) => ({
			file,
			line,
			column,
			code,
			value,
		}));
	}

	private trim(): void {
		this.kept.sort(
			(a, b) => a.fileOrder - b.fileOrder || a.line - b.line || a.columnOrder - b.columnOrder,
		);
		this.kept.length = Math.min(this.kept.length, KEPT);
	}
}
