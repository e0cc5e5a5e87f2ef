/**
 * The Encoding Standard's two classes, the only names beyond the ES library that pure code may
 * use: they are deterministic and in every engine, but live in the DOM and Node typings, which
 * would also let `fetch`, `process` and `document` compile.
 */
declare class TextEncoder {
	encode(input?: string): Uint8Array<ArrayBuffer>;
	encodeInto(input: string, destination: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
	constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
	decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
