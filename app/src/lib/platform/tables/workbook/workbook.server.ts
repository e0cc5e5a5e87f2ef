import type { TableRecord } from '../csv-records.ts';
import type { TableBytes } from '../table-bytes.ts';
import { NumberFormats } from './number-formats.ts';
import { WorkbookRefused } from './refused.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetRows } from './sheet-rows.ts';
import { type XmlHandler, XmlReader } from './xml-reader.ts';
import { Archive } from './zip.server.ts';

/**
 * How large the parts of a workbook may be when they are unpacked. A sheet goes by piece by piece;
 * its texts stay in memory while it is read, so theirs is what one file can cost.
 */
const mostBytes = { sheet: 2 ** 31, texts: 2 ** 28, small: 2 ** 24 };

/**
 * The rows of the first sheet that is not hidden, a part of the file in memory at a time: dates as
 * ISO 8601, numbers as the shortest decimal that means them.
 * @param onBytes told how many bytes each piece has that is read to be unpacked
 * @throws WorkbookRefused
 */
export async function* workbookRecords(
	bytes: TableBytes,
	onBytes: (count: number) => void,
): AsyncGenerator<readonly TableRecord[]> {
	try {
		yield* recordsOf(await Archive.open(bytes, onBytes));
	} catch (cause) {
		if (cause instanceof WorkbookRefused) throw cause;
		throw new WorkbookRefused('no sound archive', { cause });
	}
}

async function* recordsOf(archive: Archive): AsyncGenerator<readonly TableRecord[]> {
	const relationsOf = (part: string) => readRelations(archive, part);
	const root = await relationsOf('');
	const workbook = root.find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml';
	const contents = new Contents();
	await readPart(archive, workbook, contents, mostBytes.small);
	const relations = await relationsOf(workbook);
	const sheet = relations.find(({ id, type }) => type === 'worksheet' && id === contents.sheetId);
	if (sheet === undefined) throw new WorkbookRefused('no sheet');
	const texts = new SharedStrings();
	const formats = new NumberFormats();
	for (const { type, path } of relations) {
		if (type === 'sharedStrings') await readPart(archive, path, texts, mostBytes.texts);
		else if (type === 'styles') await readPart(archive, path, formats, mostBytes.small);
	}
	const handler = new SheetRows({
		sharedText: (index) => texts.at(index),
		isDate: (style) => formats.isDate(style),
		since1904: contents.since1904,
	});
	for await (const rows of readPieces(archive, sheet.path, handler, mostBytes.sheet)) {
		yield rows.take();
	}
}

async function readPart(
	archive: Archive,
	path: string,
	handler: XmlHandler,
	most: number,
): Promise<void> {
	const pieces = readPieces(archive, path, handler, most);
	while ((await pieces.next()).done !== true);
}

/** Gives the handler after each piece of the part, and once more at its end. */
async function* readPieces<Handler extends XmlHandler>(
	archive: Archive,
	path: string,
	handler: Handler,
	most: number,
): AsyncGenerator<Handler> {
	const reader = new XmlReader(handler);
	const decoder = new TextDecoder('utf-8', { fatal: true });
	for await (const piece of archive.unpack(path, most)) {
		reader.push(decoder.decode(piece, { stream: true }));
		yield handler;
	}
	reader.push(decoder.decode());
	reader.end();
	yield handler;
}

interface Relation {
	readonly id: string;
	/** Last part of the relation's type. */
	readonly type: string;
	readonly path: string;
}

/** What a part points to; the archive itself for ''. */
async function readRelations(archive: Archive, part: string): Promise<readonly Relation[]> {
	const slash = part.lastIndexOf('/') + 1;
	const folder = part.slice(0, slash);
	const path = `${folder}_rels/${part.slice(slash)}.rels`;
	const relations: Relation[] = [];
	const handler: XmlHandler = {
		open(name, attribute) {
			if (name !== 'Relationship' || attribute('TargetMode') === 'External') return;
			const target = attribute('Target') ?? '';
			relations.push({
				id: attribute('Id') ?? '',
				type: attribute('Type')?.split('/').at(-1) ?? '',
				path: resolve(folder, target),
			});
		},
		text: () => undefined,
		close: () => undefined,
	};
	if (archive.has(path)) await readPart(archive, path, handler, mostBytes.small);
	return relations;
}

function resolve(folder: string, target: string): string {
	if (target.startsWith('/')) return target.slice(1);
	const steps: string[] = [];
	for (const step of `${folder}${target}`.split('/')) {
		if (step === '..') steps.pop();
		else if (step !== '.' && step !== '') steps.push(step);
	}
	return steps.join('/');
}

/** Which sheet counts, and from when days are counted. */
class Contents implements XmlHandler {
	sheetId = '';
	since1904 = false;

	open(name: string, attribute: (name: string) => string | undefined): void {
		if (name === 'workbookPr') this.since1904 = /^(?:1|true)$/u.test(attribute('date1904') ?? '');
		if (name !== 'sheet' || this.sheetId !== '') return;
		if ((attribute('state') ?? 'visible') === 'visible') this.sheetId = attribute('id') ?? '';
	}

	text(): void {
		// Sheets are named in attributes.
	}

	close(): void {
		// Nothing is kept open.
	}
}
