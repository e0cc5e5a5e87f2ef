import { verify as nodeVerify, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logKey, logOf, testKey, witnessKeys } from '../test/static-log.ts';
import { decodeUtf8, equalBytes } from './bytes.ts';
import { checkpointBody, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts';
import { cosignatureMessage, makeCosignature, verifyCosignature } from './cosignature.ts';
import type { VerifyEd25519 } from './note/ed25519.ts';
import { signatureTypes } from './note/keys.ts';

/** The example of the C2SP tlog-cosignature text; its keys are not published. */
const example =
	'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
	'\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n' +
	'\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';

function read(text: string) {
	const parsed = parseCheckpoint(text);
	if (!parsed.ok) throw new Error(parsed.code);
	return parsed.checkpoint;
}

/** node:crypto as a second implementation of Ed25519. */
const nodeEd25519: VerifyEd25519 = (publicKey, message, signature) => {
	const prefix = Buffer.from('302a300506032b6570032100', 'hex');
	const key = createPublicKey({
		key: Buffer.concat([prefix, publicKey]),
		format: 'der',
		type: 'spki',
	});
	return nodeVerify(null, message, key, signature);
};

describe('checkpoints', () => {
	it('are read as the C2SP text says', () => {
		const checkpoint = read(example);
		expect(checkpoint).toMatchObject({
			origin: 'example.com/behind-the-sofa',
			size: 20_852_163,
			extensions: [],
		});
		expect(checkpointBody(checkpoint)).toBe(checkpoint.note.text);
		expect(checkpoint.note.signatures).toHaveLength(2);
	});

	it('keep extension lines, which must not be empty', () => {
		const extended = example.replace('q2I=\n', 'q2I=\nmore\n');
		expect(read(extended).extensions).toEqual(['more']);
		expect(parseCheckpoint(example.replace('q2I=\n', 'q2I=\n\nmore\n'))).toMatchObject({
			code: 'ledger.checkpoint_malformed',
		});
	});

	it.each([
		['an empty origin', example.replace('example.com/behind-the-sofa\n', '\n')],
		['a leading zero', example.replace('20852163', '020852163')],
		['a negative size', example.replace('20852163', '-1')],
		['a size above 2^53', example.replace('20852163', '9007199254740993')],
		['a root of 31 bytes', example.replace('CsUYapGG', 'CsUYap==')],
		['no root', example.replace('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n', '')],
	])('are refused with %s', (_, text) => {
		expect(parseCheckpoint(text)).toMatchObject({ ok: false, code: 'ledger.checkpoint_malformed' });
	});

	it('open with the key of their own log only', async () => {
		const log = await logOf(3);
		const text = await log.sign();
		expect(verifyCheckpoint(text, logKey.vkey).ok).toBe(true);
		expect(verifyCheckpoint(text, logKey.vkey, nodeEd25519).ok).toBe(true);
		const sameName = testKey(logKey.key.name, signatureTypes.ed25519, 50);
		expect(verifyCheckpoint(text, sameName.vkey)).toMatchObject({
			code: 'ledger.signature_missing',
		});
		const otherName = testKey('other.example', signatureTypes.ed25519, 1);
		expect(verifyCheckpoint(text, otherName.vkey)).toMatchObject({
			code: 'ledger.origin_mismatch',
		});
		expect(verifyCheckpoint(text, 'no key')).toMatchObject({ code: 'ledger.key_malformed' });
	});

	it('do not open with any byte of their file changed to another', async () => {
		const log = await logOf(3);
		const bytes = new TextEncoder().encode(await log.sign());
		fc.assert(
			fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (where, flip) => {
				const place = where % bytes.length;
				const changed = bytes.with(place, bytes[place]! ^ flip);
				expect(verifyCheckpoint(changed, logKey.vkey, nodeEd25519).ok).toBe(false);
			}),
			{ numRuns: 300 },
		);
	});

	it('never throw on text from outside', () => {
		const pieces = fc.constantFrom(
			'\n',
			'a',
			'1',
			'0',
			example.slice(27, 90),
			'\u2014 a AAAAAAA=\n',
		);
		fc.assert(fc.property(fc.array(pieces), (some) => void parseCheckpoint(some.join(''))));
	});

	it('are not written for an origin that is no line', () => {
		const root = new Uint8Array(32);
		expect(() => checkpointBody({ origin: 'a\nb', size: 0, root })).toThrow(TypeError);
		expect(() => checkpointBody({ origin: '', size: 0, root })).toThrow(TypeError);
		expect(() => checkpointBody({ origin: 'a', size: 0, root: root.slice(1) })).toThrow(TypeError);
	});
});

describe('cosignatures', () => {
	const [witness] = witnessKeys;

	it('sign the message that the C2SP text shows', () => {
		expect(decodeUtf8(cosignatureMessage(1_679_315_147, read(example).note.text))).toBe(
			'cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n' +
				'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
		);
	});

	it('carry their time as the example does', () => {
		const stamp = read(example).note.signatures[1]!.signature;
		expect(stamp).toHaveLength(72);
		const time = Uint8Array.of(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb);
		expect(equalBytes(stamp.subarray(0, 8), time)).toBe(true);
		expect(Number.parseInt('641850cb', 16)).toBe(1_679_315_147);
	});

	it('open with the key of the witness, and not for another time or head', async () => {
		const log = await logOf(3);
		const note = read(await log.sign(witnessKeys, 1_800_000_000)).note;
		expect(verifyCosignature(note, witness!.key)).toEqual({
			state: 'valid',
			timestamp: 1_800_000_000,
		});
		const own = note.signatures.find(({ name }) => name === witness!.key.name)!;
		const later = { ...own, signature: own.signature.with(7, own.signature[7]! ^ 1) };
		expect(verifyCosignature({ ...note, signatures: [later] }, witness!.key).state).toBe('invalid');
		const otherHead = { ...note, text: note.text.replace('\n3\n', '\n4\n') };
		expect(verifyCosignature(otherHead, witness!.key).state).toBe('invalid');
		const cut = { ...own, signature: own.signature.slice(1) };
		expect(verifyCosignature({ ...note, signatures: [cut] }, witness!.key).state).toBe('invalid');
	});

	it('are not accepted from the log key: the types are kept apart', async () => {
		const log = await logOf(1);
		const note = read(await log.sign()).note;
		expect(verifyCosignature(note, logKey.key).state).toBe('unsupported');
		expect(verifyCosignature(note, witness!.key).state).toBe('missing');
	});

	it('count by the newest of several of one witness', async () => {
		const log = await logOf(1);
		const { note } = read(await log.sign());
		const made = await Promise.all(
			[5, 9, 7].map((time) => makeCosignature(witness!.key, time, note.text, witness!.sign)),
		);
		expect(verifyCosignature({ ...note, signatures: made }, witness!.key)).toEqual({
			state: 'valid',
			timestamp: 9,
		});
	});

	it('are not made for a time that is none', () => {
		for (const time of [-1, 1.5, Number.NaN]) {
			expect(() => cosignatureMessage(time, 'x\n')).toThrow(RangeError);
		}
	});
});
