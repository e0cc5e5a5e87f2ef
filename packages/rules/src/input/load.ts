import { toHex } from '../bytes/hex.ts';
import { IdRegister } from '../bytes/id-register.ts';
import { Memory, ownMemory } from '../bytes/memory.ts';
import { HashedBytes, readTable } from '../csv/table.ts';
import { FaultList, type Fault } from '../faults.ts';
import type { InputDigests } from '../output/report.ts';
import { packBytes } from '../packs/registry.ts';
import type { ByteSource, RankFiles, RankPorts } from '../ports.ts';
import type { Inputs } from '../rank/standings.ts';
import { beginDuty } from '../split/duties.ts';
import { vacanciesOf } from '../split/plain-inputs.ts';
import { tell, type Told } from '../split/told.ts';
import { Arrangement } from './arrangement.ts';
import { decisionSpec, Decisions, DecisionRows } from './decisions.ts';
import { readAlone, readHalf, type ParticipantsRead } from './read-participants.ts';
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
	readonly memory: Memory;
	/** Where the second thread takes part. */
	readonly told: Told | undefined;
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

export function refused(faults: FaultList): Refused {
	return { kind: 'refused', faults: faults.first(), total: faults.total };
}

/** Reads and checks all files of a selection, noting every fault before anything is computed. */
export function loadInputs(files: RankFiles, ports: RankPorts): Loaded | Refused | Cancelled {
	const second = files.participants.size === undefined ? undefined : ports.second;
	const surveyed = second && beginDuty(second, 'survey', null);
	const memory = new Memory(second === undefined ? ownMemory : (bytes) => second.allocate(bytes));
	const faults = new FaultList();
	for (const file of [files.selection, files.vacancies, files.participants, files.decisions])
		if (file !== undefined) faults.register(file.name);
	const selectionFile = wholeFile(files.selection, ports);
	const selection = readSelection(files.selection.name, selectionFile.bytes, faults);
	if (selection === null) return refused(faults);
	checkPack(files, selection, ports, faults);

	const vacancyRows = new VacancyRows(selection);
	const vacanciesRead = readTable(files.vacancies, vacancySpec, faults, ports, vacancyRows);
	if (vacanciesRead.kind === 'cancelled') return vacanciesRead;
	const table = vacanciesRead.kind === 'read' ? vacancyRows.table() : undefined;

	const survey = surveyed?.();
	const told =
		second && survey?.middle && table && tell(second, selectionFile.bytes, table, memory);
	const vacancies = told === undefined ? table : vacanciesOf(told.vacancies);
	const source = files.participants;
	const read =
		told === undefined || survey?.middle === undefined
			? readAlone({ source, selection, vacancies }, faults, ports)
			: readHalf(
					{ source, selection, vacancies, told, survey, start: survey.middle },
					faults,
					ports,
					memory,
				);
	if (read === 'cancelled') return { kind: 'cancelled' };
	const readable = read === 'unreadable' ? undefined : read;
	const arrangement =
		readable && new Arrangement(readable, vacancies?.count ?? 0, memory, told?.second);
	const ids = readable && registerIds(readable, memory);

	const decisionRows = new DecisionRows(vacancies, ids);
	const decisionsRead =
		files.decisions && readTable(files.decisions, decisionSpec, faults, ports, decisionRows);
	if (decisionsRead?.kind === 'cancelled') return decisionsRead;
	if (vacancies === undefined || readable === undefined || arrangement === undefined)
		return refused(faults);
	if (ids !== undefined) memory.release(ids.rows);
	const participants = arrangement.end();
	return {
		kind: 'loaded',
		inputs: { selection, vacancies, participants },
		decisions: decisionRows.decisions.renumbered(participants.order),
		digests: {
			selection: selectionFile.digest,
			vacancies: toHex(vacanciesRead.digest),
			participants: toHex(readable.digest),
			...(decisionsRead === undefined ? {} : { decisions: toHex(decisionsRead.digest) }),
		},
		faults,
		memory,
		told,
	};
}

/** Ends the reading: looks for ids that stand twice. */
function registerIds(
	{ ids, columns, spans, lines, faults }: ParticipantsRead,
	memory: Memory,
): IdRegister {
	const register = new IdRegister(ids, columns.hash.data, spans, memory);
	for (const row of register.duplicates()) {
		if (!ids.isEmpty(row))
			faults.at(lines.line(row), 'duplicate_id', 'participant_id', ids.text(row));
	}
	return register;
}
