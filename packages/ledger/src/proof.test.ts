import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryAt, logKey, logOf, witnessKeys } from '../test/static-log.ts';
import { encodeEntry } from './entry/entry.ts';
import { parsePolicy } from './policy.ts';
import { formatProof, parseProof, verifyProof, type LogProof } from './proof.ts';
import { createLogReader } from './reading/reader.ts';

/** A receipt for an entry of a log of 300, cosigned by all witnesses. */
async function receipt(index: number): Promise<{ proof: LogProof; leaf: Uint8Array }> {
	const log = await logOf(300);
	const checkpoint = await log.sign(witnessKeys);
	const hashes = await createLogReader({ fetch: log.fetch }).inclusion(index, 300);
	if (!hashes.ok) throw new Error(hashes.code);
	const leaf = encodeEntry(entryAt(index));
	return { proof: { extra: leaf, index, hashes: hashes.proof, checkpoint }, leaf };
}

const trust = { vkey: logKey.vkey };

describe('proof files', () => {
	it('have the lines of the C2SP text', async () => {
		const { proof } = await receipt(7);
		const lines = formatProof(proof).split('\n');
		expect(lines[0]).toBe('c2sp.org/tlog-proof@v1');
		expect(lines[1]).toMatch(/^extra [A-Za-z0-9+/]+=*$/u);
		expect(lines[2]).toBe('index 7');
		expect(lines.slice(3, 3 + proof.hashes.length).every((line) => line.length === 44)).toBe(true);
		expect(lines[3 + proof.hashes.length]).toBe('');
		expect(lines[4 + proof.hashes.length]).toBe(logKey.key.name);
	});

	it('are read back as they were written, with and without extra', async () => {
		const { proof } = await receipt(299);
		expect(parseProof(formatProof(proof))).toEqual({ ok: true, proof });
		const { index, hashes, checkpoint } = proof;
		const plain = { index, hashes, checkpoint };
		expect(parseProof(formatProof(plain))).toEqual({ ok: true, proof: plain });
	});

	it('prove their entry with a key, and with a policy that names the witnesses', async () => {
		const { proof, leaf } = await receipt(123);
		expect(verifyProof(proof, leaf, trust)).toMatchObject({ ok: true });
		const lines = witnessKeys.map(({ vkey }, index) => `witness W${index} ${vkey}`);
		const policy = parsePolicy(
			[`log ${logKey.vkey}`, ...lines, 'group G 2 W0 W1 W2', 'quorum G'].join('\n'),
		);
		if (!policy.ok) throw new Error(policy.code);
		const verified = verifyProof(proof, leaf, { policy: policy.policy });
		expect(verified.ok && verified.verdict.cosigners.length).toBe(3);
	});

	it('prove no other entry, place or head', async () => {
		const { proof, leaf } = await receipt(123);
		const other = encodeEntry(entryAt(124));
		expect(verifyProof(proof, other, trust)).toMatchObject({ code: 'ledger.inclusion_failed' });
		const moved = { ...proof, index: 122 };
		expect(verifyProof(moved, leaf, trust)).toMatchObject({ code: 'ledger.inclusion_failed' });
		const elsewhere = { ...proof, checkpoint: await (await logOf(301)).sign() };
		expect(verifyProof(elsewhere, leaf, trust)).toMatchObject({ code: 'ledger.inclusion_failed' });
	});

	it('do not vouch for their extra line', async () => {
		const { proof, leaf } = await receipt(5);
		const swapped = { ...proof, extra: encodeEntry(entryAt(6)) };
		expect(verifyProof(swapped, leaf, trust).ok).toBe(true);
		expect(verifyProof(swapped, swapped.extra, trust).ok).toBe(false);
	});

	it.each([
		['another first line', (text: string) => text.replace('@v1', '@v2')],
		['no index', (text: string) => text.replace(/index 5\n/u, '')],
		['a leading zero', (text: string) => text.replace('index 5', 'index 05')],
		['extra after the index', (text: string) => text.replace(/(extra .*\n)(index 5\n)/u, '$2$1')],
		['extra that is not base64', (text: string) => text.replace('extra ', 'extra ?')],
		['a short hash', (text: string) => text.replace(/index 5\n..../u, 'index 5\n')],
		['no empty line', (text: string) => text.replaceAll('\n\n', '\n')],
		['a checkpoint without signature', (text: string) => text.slice(0, text.indexOf('\u2014'))],
	])('are refused with %s', async (_, change) => {
		const text = change(formatProof((await receipt(5)).proof));
		expect(parseProof(text)).toMatchObject({ ok: false, code: 'ledger.proof_malformed' });
	});

	it('never throw on text from outside', () => {
		const pieces = fc.constantFrom('c2sp.org/tlog-proof@v1', 'extra ', 'index ', '0', '\n', '\n\n');
		fc.assert(fc.property(fc.array(pieces), (some) => void parseProof(some.join(''))));
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseProof(bytes)));
	});
});
