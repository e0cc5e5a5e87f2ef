import { toHex } from '../bytes/hex.ts';
import { HashedBytes, readTable, type RowHandler, type TableSpec } from '../csv/table.ts';
import { FaultList, type Fault } from '../faults.ts';
import type { InputDigests } from '../output/report.ts';
import { packBytes } from '../packs/registry.ts';
import type { ByteSource, RankFiles, RankPorts } from '../ports.ts';
import type { Inputs } from '../rank/standings.ts';
import { decisionSpec, Decisions, DecisionRows } from './decisions.ts';
import { participantSpec } from './participant-table.ts';
import { ParticipantRows } from './participants.ts';
import { readSelection, type Selection } from './selection.ts';
import { vacancySpec, VacancyRows } from './vacancies.ts';

export interface Refused {
	readonly kind: 'refused';
	/** The first 1,000. */
	readonly faults: Fault[];
	readonly total: number;
}

export interface Cancelled {
	readonly kind: 'cancelled';
}

/** Everything read; `faults` may still be non-empty, and the shortlist may find more. */
export interface Loaded {
	readonly kind: 'loaded';
	readonly inputs: Inputs;
	readonly decisions: Decisions;
	readonly digests: InputDigests;
	readonly faults: FaultList;
}

function wholeFile(source: ByteSource, ports: RankPorts): { bytes: Uint8Array; digest: string } {
	const hashed = new HashedBytes(source, ports.createSha256);
	const parts = [...hashed.chunks()].map((chunk) => Uint8Array.from(chunk));
	const bytes = new Uint8Array(hashed.length);
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return { bytes, digest: toHex(hashed.digest()) };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A bundle's own copy of the pack must be the built-in one: rules are never taken from data. */
function checkPack(files: RankFiles, selection: Selection, ports: RankPorts, faults: FaultList) {
	if (files.pack === undefined) return;
	const { bytes } = wholeFile(files.pack, ports);
	const own = packBytes(selection.rules.id);
	if (own !== undefined && sameBytes(bytes, own)) return;
	const value = selection.rules.id;
	faults.add({ file: files.pack.name, line: 1, column: '', code: 'pack_differs', value });
}

interface ReadRows {
	readonly readable: boolean;
	readonly digest: string;
}

export function refused(faults: FaultList): Refused {
	return { kind: 'refused', faults: faults.first(), total: faults.total };
}

/** Reads and checks all files of a selection, noting every fault before anything is computed. */
export function loadInputs(files: RankFiles, ports: RankPorts): Loaded | Refused | Cancelled {
	const faults = new FaultList();
	for (const file of [files.selection, files.vacancies, files.participants, files.decisions])
		if (file !== undefined) faults.register(file.name);
	const selectionFile = wholeFile(files.selection, ports);
	const selection = readSelection(files.selection.name, selectionFile.bytes, faults);
	if (selection === null) return refused(faults);
	checkPack(files, selection, ports, faults);

	const read = (source: ByteSource, spec: TableSpec, handler: RowHandler): ReadRows | undefined => {
		const outcome = readTable(source, spec, faults, ports, handler);
		if (outcome.kind === 'cancelled') return undefined;
		return { readable: outcome.kind === 'read', digest: toHex(outcome.digest) };
	};

	const vacancyRows = new VacancyRows(selection);
	const vacanciesRead = read(files.vacancies, vacancySpec, vacancyRows);
	if (vacanciesRead === undefined) return { kind: 'cancelled' };
	const vacancies = vacanciesRead.readable ? vacancyRows.table() : undefined;

	const participantRows = new ParticipantRows(selection, vacancies);
	const participantsRead = read(files.participants, participantSpec(selection), participantRows);
	if (participantsRead === undefined) return { kind: 'cancelled' };
	if (participantsRead.readable) participantRows.finish();
	const ids = participantsRead.readable ? participantRows.ids : undefined;

	const decisionRows = new DecisionRows(vacancies, ids);
	const decisionsRead =
		files.decisions === undefined ? undefined : read(files.decisions, decisionSpec, decisionRows);
	if (files.decisions !== undefined && decisionsRead === undefined) return { kind: 'cancelled' };
	if (vacancies === undefined || ids === undefined) return refused(faults);
	const participants = participantRows.table(vacancies.count);
	return {
		kind: 'loaded',
		inputs: { selection, vacancies, participants },
		decisions: decisionRows.decisions.renumbered(participants.order),
		digests: {
			selection: selectionFile.digest,
			vacancies: vacanciesRead.digest,
			participants: participantsRead.digest,
			...(decisionsRead === undefined ? {} : { decisions: decisionsRead.digest }),
		},
		faults,
	};
}
