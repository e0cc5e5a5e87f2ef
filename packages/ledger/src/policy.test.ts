import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logKey, logOf, testKey, witnessKeys } from '../test/static-log.ts';
import { formatNote } from './note/note.ts';
import { signatureTypes } from './note/keys.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { parsePolicy, policyHolds, quorumsIntersect, type Policy } from './policy.ts';

const [x, y, z] = witnessKeys.map(({ vkey }) => vkey);

/** The shape of the example in the C2SP tlog-policy text, with three witnesses. */
const text = `# who watches
log ${logKey.vkey} https://terang.example/log/2026/

witness X1 ${x}
	witness X2 ${y}   https://witness.example/
group X-witnesses 1 X1 X2
witness Y1 ${z}
group Y-witnesses any Y1
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function policyOf(source: string): Policy {
	const parsed = parsePolicy(source);
	if (!parsed.ok) throw new Error(`${parsed.code} ${parsed.where ?? ''}`);
	return parsed.policy;
}

function quorum(lines: string): Policy {
	const witnesses = `witness A ${x}\nwitness B ${y}\nwitness C ${z}\n`;
	return policyOf(`log ${logKey.vkey}\n${witnesses}${lines}\n`);
}

describe('policies', () => {
	it('are read with comments, tabs, addresses and groups of groups', () => {
		const policy = policyOf(text);
		expect(policy.logs).toMatchObject([{ url: 'https://terang.example/log/2026/' }]);
		expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'Y1']);
		expect(policy.groups.map(({ threshold }) => threshold)).toEqual([1, 1, 2]);
		expect(policy.quorum).toBe('X-and-Y');
	});

	it.each([
		['an unknown word', 'logs a'],
		['a group before its member', `group G any A\nwitness A ${x}`],
		['a name used twice', `witness A ${x}\nwitness A ${y}`],
		['a group named as a witness', `witness A ${x}\ngroup A any A`],
		['the name none', `witness none ${x}`],
		['one key under two names', `witness A ${x}\nwitness B ${x}`],
		['one log twice', `log ${logKey.vkey}\nlog ${logKey.vkey}`],
		['a threshold of 0', `witness A ${x}\ngroup G 0 A`],
		['a threshold above the members', `witness A ${x}\ngroup G 2 A`],
		['a word for a threshold', `witness A ${x}\ngroup G some A`],
		['a word that every object has for a threshold', `witness A ${x}\ngroup G toString A`],
		['a threshold with a sign', `witness A ${x}\ngroup G +1 A`],
		['a group without members', 'group G all'],
		['a member in two groups', `witness A ${x}\ngroup G any A\ngroup H any A`],
		['a member listed twice', `witness A ${x}\ngroup G 2 A A`],
		['none as a member', 'group G any none'],
		['a word too many', `witness A ${x} https://a b`],
		['a broken key', 'log nonsense'],
		['a carriage return', `witness A ${x}\r`],
		['an unknown quorum', 'quorum B'],
	])('are refused with %s', (_, lines) => {
		expect(parsePolicy(`${lines}\nquorum none\n`)).toMatchObject({ ok: false });
	});

	it('need exactly one quorum', () => {
		expect(parsePolicy('')).toMatchObject({ ok: false, where: 'quorum' });
		expect(parsePolicy('quorum none\nquorum none\n')).toMatchObject({ ok: false, where: '2' });
		expect(policyOf('quorum none').quorum).toBeUndefined();
	});

	it('never throw on text from outside', () => {
		const words = ['log', 'witness', 'group', 'quorum', 'any', 'A', 'none', x!, ' ', '\n', '\0'];
		const pieces = fc.array(fc.constantFrom(...words));
		fc.assert(fc.property(pieces, (some) => void parsePolicy(some.join(' '))));
	});
});

describe('a quorum', () => {
	it.each([
		['one of two groups', [0], false],
		['the same group twice', [0, 1], false],
		['one of each group', [0, 2], true],
		['all', [0, 1, 2], true],
		['nobody', [], false],
	])('of %s is judged by the groups', async (_, who, holds) => {
		const log = await logOf(3);
		const signed = await log.sign(who.map((index) => witnessKeys[index]!));
		const held = policyHolds(policyOf(text), signed);
		expect(held.ok).toBe(holds);
		if (held.ok) expect(held.verdict.cosigners).toHaveLength(who.length);
		else expect(held.code).toBe('ledger.quorum_missing');
	});

	it('is not made by a witness that the policy does not know', async () => {
		const stranger = testKey('stranger.example', signatureTypes.cosignatureV1, 77);
		const signed = await (await logOf(1)).sign([stranger, stranger, stranger]);
		expect(policyHolds(policyOf(text), signed)).toMatchObject({ code: 'ledger.quorum_missing' });
	});

	it('is not made by the log key, though it signs under the name of a witness', async () => {
		const alias = testKey(witnessKeys[0]!.key.name, signatureTypes.ed25519, 2);
		const signed = await (await logOf(1)).sign([alias, witnessKeys[2]!]);
		expect(policyHolds(policyOf(text), signed)).toMatchObject({ code: 'ledger.quorum_missing' });
	});

	it('is refused with one false cosignature of a known witness', async () => {
		const log = await logOf(1);
		const parsed = parseCheckpoint(await log.sign(witnessKeys));
		if (!parsed.ok) throw new Error(parsed.code);
		const { note } = parsed.checkpoint;
		const forged = note.signatures.map((one) =>
			one.name === witnessKeys[1]!.key.name
				? { ...one, signature: one.signature.with(20, one.signature[20]! ^ 1) }
				: one,
		);
		const held = policyHolds(policyOf(text), formatNote(note.text, forged));
		expect(held).toEqual({ ok: false, code: 'ledger.signature_invalid', where: 'X2' });
	});

	it('needs a log of the policy', async () => {
		const signed = await (await logOf(1)).sign(witnessKeys);
		const other = testKey('other.example/log', signatureTypes.ed25519, 8);
		const elsewhere = policyOf(text.replace(logKey.vkey, other.vkey));
		expect(policyHolds(elsewhere, signed)).toMatchObject({ code: 'ledger.origin_mismatch' });
		const sameName = testKey(logKey.key.name, signatureTypes.ed25519, 8);
		const stolen = policyOf(text.replace(logKey.vkey, sameName.vkey));
		expect(policyHolds(stolen, signed)).toMatchObject({ code: 'ledger.signature_missing' });
	});

	it.each([
		['group G 2 A B C\nquorum G', true],
		['group G all A B C\nquorum G', true],
		['quorum A', true],
		['group G any A B C\nquorum G', false],
		['quorum none', false],
		['group G any A B\ngroup H all G C\nquorum H', true],
		['group G all A B\ngroup H any G C\nquorum H', false],
	])('of "%s" shares a witness with every other: %s', (lines, shared) => {
		expect(quorumsIntersect(quorum(lines))).toBe(shared);
	});
});
