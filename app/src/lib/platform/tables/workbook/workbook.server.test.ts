import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { writeXlsxStream } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../records.server.ts';
import { WorkbookRefused } from './refused.ts';
import { SharedStrings } from './shared-strings.ts';
import { SheetRows } from './sheet-rows.ts';
import { bytesOf, type Part, workbookOf, type WorkbookParts, zipOf } from './testing.ts';

async function read(workbook: Buffer): Promise<(readonly [number, readonly string[]])[]> {
	const rows: (readonly [number, readonly string[]])[] = [];
	for await (const batch of readRecords({ bytes: bytesOf(workbook), format: 'xlsx' })) {
		rows.push(...batch.map(({ line, cells }) => [line, cells] as const));
	}
	return rows;
}

const readParts = (parts: WorkbookParts) => read(workbookOf(parts));
const cells = async (parts: WorkbookParts) => (await readParts(parts)).map(([, row]) => row);

describe('a workbook', () => {
	it('is read whatever the order of its parts, with the row numbers of the margin', async () => {
		const rows = `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="s"><v>0</v></c></row>
			<row r="7"><c r="B7" t="inlineStr"><is><t>a&amp;b &#233;</t></is></c></row>`;
		const texts =
			'<si><t>satu</t></si><si><r><t>du</t></r><r><t xml:space="preserve">a </t></r><rPh><t>x</t></rPh></si>';
		expect(await readParts({ rows, texts })).toEqual([
			[1, ['dua ', '', 'satu']],
			[7, ['', 'a&b é']],
		]);
	});

	it('gives numbers as the shortest decimal that means them', async () => {
		const rows =
			'<row><c><v>79.549999999999997</v></c><c><v>1.2E2</v></c><c t="b"><v>1</v></c></row>';
		expect(await cells({ rows })).toEqual([['79.55', '120', '1']]);
	});

	it('gives dates as ISO 8601 by their style, from 1900 or from 1904', async () => {
		const styles = `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\\-mmm\\-yyyy"/>
			<numFmt numFmtId="171" formatCode="#,##0&quot; hari&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
			<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`;
		const cell = (style: number, value: string) => `<c s="${style}"><v>${value}</v></c>`;
		const rows = `<row>${cell(0, '36219')}${cell(1, '36219')}${cell(2, '59')}${cell(2, '61')}${cell(3, '61')}${cell(1, '36219.5')}</row>`;
		expect(await cells({ rows, styles })).toEqual([
			['36219', '1999-02-28', '1900-02-28', '1900-03-01', '61', '1999-02-28T12:00:00'],
		]);
		const workbook =
			'<workbook><workbookPr date1904="1"/><sheets><sheet r:id="rId1"/></sheets></workbook>';
		const later = `<row>${cell(1, '34757')}</row>`;
		expect(await cells({ rows: later, styles, workbook })).toEqual([['1999-02-28']]);
	});

	it('counts a formula by its value, and shows one that has none', async () => {
		const rows = `<row><c><f>1+1</f><v>2</v></c><c><f>SUM(A1:A9)</f></c><c><f>B1&amp;""</f><v/></c>
			<c t="str"><f>""</f><v></v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`;
		expect(await cells({ rows })).toEqual([['2', '=SUM(A1:A9)', '=B1&""', '', '#DIV/0!']]);
	});

	it('shows a number of sixteen digits as the power of ten that is left of it', async () => {
		const rows =
			'<row><c><v>3271012345678901</v></c><c><v>3.27101234567890E+15</v></c><c><v>327101234567890</v></c></row>';
		expect(await cells({ rows })).toEqual([
			['3.271012345678901E+15', '3.2710123456789E+15', '327101234567890'],
		]);
	});

	it('is that of the first sheet that is not hidden', async () => {
		const workbook =
			'<workbook><sheets><sheet name="x" sheetId="9" state="hidden" r:id="rId1"/><sheet name="y" sheetId="3" r:id="rId4"/></sheets></workbook>';
		expect(await cells({ rows: '', workbook })).toEqual([['second']]);
	});

	it('comes back from the library that writes ours', async () => {
		const stream = writeXlsxStream(
			[
				['a', 'é, "x"'],
				['1', '=2'],
			],
			{ name: 'A' },
		);
		const written = await buffer(Readable.fromWeb(stream as never));
		expect((await read(written)).map(([, row]) => row)).toEqual([
			['a', 'é, "x"'],
			['1', '=2'],
		]);
	});
});

const cell = '<c><v>1</v></c>';
const manyParts = (count: number): readonly Part[] =>
	Array.from({ length: count }, (_, at) => ({ name: `a${at}`, content: '' }));

describe('a workbook that means harm', () => {
	const refusals: readonly (readonly [string, () => Buffer])[] = [
		['no archive', () => Buffer.from('PK\u0003\u0004 no workbook')],
		['an archive without a sheet', () => zipOf([{ name: 'a.txt', content: 'a' }])],
		[
			'texts of more than 256 MB',
			() => workbookOf({ rows: '', claimed: { 'xl/sharedStrings.xml': 2 ** 28 + 1 } }),
		],
		[
			'a sheet of more than 2 GB',
			() => workbookOf({ rows: '', claimed: { 'xl/worksheets/sheet1.xml': 2 ** 31 + 1 } }),
		],
		[
			'a part that unpacks to more than it says',
			() =>
				workbookOf({
					rows: `<row>${cell.repeat(400)}</row>`,
					claimed: { 'xl/worksheets/sheet1.xml': 500 },
				}),
		],
		[
			'a part that unpacks to less than it says',
			() => workbookOf({ rows: '', claimed: { 'xl/worksheets/sheet1.xml': 5_000 } }),
		],
		['more parts than a workbook has', () => zipOf(manyParts(10_001))],
		[
			'names that fill the memory',
			() => zipOf(manyParts(200).map((part) => ({ ...part, name: part.name.repeat(5_000) }))),
		],
		[
			'a text longer than a cell can be',
			() => workbookOf({ rows: '', texts: `<si><t>${'1'.repeat(32_768)}</t></si>` }),
		],
		[
			'a value that goes on and on',
			() => workbookOf({ rows: `<row><c><v>${'1'.repeat(3 << 20)}</v></c></row>` }),
		],
		[
			'a value put together without end',
			() => workbookOf({ rows: `<row><c>${'<v>12345678</v>'.repeat(40_000)}</c></row>` }),
		],
		[
			'a row of cells that all name one long text',
			() =>
				workbookOf({
					rows: `<row>${'<c t="s"><v>0</v></c>'.repeat(33)}</row>`,
					texts: `<si><t>${'1'.repeat(32_767)}</t></si>`,
				}),
		],
		['elements in elements without end', () => workbookOf({ rows: '<a>'.repeat(101) })],
		[
			'attributes without end',
			() =>
				workbookOf({
					rows: `<row ${manyParts(201)
						.map(({ name }) => `${name}=""`)
						.join(' ')}/>`,
				}),
		],
		['a name without end', () => workbookOf({ rows: `<${'a'.repeat(3 << 20)}/>` })],
		[
			'bytes that are no UTF-8',
			() => zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('<a>\xFF</a>', 'latin1') }]),
		],
		['a document type', () => workbookOf({ rows: '<!DOCTYPE a [<!ENTITY b "c">]>' })],
		['rows that go back', () => workbookOf({ rows: '<row r="2"/><row r="2"/>' })],
		['a row beyond the last', () => workbookOf({ rows: '<row r="1048577"/>' })],
		['a text that is not there', () => workbookOf({ rows: '<row><c t="s"><v>7</v></c></row>' })],
		['a sheet that breaks off', () => workbookOf({ rows: '<row><c' })],
	];

	it.each(refusals)('is refused: %s', async (_name, workbook) => {
		await expect(read(workbook())).rejects.toThrow(WorkbookRefused);
	});

	it('is refused: rows that all name one long text, more than a sheet can hold', () => {
		const text = '1'.repeat(32_767);
		const rows = new SheetRows({
			sharedText: () => text,
			isDate: () => false,
			since1904: false,
		});
		const addRow = () => {
			rows.open('row', () => undefined);
			for (let cell = 0; cell < 32; cell += 1) {
				rows.open('c', (name) => (name === 't' ? 's' : undefined));
				rows.close('c');
			}
			rows.close('row');
			rows.take();
		};
		rows.open('sheetData', () => undefined);
		for (let row = 0; row < 2_048; row += 1) addRow();
		expect(addRow).toThrow(WorkbookRefused);
	});

	it('is refused: more texts than a sheet can name', () => {
		const texts = new SharedStrings();
		for (let at = 0; at < 2 ** 24; at += 1) texts.close('si');
		expect(() => {
			texts.close('si');
		}).toThrow(WorkbookRefused);
	});

	it('keeps a row short, however far to the right a cell claims to stand', async () => {
		const rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>';
		const [row] = await cells({ rows });
		expect(row).toHaveLength(501);
		expect(row?.at(-1)).toBe('2');
	});
});
