import type { TableRecord } from '../csv-records.ts';
import type { TableBytes } from '../table-bytes.ts';
import { NumberFormats } from './number-formats.ts';
import { WorkbookRefused } from './refused.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetRows } from './sheet-rows.ts';
import { type XmlHandler, XmlReader } from './xml-reader.ts';
import { readZipDirectory, unpack, type ZipEntry } from './zip.server.ts';

/**
 * How large the parts of a workbook may be when they are unpacked. A sheet goes by piece by piece;
 * its texts stay in memory while it is read, so theirs is what one file can cost.
 */
const mostBytes = { sheet: 2 ** 31, texts: 2 ** 28, small: 2 ** 24 };

/**
 * The rows of the first sheet that is not hidden, a part of the file in memory at a time: dates as
 * ISO 8601, numbers as the shortest decimal that means them.
 * @throws WorkbookRefused
 */
export async function* workbookRecords(
	bytes: TableBytes,
	onBytes: (count: number) => void,
): AsyncGenerator<readonly TableRecord[]> {
	const parts = await readZipDirectory(bytes);
	const read = (path: string, handler: XmlHandler, most: number) =>
		readPart(bytes, getPart(parts, path), handler, most, onBytes);
	const root = await relationsOf('', parts, read);
	const workbook = root.find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml';
	const contents = new Contents();
	await read(workbook, contents, mostBytes.small);
	const relations = await relationsOf(workbook, parts, read);
	const sheet = relations.find(({ id, type }) => type === 'worksheet' && id === contents.sheetId);
	if (sheet === undefined) throw new WorkbookRefused('no sheet');
	const texts = new SharedStrings();
	const formats = new NumberFormats();
	for (const { type, path } of relations) {
		if (type === 'sharedStrings') await read(path, texts, mostBytes.texts);
		else if (type === 'styles') await read(path, formats, mostBytes.small);
	}
	const rows = new SheetRows({
		sharedText: (index) => texts.at(index),
		isDate: (style) => formats.isDate(style),
		since1904: contents.since1904,
	});
	const reader = new XmlReader(rows);
	const decoder = utf8();
	for await (const piece of unpack(bytes, getPart(parts, sheet.path), mostBytes.sheet, onBytes)) {
		reader.push(decoder.decode(piece, { stream: true }));
		yield rows.take();
	}
	reader.push(decoder.decode());
	reader.end();
	yield rows.take();
}

const utf8 = () => new TextDecoder('utf-8', { fatal: true });

function getPart(parts: ReadonlyMap<string, ZipEntry>, path: string): ZipEntry {
	const part = parts.get(path);
	if (part === undefined) throw new WorkbookRefused('a part is missing');
	return part;
}

async function readPart(
	bytes: TableBytes,
	entry: ZipEntry,
	handler: XmlHandler,
	most: number,
	onBytes: (count: number) => void,
): Promise<void> {
	const reader = new XmlReader(handler);
	const decoder = utf8();
	for await (const piece of unpack(bytes, entry, most, onBytes)) {
		reader.push(decoder.decode(piece, { stream: true }));
	}
	reader.push(decoder.decode());
	reader.end();
}

interface Relation {
	readonly id: string;
	/** Last part of the relation's type. */
	readonly type: string;
	readonly path: string;
}

type ReadPart = (path: string, handler: XmlHandler, most: number) => Promise<void>;

/** What a part points to; the archive itself for ''. */
async function relationsOf(
	part: string,
	parts: ReadonlyMap<string, ZipEntry>,
	read: ReadPart,
): Promise<readonly Relation[]> {
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
	if (parts.has(path)) await read(path, handler, mostBytes.small);
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
