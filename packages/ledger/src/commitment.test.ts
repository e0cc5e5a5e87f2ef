import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commit, openCommitment } from './commitment.ts';
import { createDataset, datasetPath, datasetRoot, verifyDatasetPath } from './dataset.ts';

const salt = new Uint8Array(32).fill(7);
const salts = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('commitments', () => {
	it('are HMAC-SHA256 over domain, type and canonical record, by another implementation', () => {
		const text = 'asn.commit/v1\nparticipant\n{"a":"é","b":1}';
		const expected = createHmac('sha256', salt).update(text, 'utf8').digest();
		expect(Buffer.from(commit('participant', { b: 1, a: 'é' }, salt))).toEqual(expected);
	});

	it('open to what was committed and to nothing else', () => {
		fc.assert(
			fc.property(fc.jsonValue(), salts, (record, key) => {
				const commitment = commit('row', record, key);
				expect(openCommitment(commitment, { type: 'row', record, salt: key })).toBe(true);
				expect(openCommitment(commitment, { type: 'other', record, salt: key })).toBe(false);
				const changed = { type: 'row', record: [record], salt: key };
				expect(openCommitment(commitment, changed)).toBe(false);
				const otherSalt = key.with(0, key[0]! ^ 1);
				expect(openCommitment(commitment, { type: 'row', record, salt: otherSalt })).toBe(false);
			}),
		);
	});

	it.each([0, 16, 31, 33, 64])('refuse a salt of %i bytes', (length) => {
		const wrong = new Uint8Array(length);
		expect(() => commit('row', {}, wrong)).toThrow(RangeError);
		expect(openCommitment(new Uint8Array(32), { type: 'row', record: {}, salt: wrong })).toBe(
			false,
		);
	});

	it('keep type and record apart', () => {
		expect(() => commit('row\n{}', {}, salt)).toThrow(TypeError);
		expect(() => commit('', {}, salt)).toThrow(TypeError);
	});

	it('answer false to an opening that has no JSON form', () => {
		const opening = { type: 'row', record: undefined, salt };
		expect(openCommitment(new Uint8Array(32), opening)).toBe(false);
	});
});

describe('datasets', () => {
	const rows = fc.array(salts, { minLength: 1, maxLength: 40 });

	it('prove each row, and no other row in its place', () => {
		fc.assert(
			fc.property(rows, fc.nat(), (commitments, pick) => {
				const index = pick % commitments.length;
				const dataset = createDataset(commitments);
				const claim = {
					index,
					count: dataset.count,
					commitment: commitments[index]!,
					path: dataset.path(index),
					root: dataset.root,
				};
				expect(verifyDatasetPath(claim)).toBe(true);
				const forged = claim.commitment.with(0, claim.commitment[0]! ^ 1);
				expect(verifyDatasetPath({ ...claim, commitment: forged })).toBe(false);
				expect(datasetRoot(commitments)).toEqual(dataset.root);
				expect(datasetPath(commitments, index)).toEqual(dataset.path(index));
			}),
		);
	});

	it('go on proving every row when one was erased, since its commitment stays', () => {
		const records = ['one', 'two', 'three'];
		const keys = records.map((_, index) => new Uint8Array(32).fill(index + 1));
		const commitments = records.map((record, index) => commit('row', record, keys[index]!));
		const dataset = createDataset(commitments);
		// The record and the salt of the second row are gone; only its commitment is left.
		for (const index of [0, 2]) {
			const opening = { type: 'row', record: records[index], salt: keys[index]! };
			expect(openCommitment(commitments[index]!, opening)).toBe(true);
			const claim = {
				index,
				count: 3,
				commitment: commitments[index]!,
				path: dataset.path(index),
				root: dataset.root,
			};
			expect(verifyDatasetPath(claim)).toBe(true);
		}
	});
});
