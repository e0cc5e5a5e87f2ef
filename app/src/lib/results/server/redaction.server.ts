import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sealing } from '../../platform/sealed/sealing.server.ts';
import { parseNamed } from '../domain/results-file.ts';
import { type FileSet, findFile, replaceFile } from './files.server.ts';
import { openInput, type ResultFolders, sealInput } from './input-files.server.ts';

export interface RedactionDeps {
	readonly folders: ResultFolders;
	readonly sealing: Sealing;
}

/** What no published file shows; all else of a row is public under the number. */
const unpublished: Readonly<Record<string, readonly string[]>> = {
	'people.csv': ['name'],
	'participants.csv': ['birth_date', 'gpa', 'preferences'],
};

type Row = Readonly<Record<string, string>>;

/** Where people would go, as far as it is published: by participant number. */
export type Wishes = ReadonlyMap<string, string>;

/**
 * Wishes that a fill round considered stand in the published file, and a correction for others needs
 * them; the others were never published.
 */
export async function readPublishedWishes(
	{ folders }: RedactionDeps,
	selectionId: string,
): Promise<Wishes> {
	const folder = join(folders.published, selectionId);
	const versions = (await readdir(folder).catch(() => []))
		.flatMap((name) => /^v(\d+)$/u.exec(name)?.[1] ?? [])
		.map(Number);
	if (versions.length === 0) return new Map();
	const file = await findFile(join(folder, `v${Math.max(...versions)}`, 'participants.csv'));
	if (file === undefined) return new Map();
	const rows = parseNamed(new TextDecoder().decode(file));
	return new Map(rows.map((row) => [row['participant_id'] ?? '', row['preferences'] ?? '']));
}

/**
 * Empties what is not public in the kept files of a selection. The rows stay, so that a correction
 * for others can still be made from them. May be repeated, and may end anywhere.
 */
export async function redactInputs(
	deps: RedactionDeps,
	selectionId: string,
	whom: (participantId: string) => boolean,
	wishes: Wishes,
): Promise<void> {
	const folder = join(deps.folders.inputs, selectionId);
	for (const name of await readdir(folder).catch(() => [])) {
		// Beside each folder of inputs lies one of public files, with another name.
		if (!/^[0-9a-f]{64}$/u.test(name)) continue;
		const digest = Buffer.from(name, 'hex');
		for (const [file, columns] of Object.entries(unpublished)) {
			const path = join(folder, name, file);
			const kept = await findFile(path);
			if (kept === undefined) continue;
			const key = { selection_id: selectionId, input_digest: digest };
			const text = new TextDecoder().decode(openInput(deps.sealing, key, file, kept));
			const redacted = redact(text, columns, whom, wishes);
			if (redacted === text) continue;
			const files: FileSet = new Map([[file, new TextEncoder().encode(redacted)]]);
			const [bytes] = sealInput(deps.sealing, selectionId, digest, files).values();
			const { aside } = deps.folders;
			if (bytes !== undefined) await replaceFile(path, bytes, { aside, mode: 0o600 });
		}
	}
}

function redact(
	text: string,
	columns: readonly string[],
	whom: (participantId: string) => boolean,
	wishes: Wishes,
): string {
	const shown = (row: Row, column: string) =>
		column === 'preferences' ? (wishes.get(row['participant_id'] ?? '') ?? '') : '';
	const isHidden = (row: Row) =>
		whom(row['participant_id'] ?? '') &&
		columns.some((column) => (row[column] ?? '') !== shown(row, column));
	const before = parseNamed(text);
	const [first] = before;
	if (first === undefined || !before.some(isHidden)) return text;
	const emptied = (row: Row) =>
		Object.fromEntries(columns.filter((c) => c in row).map((c) => [c, shown(row, c)]));
	const rows = before.map((row) => (isHidden(row) ? { ...row, ...emptied(row) } : row));
	const header = Object.keys(first);
	const lines = [header, ...rows.map((row) => Object.values(row))];
	return lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
}

function quoted(text: string): string {
	return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
