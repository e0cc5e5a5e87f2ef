import { FaultList, type Fault } from '../faults.ts';
import { readSelection } from './selection.ts';

export interface SelectionCheck {
	/** Every fault, in order of the keys; `column` is the path of the key: `skb[1].weight`. */
	readonly faults: readonly Fault[];
	/** Names that the column `skb_plan` of `vacancies.csv` may give. */
	readonly plans: ReadonlySet<string>;
}

/**
 * Reads one `selection.json` by itself, as `rank` reads it: what is refused here is refused there,
 * so that whoever writes one hears of it before there is anything to rank.
 * @param file what faults call it
 */
export function checkSelection(file: string, bytes: Uint8Array): SelectionCheck {
	const faults = new FaultList();
	const selection = readSelection(file, bytes, faults);
	return { faults: faults.first(), plans: new Set(selection?.planNames.keys()) };
}
