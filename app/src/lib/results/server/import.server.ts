import { decisionImport } from './import-decisions.server.ts';
import type { ImportDeps, ResultImport } from './import-kind.server.ts';
import { markImport } from './import-marks.server.ts';
import { participantImport } from './import-participants.server.ts';

/** The kinds of files about the people of a selection. */
export function resultImports(deps: ImportDeps): readonly ResultImport[] {
	return [participantImport(deps), markImport(deps), decisionImport(deps)];
}
