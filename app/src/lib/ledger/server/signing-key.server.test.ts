import { parseVkey } from '@terang/ledger';
import { describe, expect, it } from 'vitest';
import { makeKey, newOrigin, parseSecret } from './signing-key.server.ts';

describe('a signing key', () => {
	it('comes back from its one line, with the origin it was made for', () => {
		const key = makeKey(newOrigin('2026'), 'log');
		const again = parseSecret(`${key.secret}\n`, 'log');
		expect(again).toMatchObject({ name: key.name, vkey: key.vkey });
		expect(again?.sign(Uint8Array.of(1))).toEqual(key.sign(Uint8Array.of(1)));
		expect(parseVkey(key.vkey)).toMatchObject({ ok: true, key: { name: key.name } });
	});

	it('is refused for another use, cut short, or without a name', () => {
		const { secret } = makeKey('example.org/log', 'log');
		expect(parseSecret(secret, 'witness')).toBeUndefined();
		expect(parseSecret(secret.slice(0, -8), 'log')).toBeUndefined();
		expect(parseSecret(secret.replace('example.org/log', ''), 'log')).toBeUndefined();
		expect(parseSecret('', 'log')).toBeUndefined();
	});

	it('has an origin that names no host and no one else has', () => {
		const origins = Array.from({ length: 50 }, () => newOrigin('2026'));
		expect(new Set(origins).size).toBe(50);
		expect(origins[0]).toMatch(/^terang\.local\/[0-9a-f]{16}\/log\/2026$/u);
	});
});
