/** A place in a file that cannot be taken; `value` is what stands there. */
export interface InputFault {
	readonly file: string;
	/** Physical line on which the record starts, from 1. */
	readonly line: number;
	readonly column: string;
	readonly code: string;
	readonly value: string;
}

/** Input that gets no result; every fault names its place. */
export class InputRefused extends Error {
	readonly faults: readonly InputFault[];
	readonly total: number;

	constructor(faults: readonly InputFault[], total = faults.length) {
		super(faults[0] === undefined ? 'refused' : faultLine(faults[0]));
		this.faults = faults;
		this.total = total;
	}
}

export function faultLine({ file, line, column, code, value }: InputFault): string {
	return `${file}:${line}:${column}: ${code}: ${onOneLine(value)}`;
}

/** A value may hold line feeds or escape sequences; a report has one line a fault. */
function onOneLine(value: string): string {
	return value.replace(
		/\p{Cc}/gu,
		(control) => `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
	);
}

const mostShown = 1000;

/** Gathers faults of one file, so that a person mends them all at once. */
export class FaultList {
	readonly file: string;
	private readonly faults: InputFault[] = [];
	private total = 0;

	constructor(file: string) {
		this.file = file;
	}

	add(line: number, column: string, code: string, value: string): void {
		this.total += 1;
		if (this.faults.length < mostShown) {
			this.faults.push({ file: this.file, line, column, code, value });
		}
	}

	get empty(): boolean {
		return this.total === 0;
	}

	/** Throws if there was any fault. */
	settle(): void {
		if (this.total > 0) throw new InputRefused(this.faults, this.total);
	}
}
