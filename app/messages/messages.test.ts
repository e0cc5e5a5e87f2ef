import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const sources = path.join(folder, '..', 'src');

function textsOf(locale: string): Record<string, string> {
	return JSON.parse(readFileSync(path.join(folder, `${locale}.json`), 'utf8')) as Record<
		string,
		string
	>;
}

function sourceText(): string {
	return readdirSync(sources, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(?:svelte|ts)$/u.test(entry.name))
		.filter((entry) => !entry.parentPath.includes(`${path.sep}paraglide`))
		.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
		.join('\n');
}

function namesIn(text: string): string[] {
	return [...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? '').sort();
}

const id = textsOf('id');
const en = textsOf('en');
const used = new Set([...sourceText().matchAll(/\bm\.(\w+)/gu)].map((match) => match[1] ?? ''));

describe('messages', () => {
	it('are the same in both languages', () => {
		expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort());
	});

	it('are all used', () => {
		expect(Object.keys(id).filter((key) => !used.has(key))).toEqual([]);
	});

	it('are all there', () => {
		expect([...used].filter((key) => !(key in id))).toEqual([]);
	});

	it('take the same values in both languages', () => {
		const odd = Object.keys(id).filter(
			(key) => namesIn(id[key] ?? '').join() !== namesIn(en[key] ?? '').join(),
		);
		expect(odd).toEqual([]);
	});

	it('say something', () => {
		const empty = [id, en].flatMap((texts) =>
			Object.entries(texts)
				.filter(([, text]) => text.trim() === '')
				.map(([key]) => key),
		);
		expect(empty).toEqual([]);
	});
});
