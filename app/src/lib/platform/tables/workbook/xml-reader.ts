import sax, { type QualifiedTag, type SAXOptions, type SAXParser, type Tag } from 'sax';
import { WorkbookRefused } from './refused.ts';

/** Told of a part's elements in order, by their names without prefix. */
export interface XmlHandler {
	/** @param attribute value of the attribute of that name, without prefix */
	open(name: string, attribute: (name: string) => string | undefined): void;
	text(text: string): void;
	close(name: string): void;
}

/** Elements of a workbook stand some ten deep and have a handful of attributes. */
const deepest = 100;
const mostAttributes = 200;

/** Only the five entities of XML; the library's types do not know it. */
const options: SAXOptions & { strictEntities: true } = { strictEntities: true };

/**
 * XML 1.0 over pieces of text, read by the library as strictly as it can. The library bounds each
 * token (64 KB); depth and attributes are bounded here. A document type is refused, so no entity
 * can be defined.
 */
export class XmlReader {
	private readonly parser: SAXParser;

	constructor(handler: XmlHandler) {
		// Each by its name: the library's own object becomes a slow dictionary when they are assigned
		// at once, and reading takes three times as long.
		const reader = sax.parser(true, options);
		let depth = 0;
		let attributes = 0;
		reader.onopentagstart = () => {
			depth += 1;
			attributes = 0;
			if (depth > deepest) throw new WorkbookRefused('elements without end');
		};
		reader.onattribute = () => {
			attributes += 1;
			if (attributes > mostAttributes) throw new WorkbookRefused('attributes without end');
		};
		reader.onopentag = (tag) => {
			handler.open(localName(tag.name), (wanted) => attributeOf(tag, wanted));
		};
		reader.onclosetag = (name) => {
			depth -= 1;
			handler.close(localName(name));
		};
		reader.ontext = (text) => {
			handler.text(text);
		};
		reader.oncdata = (text) => {
			handler.text(text);
		};
		reader.ondoctype = () => {
			throw new WorkbookRefused('a document type');
		};
		reader.onerror = (cause) => {
			throw new WorkbookRefused('no sound XML', { cause });
		};
		this.parser = reader;
	}

	push(text: string): void {
		this.parser.write(text);
	}

	end(): void {
		this.parser.close();
	}
}

function localName(name: string): string {
	return name.slice(name.indexOf(':') + 1);
}

/** Of `r:id` the name is `id`. */
function attributeOf({ attributes }: Tag | QualifiedTag, wanted: string): string | undefined {
	const name = Object.hasOwn(attributes, wanted)
		? wanted
		: Object.keys(attributes).find((one) => one.endsWith(`:${wanted}`));
	const value = name === undefined ? undefined : attributes[name];
	return typeof value === 'object' ? value.value : value;
}
