import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { crc32, createDeflateRaw } from 'node:zlib';

/**
 * The same million people as a CSV and as a workbook in the order of Excel: every text in one part
 * behind the sheet, which names it by number.
 */

export const rows = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const header = ['participant_id', 'vacancy_id', 'admin_status', 'name', 'birth_date', 'gpa'];

const person = (at: number): readonly string[] => [
	`26-${String(at).padStart(9, '0')}`,
	`v-${at % 5_000}`,
	'MS',
	`Peserta ${at} Nomor`,
	'1999-02-28',
	`3.${at % 100}`,
];

export async function writeCsv(path: string): Promise<void> {
	const file = createWriteStream(path);
	const line = (cells: readonly string[]) => `${cells.join(',')}\n`;
	file.write(line(header));
	for (let at = 0; at < rows; at += 1) {
		if (!file.write(line(person(at)))) await once(file, 'drain');
	}
	file.end();
	await once(file, 'finish');
}

/** Texts of all cells, the repeated ones once. */
function* sheetXml(texts: string[]): Generator<string> {
	const known = new Map<string, number>();
	const numberOf = (text: string, once: boolean) => {
		const found = once ? undefined : known.get(text);
		if (found !== undefined) return found;
		texts.push(text);
		if (!once) known.set(text, texts.length - 1);
		return texts.length - 1;
	};
	yield '<?xml version="1.0"?><worksheet><sheetData>';
	for (let at = -1; at < rows; at += 1) {
		const line = at + 2;
		const cells = (at < 0 ? header : person(at)).map((text, column) => {
			const number = numberOf(text, at >= 0 && (column === 0 || column === 3));
			return `<c r="${'ABCDEF'[column] ?? ''}${line}" t="s"><v>${number}</v></c>`;
		});
		yield `<row r="${line}" spans="1:6">${cells.join('')}</row>`;
	}
	yield '</sheetData></worksheet>';
}

function* textsXml(texts: readonly string[]): Generator<string> {
	yield '<?xml version="1.0"?><sst>';
	for (const text of texts) yield `<si><t>${text}</t></si>`;
	yield '</sst>';
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...targets: readonly (readonly [string, string])[]) =>
	`<Relationships>${targets.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

export async function writeWorkbook(path: string): Promise<void> {
	const file = createWriteStream(path);
	const texts: string[] = [];
	const parts: (readonly [string, Iterable<string>])[] = [
		['[Content_Types].xml', ['<Types/>']],
		['_rels/.rels', [relations(['officeDocument', 'xl/workbook.xml'])]],
		[
			'xl/workbook.xml',
			['<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'],
		],
		[
			'xl/_rels/workbook.xml.rels',
			[relations(['worksheet', 'worksheets/sheet1.xml'], ['sharedStrings', 'sharedStrings.xml'])],
		],
		['xl/worksheets/sheet1.xml', sheetXml(texts)],
		['xl/sharedStrings.xml', textsXml(texts)],
	];
	let offset = 0;
	const directory: Buffer[] = [];
	for (const [name, content] of parts) {
		const { packed, entry, local } = await packedPart(name, content, offset);
		directory.push(entry);
		for (const piece of [local, ...packed]) {
			offset += piece.length;
			if (!file.write(piece)) await once(file, 'drain');
		}
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	file.end(Buffer.concat([central, end]));
	await once(file, 'finish');
}

async function packedPart(name: string, content: Iterable<string>, offset: number) {
	const deflate = createDeflateRaw({ level: 6 });
	const packed: Buffer[] = [];
	deflate.on('data', (piece: Buffer) => packed.push(piece));
	let size = 0;
	let sum = 0;
	let waiting = '';
	const flush = async () => {
		const piece = Buffer.from(waiting);
		waiting = '';
		size += piece.length;
		sum = crc32(piece, sum);
		if (!deflate.write(piece)) await once(deflate, 'drain');
	};
	for (const text of content) {
		waiting += text;
		if (waiting.length > 1 << 18) await flush();
	}
	await flush();
	deflate.end();
	await once(deflate, 'end');
	const path = Buffer.from(name);
	const sizes = Buffer.alloc(12);
	sizes.writeUInt32LE(sum, 0);
	sizes.writeUInt32LE(
		packed.reduce((all, piece) => all + piece.length, 0),
		4,
	);
	sizes.writeUInt32LE(size, 8);
	const local = Buffer.alloc(30);
	local.writeUInt32LE(0x04034b50, 0);
	local.writeUInt16LE(20, 4);
	local.writeUInt16LE(8, 8);
	sizes.copy(local, 14);
	local.writeUInt16LE(path.length, 26);
	const entry = Buffer.alloc(46);
	entry.writeUInt32LE(0x02014b50, 0);
	entry.writeUInt16LE(20, 4);
	entry.writeUInt16LE(20, 6);
	entry.writeUInt16LE(8, 10);
	sizes.copy(entry, 16);
	entry.writeUInt16LE(path.length, 28);
	entry.writeUInt32LE(offset, 42);
	return { packed, local: Buffer.concat([local, path]), entry: Buffer.concat([entry, path]) };
}
