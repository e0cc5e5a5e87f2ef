import type { FaultCode } from './fault-codes.ts';
import type { CellFault } from './kind.ts';

const unusable: ReadonlySet<FaultCode> = new Set([
	'value_missing',
	'too_long',
	'control_character',
]);

/**
 * Whether a faulty row can be told from the others by these columns. Then it is staged by them
 * alone: a committee is told at once that it stands twice, or speaks of nobody, and not only after
 * everything else in it was mended. Nothing that is staged of a file with a fault is kept.
 */
export function isTold(faults: readonly CellFault[], columns: readonly string[]): boolean {
	return !faults.some(({ column, code }) => columns.includes(column) && unusable.has(code));
}
