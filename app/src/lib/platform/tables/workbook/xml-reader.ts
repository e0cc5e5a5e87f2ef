import { WorkbookRefused } from './refused.ts';

/** Told of a part's elements in order, by their names without prefix. */
export interface XmlHandler {
	open(name: string, attribute: (name: string) => string | undefined): void;
	text(text: string): void;
	close(name: string): void;
}

/** A cell has at most 32,767 characters; what is much longer is no sheet. */
const longestToken = 1 << 20;

/**
 * XML 1.0 as spreadsheets write it, over pieces of text. Nothing is kept but the piece that is not
 * complete; a document type is refused, so no entity can be defined.
 */
export class XmlReader {
	private readonly handler: XmlHandler;
	private rest = '';

	constructor(handler: XmlHandler) {
		this.handler = handler;
	}

	push(text: string): void {
		const all = this.rest + text;
		const end = this.read(all);
		this.rest = all.slice(end);
		if (this.rest.length > longestToken) throw new WorkbookRefused('an endless token');
	}

	end(): void {
		if (this.rest.trim() !== '') throw new WorkbookRefused('it breaks off');
	}

	/** @returns how far it came */
	private read(all: string): number {
		let at = 0;
		for (;;) {
			const open = all.indexOf('<', at);
			if (open < 0) return at;
			const end = endOfMarkup(all, open);
			if (end < 0) return at;
			if (open > at) this.handler.text(decoded(all.slice(at, open)));
			this.markup(all, open, end);
			at = end;
		}
	}

	private markup(all: string, open: number, end: number): void {
		switch (all[open + 1]) {
			case '?':
				return;
			case '!':
				if (all.startsWith('<![CDATA[', open)) this.handler.text(all.slice(open + 9, end - 3));
				return;
			case '/':
				this.handler.close(localName(all.slice(open + 2, end - 1).trimEnd()));
				return;
			default:
				this.element(all.slice(open + 1, end - 1));
		}
	}

	private element(tag: string): void {
		if (tag.includes('<')) throw new WorkbookRefused('a tag in a tag');
		const closed = tag.endsWith('/');
		const nameEnd = tag.search(/[\s/]/u);
		const name = localName(nameEnd < 0 ? tag : tag.slice(0, nameEnd));
		this.handler.open(name, (wanted) => attributeOf(tag, wanted));
		if (closed) this.handler.close(name);
	}
}

/** Just behind the markup that begins here; -1 where it is not complete. */
function endOfMarkup(all: string, open: number): number {
	const behind = (ending: string) => {
		const at = all.indexOf(ending, open);
		return at < 0 ? -1 : at + ending.length;
	};
	if (open + 9 > all.length && all[open + 1] === '!') return -1;
	if (all.startsWith('<!--', open)) return behind('-->');
	if (all.startsWith('<![CDATA[', open)) return behind(']]>');
	if (all[open + 1] === '!') throw new WorkbookRefused('a document type');
	if (all[open + 1] === '?') return behind('?>');
	return endOfTag(all, open);
}

/** A value in quotes may hold what closes a tag. */
function endOfTag(all: string, open: number): number {
	let at = open;
	for (;;) {
		const end = all.indexOf('>', at);
		if (end < 0) return -1;
		const quote = firstQuote(all, at, end);
		if (quote < 0) return end + 1;
		const close = all.indexOf(all[quote] ?? '"', quote + 1);
		if (close < 0) return -1;
		at = close + 1;
	}
}

function firstQuote(all: string, from: number, to: number): number {
	for (let at = from; at < to; at += 1) {
		const code = all.charCodeAt(at);
		if (code === 34 || code === 39) return at;
	}
	return -1;
}

function localName(name: string): string {
	return name.slice(name.indexOf(':') + 1);
}

/** Of `r:id` the name is `id`. */
function attributeOf(tag: string, wanted: string): string | undefined {
	const usual = ` ${wanted}="`;
	const found = tag.indexOf(usual);
	if (found >= 0) {
		const from = found + usual.length;
		return decoded(tag.slice(from, tag.indexOf('"', from)));
	}
	let at = tag.indexOf(wanted);
	while (at > 0) {
		const before = tag[at - 1] ?? '';
		const rest = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/u.exec(tag.slice(at + wanted.length));
		if (/[\s:]/u.test(before) && rest !== null) return decoded(rest[1] ?? rest[2] ?? '');
		at = tag.indexOf(wanted, at + 1);
	}
	return undefined;
}

const named: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'",
};

function decoded(text: string): string {
	if (!text.includes('&')) return text;
	return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/giu, (whole, ...parts) => {
		const [decimal, hex, name] = parts as (string | undefined)[];
		if (name !== undefined) return named[name] ?? whole;
		const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
		return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
	});
}
