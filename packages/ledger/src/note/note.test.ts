import { describe, expect, it } from 'vitest';
import { formatVkey, parseVkey } from './keys.ts';
import { formatNote, parseNote, verifyNoteSignature } from './note.ts';

/** The example of the C2SP signed-note text. */
const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const example =
	'This is an example message.\n\n' +
	'\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

function read(text: string) {
	const parsed = parseNote(text);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.note;
}

function key(text: string) {
	const parsed = parseVkey(text);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.key;
}

describe('signed notes', () => {
	it('opens the example of the C2SP text', () => {
		expect(verifyNoteSignature(read(example), key(vkey))).toBe('valid');
	});

	it('reads back what it writes', () => {
		const note = read(example);
		expect(formatNote(note.text, note.signatures)).toBe(example);
		expect(formatVkey(key(vkey))).toBe(vkey);
	});

	it('refuses the example with one letter changed', () => {
		const changed = read(example.replace('example message', 'exemple message'));
		expect(verifyNoteSignature(changed, key(vkey))).toBe('invalid');
	});
});
