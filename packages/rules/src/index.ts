export { engineVersion } from './engine-version.ts';
export { faultCodes, type Fault, type FaultCode } from './faults.ts';
export { checkSelection, type SelectionCheck } from './input/check-selection.ts';
export type { Cancelled, Refused } from './input/load.ts';
export {
	formatReport,
	type InputDigests,
	type RankingReport,
	type ReportedTie,
	type Warning,
} from './output/report.ts';
export { resultColumns } from './output/results.ts';
export { packBytes, packDigest, packIds } from './packs/registry.ts';
export {
	fromBytes,
	type ByteSource,
	type CreateSha256,
	type Progress,
	type RankFiles,
	type RankPorts,
	type SecondThread,
	type Sha256Stream,
} from './ports.ts';
export { rank, type Ranked, type Ranking } from './rank.ts';
export { outcomes, type Outcome } from './rank/standings.ts';
export { createAide, type AidePorts } from './split/aide.ts';
export { publicForm, type PublicForm } from './output/public-form.ts';
export type { ResultRow } from './output/rows.ts';
