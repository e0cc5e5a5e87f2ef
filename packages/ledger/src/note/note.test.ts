import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testKey } from '../../test/static-log.ts';
import { toBase64 } from '../base64.ts';
import { encodeUtf8 } from '../bytes.ts';
import { formatVkey, isKeyName, parseVkey, signatureTypes, verifierKey } from './keys.ts';
import { formatNote, parseNote, signNote, verifyNoteSignature } from './note.ts';

/** The example of the C2SP signed-note text. */
const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const example =
	'This is an example message.\n\n' +
	'\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

/** The other example: its text holds an empty line. */
const poem =
	'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n' +
	'\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';

function read(text: string) {
	const parsed = parseNote(text);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.note;
}

function keyOf(text: string) {
	const parsed = parseVkey(text);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.key;
}

describe('signed notes', () => {
	it('open with the key of the C2SP example', () => {
		expect(verifyNoteSignature(read(example), keyOf(vkey))).toBe('valid');
	});

	it('are split at the last empty line', () => {
		expect(read(poem).text).toMatch(/sole:\n\ned è subito sera\.\n$/u);
		expect(read(poem).signatures).toMatchObject([{ name: 'quasimodo.example/salvatore' }]);
	});

	it('are written as they were read', () => {
		for (const text of [example, poem]) {
			expect(formatNote(read(text).text, read(text).signatures)).toBe(text);
		}
		expect(formatVkey(keyOf(vkey))).toBe(vkey);
	});

	it('do not open with any letter of the text changed', () => {
		const note = read(example);
		fc.assert(
			fc.property(fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (where, letter) => {
				const place = where % (note.text.length - 1);
				fc.pre(note.text[place] !== letter);
				const text = note.text.slice(0, place) + letter + note.text.slice(place + 1);
				expect(verifyNoteSignature({ ...note, text }, keyOf(vkey))).toBe('invalid');
			}),
			{ numRuns: 30 },
		);
	});

	it('ignore a signature of the same name by another key, and of another name', async () => {
		const other = testKey('example.com/foo', signatureTypes.ed25519, 9);
		const note = read(example);
		expect(verifyNoteSignature(note, other.key)).toBe('missing');
		const both = { ...note, signatures: [await signNote(note.text, other.key, other.sign)] };
		expect(verifyNoteSignature(both, keyOf(vkey))).toBe('missing');
	});

	it('are spoilt by one false signature of a known key beside a true one', () => {
		const note = read(example);
		const [own] = note.signatures;
		const forged = { ...own!, signature: own!.signature.with(0, own!.signature[0]! ^ 1) };
		const spoilt = { ...note, signatures: [own!, forged] };
		expect(verifyNoteSignature(spoilt, keyOf(vkey))).toBe('invalid');
	});

	it('carry signatures of types that nobody here can check', () => {
		const key = verifierKey('w.example', signatureTypes.subtreeMlDsa44, new Uint8Array(1312));
		expect(parseVkey(formatVkey(key))).toEqual({ ok: true, key });
		const { name, id } = key;
		const note = { text: 'x\n', signatures: [{ name, id, signature: new Uint8Array(2428) }] };
		expect(read(formatNote(note.text, note.signatures))).toEqual(note);
		expect(verifyNoteSignature(note, key)).toBe('unsupported');
	});

	it.each([
		['no signature', 'text\n\n'],
		['no empty line', 'text\n\u2014 a AAAAAAA=\n'],
		['no newline at the end', example.slice(0, -1)],
		['a hyphen for the dash', example.replace('\u2014', '-')],
		['a space in the name', example.replace('example.com/foo', 'example com/foo')],
		['a plus in the name', example.replace('example.com/foo', 'example+com/foo')],
		['a no-break space in the name', example.replace('example.com/foo', 'example\u00a0foo')],
		['a tab in the text', example.replace('example message', 'example\tmessage')],
		['a carriage return', example.replace('message.\n', 'message.\r\n')],
		['a signature of four bytes', 'text\n\n\u2014 a AAAAAA==\n'],
		['base64 with stray bits', 'text\n\n\u2014 a AAAAAAB=\n'],
		['a lone surrogate', `\ud800${example}`],
		['101 signatures', `x\n\n${'\u2014 a AAAAAAA=\n'.repeat(101)}`],
		['more than a million bytes', `${'x'.repeat(1_000_000)}${example}`],
		['nothing', ''],
	])('are refused with %s', (_, text) => {
		expect(parseNote(text)).toEqual({ ok: false, code: 'ledger.note_malformed' });
	});

	it('are refused where the bytes are not UTF-8', () => {
		const bytes = encodeUtf8(example);
		expect(parseNote(bytes).ok).toBe(true);
		expect(parseNote(bytes.with(3, 0xff)).ok).toBe(false);
	});

	it('may have 100 signatures', () => {
		expect(read(`x\n\n${'\u2014 a AAAAAAA=\n'.repeat(100)}`).signatures).toHaveLength(100);
	});

	it('never throw on bytes from outside', () => {
		const parts = fc.constantFrom(
			'\n',
			'\n\n',
			'\u2014 ',
			'a',
			' ',
			'AAAAAAA=',
			'+',
			'\0',
			'\ud800',
		);
		fc.assert(fc.property(fc.array(parts), (some) => void parseNote(some.join(''))));
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseNote(bytes)));
	});

	it('are not written with a text that could not be read back', () => {
		expect(() => formatNote('no newline', [])).toThrow(TypeError);
		expect(() => formatNote('tab\t\n', [])).toThrow(TypeError);
	});
});

describe('verifier keys', () => {
	it.each([
		'',
		'name',
		'name+530d903a',
		vkey.replace('530d903a', '530d903b'),
		vkey.replace('530d903a', '530D903A'),
		vkey.replace('example.com/foo', 'example.com/bar'),
		vkey.replace('example.com/foo', ''),
		vkey.slice(0, -4),
		`${vkey}=`,
	])('refuse %j', (text) => {
		expect(parseVkey(text)).toMatchObject({ ok: false });
	});

	it('say which types they cannot be of', () => {
		const ecdsa = `a+00000000+${toBase64(Uint8Array.of(2, 1, 2, 3))}`;
		expect(parseVkey(ecdsa)).toMatchObject({ code: 'ledger.key_type_unsupported' });
	});

	it('never throw on text from outside, and are written as they were read', () => {
		const pieces = fc.constantFrom('+', 'a', '530d903a', 'AekyeRrm', '=', ' ');
		fc.assert(
			fc.property(fc.array(pieces), (some) => {
				const parsed = parseVkey(some.join(''));
				if (parsed.ok) expect(formatVkey(parsed.key)).toBe(some.join('').trim());
			}),
		);
	});

	it('take only names that a signature line can carry', () => {
		for (const name of ['', 'a b', 'a+b', 'a\u2003b', 'a\n']) expect(isKeyName(name)).toBe(false);
		expect(isKeyName('terang.example/log/2026')).toBe(true);
		expect(() => verifierKey('a b', 1, new Uint8Array(32))).toThrow(TypeError);
		expect(() => verifierKey('a', 1, new Uint8Array(31))).toThrow(TypeError);
	});
});
