import { canonicalBytes } from '@terang/ledger';
import type { Sealing } from '../../../platform/sealed/sealing.server.ts';
import { digestsOf } from '../bundle.server.ts';
import { csvLine } from '../csv-line.server.ts';
import { createFolder } from '../files.server.ts';
import { personOf } from '../imported-person.server.ts';
import { isSealedColumn } from '../imported-inputs.server.ts';
import { inputFolder, inputNames, sealInput } from '../input-files.server.ts';
import { getFile, nodeSha256 } from '../ranking.server.ts';
import { openKept } from './kept.server.ts';
import { stepOf, type ThreadSide } from './side.server.ts';
import type { GatherInput, ImportedLine, Kept } from './tasks.server.ts';

/**
 * Keeps the files of a run in full form: texts that are given, people as they were imported, and for
 * the rest what the newest version was made from.
 */
export async function gather(side: ThreadSide, input: GatherInput): Promise<Kept> {
	const texts = new Map(
		Object.entries(input.texts).map(([name, text]) => [name, new TextEncoder().encode(text)]),
	);
	const { columns, people } = input;
	const onShare = stepOf(side, 0, 1);
	const onRows = (done: number) => {
		onShare(done / Math.max(1, people));
	};
	const given: ReadonlyMap<string, Uint8Array> =
		columns === undefined
			? texts
			: new Map([...texts, ...(await writePeople(side.sealing, columns, side.given(), onRows))]);
	const missing = inputNames.filter((name) => !given.has(name));
	const base =
		input.base === undefined || missing.length === 0
			? new Map<string, Uint8Array>()
			: await openKept(side, input.base, missing);
	const files = new Map(
		inputNames.map((name) => [name, given.get(name) ?? getFile(base, name)] as const),
	);
	const { folder, selectionId, aside } = input;
	const digest = nodeSha256(canonicalBytes({ run: input.runId, files: digestsOf(files) }));
	const kept = sealInput(side.sealing, selectionId, digest, files);
	const path = inputFolder({ inputs: folder }, selectionId, digest);
	await createFolder(path, kept, { aside, mode: 0o700 });
	return { folder, selectionId, digest: digest.toString('hex') };
}

/** `participants.csv` and `people.csv` from rows that come in pieces of lines. */
export async function writePeople(
	sealing: Pick<Sealing, 'open'>,
	columns: readonly string[],
	chunks: AsyncIterable<Uint8Array>,
	onRows: (done: number) => void = () => undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
	const participants = new Table(columns);
	const names = new Table(['participant_id', 'name']);
	let done = 0;
	for await (const chunk of chunks) {
		for (const text of new TextDecoder().decode(chunk).split('\n')) {
			const line = JSON.parse(text) as ImportedLine;
			const [importId, participantId, sealed, name, birthDate, gpa, preferences, cells] = line;
			const person = personOf(sealing, {
				import_id: importId,
				participant_id: participantId,
				personal: sealed === null ? null : Buffer.from(sealed, 'hex'),
				name,
				birth_date: birthDate,
				gpa,
				preferences,
			});
			let next = 0;
			const row = columns.map((column) =>
				isSealedColumn(column) ? person[column] : (cells[next++] ?? ''),
			);
			participants.add(row);
			names.add([participantId, person.name]);
			done += 1;
		}
		onRows(done);
	}
	return new Map([
		['participants.csv', participants.bytes()],
		['people.csv', names.bytes()],
	]);
}

const pieceLength = 1 << 20;

/** A CSV that grows by rows, as bytes but for the last piece. */
class Table {
	private readonly pieces: Buffer[] = [];
	private text = '';

	constructor(header: readonly string[]) {
		this.add(header);
	}

	add(cells: readonly string[]): void {
		this.text += csvLine(cells);
		if (this.text.length < pieceLength) return;
		this.pieces.push(Buffer.from(this.text));
		this.text = '';
	}

	bytes(): Uint8Array {
		return Buffer.concat([...this.pieces, Buffer.from(this.text)]);
	}
}
