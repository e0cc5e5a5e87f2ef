import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryAt, logKey, logOf, StaticLog } from '../test/static-log.ts';
import { encodeEntry } from './entry/entry.ts';
import { createLogReader } from './reading/reader.ts';
import { sha256 } from './sha256.ts';
import { checkpointBody, parseCheckpoint } from './checkpoint.ts';
import { formatNote, signNote } from './note/note.ts';
import {
	formatAddCheckpoint,
	judgeAddCheckpoint,
	parseAddCheckpoint,
	type WitnessState,
} from './witness.ts';

/** The request of the C2SP tlog-witness text. */
const example =
	'old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n' +
	'jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n' +
	'/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\nexample.com/behind-the-sofa\n20852163\n' +
	'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
	'\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';

/** The example's checkpoint behind so many proof lines. */
function withProofLines(count: number): string {
	const lines = `${'A'.repeat(43)}=\n`.repeat(count);
	return `old 1\n${lines}\n${example.slice(example.indexOf('\n\n') + 2)}`;
}

const nothing: WitnessState = new Map();
const trusted = [logKey.key];

/** A request for the log as it stands, from a size. */
async function request(log: StaticLog, oldSize: number) {
	const checkpoint = await log.sign();
	const proof = await createLogReader({ fetch: log.fetch }).consistency(oldSize, log.edge.size);
	if (!proof.ok) throw new Error(proof.code);
	return formatAddCheckpoint({ oldSize, proof: proof.proof, checkpoint });
}

/** The state of a witness that has cosigned the log as it stands. */
async function stateAt(log: StaticLog): Promise<WitnessState> {
	const verdict = judgeAddCheckpoint(nothing, await request(log, 0), trusted);
	if (verdict.status !== 200) throw new Error(`status ${verdict.status}`);
	return verdict.state;
}

function append(log: StaticLog, from: number, to: number): void {
	log.append(Array.from({ length: to - from }, (_, place) => encodeEntry(entryAt(from + place))));
}

describe('add-checkpoint requests', () => {
	it('are read and written as the C2SP text shows', () => {
		const parsed = parseAddCheckpoint(example);
		if (!parsed.ok) throw new Error(parsed.code);
		expect(parsed.request.oldSize).toBe(20_852_014);
		expect(parsed.request.proof).toHaveLength(4);
		expect(formatAddCheckpoint(parsed.request)).toBe(example);
	});

	it.each([
		['no old line', example.slice(13)],
		['a leading zero', example.replace('old 2', 'old 02')],
		['a hash of another length', example.replace('PlRNCrwH', 'PlRNCr==')],
		['64 proof lines', withProofLines(64)],
		['no checkpoint', 'old 0\n\n'],
		['nothing', ''],
	])('get 400 with %s', (_, body) => {
		expect(judgeAddCheckpoint(nothing, body, trusted)).toEqual({ status: 400 });
	});

	it('may carry 63 proof lines', () => {
		const parsed = parseAddCheckpoint(withProofLines(63));
		expect(parsed.ok && parsed.request.proof).toHaveLength(63);
	});

	it('never make the witness throw', () => {
		const pieces = fc.constantFrom('old ', '0', '1', '\n', '\n\n', `${'A'.repeat(43)}=`, 'x', '\0');
		fc.assert(
			fc.property(fc.array(pieces), (some) => {
				expect(judgeAddCheckpoint(nothing, some.join(''), trusted).status).toBe(400);
			}),
		);
		fc.assert(
			fc.property(fc.uint8Array(), (body) => {
				expect(judgeAddCheckpoint(nothing, body, trusted).status).toBe(400);
			}),
		);
	});
});

describe('a witness', () => {
	it('cosigns a log that grows, and remembers its head', async () => {
		const log = await logOf(5);
		let state = await stateAt(log);
		expect(state.get(logKey.key.name)?.size).toBe(5);
		append(log, 5, 300);
		const verdict = judgeAddCheckpoint(state, await request(log, 5), trusted);
		expect(verdict.status).toBe(200);
		if (verdict.status === 200) state = verdict.state;
		expect(state.get(logKey.key.name)).toEqual({ size: 300, root: log.root });
		expect(judgeAddCheckpoint(state, await request(log, 300), trusted).status).toBe(200);
	});

	it('answers 404 to a log it does not know', async () => {
		expect(judgeAddCheckpoint(nothing, await request(await logOf(1), 0), []).status).toBe(404);
		expect(judgeAddCheckpoint(nothing, example, trusted).status).toBe(404);
	});

	it('answers 403 without a signature of the log, or with a false one beside a true one', async () => {
		const log = await logOf(2);
		const text = await log.sign();
		const parsed = parseCheckpoint(text);
		if (!parsed.ok) throw new Error(parsed.code);
		const [own] = parsed.checkpoint.note.signatures;
		const foreign = { ...own!, id: '00000000' };
		const forged = { ...own!, signature: own!.signature.with(9, own!.signature[9]! ^ 1) };
		for (const signatures of [[foreign], [forged], [own!, forged]]) {
			const checkpoint = formatNote(parsed.checkpoint.note.text, signatures);
			const body = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint });
			expect(judgeAddCheckpoint(nothing, body, trusted).status).toBe(403);
		}
	});

	it('answers 409 with its own size to an old size that is not its own', async () => {
		const log = await logOf(5);
		const state = await stateAt(log);
		append(log, 5, 9);
		for (const oldSize of [0, 4, 6]) {
			expect(judgeAddCheckpoint(state, await request(log, oldSize), trusted)).toMatchObject({
				status: 409,
				size: 5,
			});
		}
	});

	it('answers 400 to an old size above the checkpoint', async () => {
		const body = formatAddCheckpoint({
			oldSize: 3,
			proof: [],
			checkpoint: await (await logOf(2)).sign(),
		});
		expect(judgeAddCheckpoint(nothing, body, trusted).status).toBe(400);
	});

	it('answers 422 to a fork, a false proof and a proof where none belongs', async () => {
		const log = await logOf(5);
		const state = await stateAt(log);
		const fork = new StaticLog();
		append(fork, 1, 10);
		expect(judgeAddCheckpoint(state, await request(fork, 5), trusted).status).toBe(422);
		const sameSize = new StaticLog();
		append(sameSize, 1, 6);
		expect(judgeAddCheckpoint(state, await request(sameSize, 5), trusted).status).toBe(422);
		const checkpoint = await log.sign();
		const stray = formatAddCheckpoint({ oldSize: 0, proof: [new Uint8Array(32)], checkpoint });
		expect(judgeAddCheckpoint(nothing, stray, trusted).status).toBe(422);
		append(log, 5, 8);
		const none = formatAddCheckpoint({ oldSize: 5, proof: [], checkpoint: await log.sign() });
		expect(judgeAddCheckpoint(state, none, trusted).status).toBe(422);
	});

	it('answers 422 to an empty tree with a root that is not that of nothing', async () => {
		const body = checkpointBody({
			origin: logKey.key.name,
			size: 0,
			root: sha256(new Uint8Array(1)),
		});
		const checkpoint = formatNote(body, [await signNote(body, logKey.key, logKey.sign)]);
		const false0 = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint });
		expect(judgeAddCheckpoint(nothing, false0, trusted).status).toBe(422);
		const empty = formatAddCheckpoint({
			oldSize: 0,
			proof: [],
			checkpoint: await new StaticLog().sign(),
		});
		expect(judgeAddCheckpoint(nothing, empty, trusted).status).toBe(200);
	});
});
