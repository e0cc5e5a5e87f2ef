import { crc32, deflateRawSync } from 'node:zlib';
import type { TableBytes } from '../table-bytes.ts';

export interface Part {
	readonly name: string;
	readonly content: string | Buffer;
	/** What the archive says of its size, where that is a lie. */
	readonly claimed?: number;
}

/** A zip archive as a spreadsheet writes it, or as somebody writes it who means harm. */
export function zipOf(parts: readonly Part[]): Buffer {
	const locals: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, content, claimed } of parts) {
		const plain = Buffer.from(content);
		const packed = deflateRawSync(plain);
		const sizes = Buffer.alloc(12);
		sizes.writeUInt32LE(crc32(plain), 0);
		sizes.writeUInt32LE(packed.length, 4);
		sizes.writeUInt32LE(claimed ?? plain.length, 8);
		const path = Buffer.from(name);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(8, 8);
		sizes.copy(local, 14);
		local.writeUInt16LE(path.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(8, 10);
		sizes.copy(entry, 16);
		entry.writeUInt16LE(path.length, 28);
		entry.writeUInt32LE(offset, 42);
		locals.push(local, path, packed);
		directory.push(entry, path);
		offset += local.length + path.length + packed.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...locals, central, end]);
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function relations(targets: readonly (readonly [string, string])[]): string {
	const all = targets.map(
		([type, target], at) =>
			`<Relationship Id="rId${at + 1}" Type="${office}/${type}" Target="${target}"/>`,
	);
	return `<?xml version="1.0" encoding="UTF-8"?>\n<Relationships>${all.join('')}</Relationships>`;
}

export interface WorkbookParts {
	/** Rows of the sheet, as XML. */
	readonly rows: string;
	readonly texts?: string;
	readonly styles?: string;
	readonly workbook?: string;
	readonly claimed?: Readonly<Record<string, number>>;
}

/** The parts in the order of Excel: the sheet comes before the texts that it names. */
export function workbookOf({ rows, texts, styles, workbook, claimed = {} }: WorkbookParts): Buffer {
	const part = (name: string, content: string): Part => {
		const size = claimed[name];
		return { name, content, ...(size === undefined ? {} : { claimed: size }) };
	};
	return zipOf([
		part('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']])),
		part(
			'xl/workbook.xml',
			workbook ??
				'<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
		),
		part(
			'xl/_rels/workbook.xml.rels',
			relations([
				['worksheet', 'worksheets/sheet1.xml'],
				['sharedStrings', 'sharedStrings.xml'],
				['styles', 'styles.xml'],
				['worksheet', '/xl/worksheets/sheet2.xml'],
			]),
		),
		part('xl/worksheets/sheet1.xml', `<worksheet><sheetData>${rows}</sheetData></worksheet>`),
		part(
			'xl/worksheets/sheet2.xml',
			'<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>second</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
		),
		part('xl/styles.xml', styles ?? '<styleSheet/>'),
		part('xl/sharedStrings.xml', `<sst>${texts ?? ''}</sst>`),
	]);
}

export function bytesOf(content: Buffer): TableBytes {
	return {
		size: content.length,
		read: (position, length) => Promise.resolve(content.subarray(position, position + length)),
		close: () => Promise.resolve(),
	};
}
