import type { Memory } from '../bytes/memory.ts';
import type { VacancyTable } from '../input/vacancies.ts';
import type { SecondThread } from '../ports.ts';
import { plainVacancies, type PlainVacancies } from './plain-inputs.ts';

/** The second thread, and what it is told before it can take part. */
export interface Told {
	readonly second: SecondThread;
	/** The bytes of `selection.json`, which could be read. */
	readonly selection: Uint8Array;
	readonly vacancies: PlainVacancies;
}

export function tell(
	second: SecondThread,
	selection: Uint8Array,
	vacancies: VacancyTable,
	memory: Memory,
): Told {
	return { second, selection, vacancies: plainVacancies(vacancies, memory) };
}
