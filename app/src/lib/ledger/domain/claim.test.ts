import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatClaim, parseClaim } from './claim.ts';

const claims = fc
	.record({
		generation: fc.nat().map((number) => number + 1),
		fence: fc.nat(),
		from: fc.nat(),
		added: fc.nat(),
		root: fc.base64String(),
		staged: fc.option(fc.uint8Array(), { nil: undefined }),
	})
	.map(({ added, ...claim }) => ({ ...claim, size: claim.from + added }));

describe('a claim', () => {
	it('comes back from its bytes, staged entries included', () => {
		fc.assert(
			fc.property(claims, (claim) => {
				expect(parseClaim(formatClaim(claim))).toEqual(claim);
			}),
		);
	});

	it('is refused where it shrinks the log, has no generation or is of another format', () => {
		const good = { generation: 1, fence: 1, from: 2, size: 3, root: '', staged: undefined };
		for (const bad of [{ size: 1 }, { generation: 0 }, { fence: -1 }, { from: 0.5 }]) {
			expect(parseClaim(formatClaim({ ...good, ...bad }))).toBeUndefined();
		}
		const text = new TextDecoder().decode(formatClaim(good));
		expect(parseClaim(new TextEncoder().encode(text.replace('/1', '/2')))).toBeUndefined();
	});

	it('never throws on bytes that are none', () => {
		fc.assert(
			fc.property(fc.uint8Array(), fc.json(), (bytes, json) => {
				parseClaim(bytes);
				parseClaim(new TextEncoder().encode(`${json}\n`));
			}),
		);
	});
});
