import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryAt, logKey, someDigest } from '../../test/static-log.ts';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import { encodeEntry, longestEntryBytes, parseEntry, tryEncodeEntry, type Entry } from './entry.ts';
import { entryTypes, type EntryType } from './types.ts';

const base = {
	v: 1,
	s: 'selection/cpns-2024-kota-palu',
	q: 1,
	at: '2026-11-21T08:00:00.000Z',
} as const;
const selection = 'cpns-2024-kota-palu';

/** One valid entry of every type; the compiler refuses the table if a type is missing. */
const examples: { readonly [T in EntryType]: Extract<Entry, { t: T }> } = {
	'log.opened': { ...base, t: 'log.opened', p: { origin: logKey.key.name, vkey: logKey.vkey } },
	'log.continued': {
		...base,
		t: 'log.continued',
		p: {
			origin: logKey.key.name,
			vkey: logKey.vkey,
			previous: { origin: 'terang.example/log/2025', size: 12, root: someDigest },
		},
	},
	'rule.published': {
		...base,
		t: 'rule.published',
		p: { pack: 'cpns-2024', digest: someDigest, engine: '1.0.0' },
	},
	'institution.named': {
		...base,
		t: 'institution.named',
		p: { institution: 'kota-palu', name: 'Pemerintah Kota Palu', administrator: 'person-1' },
	},
	'vacancy.published': {
		...base,
		t: 'vacancy.published',
		p: { season: '2024', institution: 'kota-palu', digest: someDigest, count: 40 },
	},
	'schedule.changed': {
		...base,
		t: 'schedule.changed',
		p: { season: '2024', digest: someDigest, reason: 'Gempa bumi' },
	},
	'participants.committed': {
		...base,
		t: 'participants.committed',
		p: { selection, version: 1, root: someDigest, count: 1500 },
	},
	'marks.imported': {
		...base,
		t: 'marks.imported',
		p: { selection, source: 'skd', digest: someDigest, count: 1500 },
	},
	'stream.closed': { ...base, q: 3, t: 'stream.closed', p: { stream: base.s, count: 2 } },
	'tie.decided': {
		...base,
		t: 'tie.decided',
		p: {
			selection,
			vacancy: 'V-001',
			participant: 'P-0001',
			decision: 'P/TL',
			authority: 'PPK Kota Palu',
			reason: 'Keputusan panitia',
		},
	},
	'ranking.run': {
		...base,
		t: 'ranking.run',
		p: {
			selection,
			version: 1,
			pack: someDigest,
			inputs: {
				selection: someDigest,
				vacancies: someDigest,
				participants: someDigest,
				decisions: someDigest,
			},
			results: someDigest,
			engine: '1.0.0',
			counts: { L: 40, 'P/TL': 100, tie_unresolved: 0 },
		},
	},
	'result.approved': {
		...base,
		t: 'result.approved',
		p: {
			selection,
			version: 1,
			files: {
				selection: someDigest,
				pack: someDigest,
				vacancies: someDigest,
				participants: someDigest,
				decisions: someDigest,
				results: someDigest,
				report: someDigest,
			},
			preparer: 'orang-1',
			approver: 'orang-2',
		},
	},
	'result.published': {
		...base,
		t: 'result.published',
		p: { selection, version: 1, manifest: someDigest },
	},
	correction: {
		...base,
		t: 'correction',
		p: { selection, version: 2, supersedes: 1, authority: 'PPK', reason: 'Nilai salah masuk' },
	},
	'role.requested': {
		...base,
		t: 'role.requested',
		p: {
			request: 'r-1',
			person: 'orang-1',
			change: 'granted',
			role: 'committee',
			institution: 'kota-palu',
			requester: 'orang-2',
		},
	},
	'role.changed': {
		...base,
		t: 'role.changed',
		p: {
			request: 'r-1',
			person: 'orang-1',
			change: 'revoked',
			role: 'administrator',
			requester: 'orang-2',
			approver: 'orang-3',
			basis: 'two_administrators',
		},
	},
	'access.reset_requested': {
		...base,
		t: 'access.reset_requested',
		p: { request: 'r-1', person: 'orang-1', institution: 'kota-palu', requester: 'orang-2' },
	},
	'access.reset': {
		...base,
		t: 'access.reset',
		p: { request: 'r-1', person: 'orang-1', requester: 'orang-2', approver: 'orang-3' },
	},
};

const all = Object.values(examples);

function withField(entry: Entry, name: string, value: unknown): Uint8Array {
	return canonicalBytes({ ...entry, [name]: value });
}

describe('entries', () => {
	it.each(all)('of type $t are read back as they were written', (entry) => {
		const bytes = encodeEntry(entry);
		expect(parseEntry(bytes)).toEqual({ ok: true, entry });
		expect(bytes.length).toBeLessThanOrEqual(longestEntryBytes);
	});

	it.each(all)('of type $t are refused with an unknown, a missing or a wrong field', (entry) => {
		const unknown = canonicalBytes({ ...entry, p: { ...entry.p, nik: 'x' } });
		expect(parseEntry(unknown)).toMatchObject({ ok: false, where: 'p.nik' });
		for (const [name, field] of Object.entries(entryTypes[entry.t].payload)) {
			const wrong = canonicalBytes({ ...entry, p: { ...entry.p, [name]: ['wrong'] } });
			expect(parseEntry(wrong)).toMatchObject({ ok: false, where: `p.${name}` });
			if ('optional' in field) continue;
			const rest = Object.entries(entry.p).filter(([other]) => other !== name);
			const missing = canonicalBytes({ ...entry, p: Object.fromEntries(rest) });
			expect(parseEntry(missing)).toMatchObject({ ok: false, where: `p.${name}` });
		}
	});

	it.each([
		['v', 2],
		['v', '1'],
		['s', ''],
		['s', 'two words'],
		['q', 0],
		['q', 1.5],
		['q', -1],
		['at', '2026-11-21T08:00:00Z'],
		['at', '2026-02-30T08:00:00.000Z'],
		['at', '2026-11-21T15:00:00.000+07:00'],
		['p', null],
		['p', []],
		['x', 1],
	])('are refused with %s = %j', (name, value) => {
		const parsed = parseEntry(withField(examples['marks.imported'], name, value));
		expect(parsed).toEqual({ ok: false, code: 'ledger.entry_field_invalid', where: name });
	});

	it('are refused with a type outside the table, also one that every object has', () => {
		for (const type of ['score.changed', 'toString', '__proto__']) {
			expect(parseEntry(withField(examples.correction, 't', type))).toMatchObject({
				code: 'ledger.entry_type_unknown',
			});
		}
	});

	it('are refused in any form but the canonical one', () => {
		const text = decodeUtf8(encodeEntry(examples.correction)) ?? '';
		const spaced = encodeUtf8(text.replace('{', '{ '));
		expect(parseEntry(spaced)).toMatchObject({ code: 'ledger.entry_not_canonical' });
	});

	it('are refused above 2 KiB before they are parsed', () => {
		expect(parseEntry(new Uint8Array(2049))).toMatchObject({ code: 'ledger.entry_too_long' });
	});

	it('hold two of the longest texts in the widest script, and say so when they do not fit', () => {
		const wide = '漢'.repeat(300);
		const p = { ...examples['tie.decided'].p, authority: wide, reason: wide };
		expect(tryEncodeEntry({ ...examples['tie.decided'], p })).toMatchObject({ ok: true });
		const long = 'v'.repeat(128);
		const full = { ...p, selection: long, vacancy: long, participant: long };
		expect(tryEncodeEntry({ ...examples['tie.decided'], p: full })).toMatchObject({
			code: 'ledger.entry_too_long',
		});
	});

	it('take any text from people or say which field is wrong', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 320 }), (reason) => {
				const entry = { ...examples.correction, p: { ...examples.correction.p, reason } };
				const encoded = tryEncodeEntry(entry);
				if (encoded.ok) expect(parseEntry(encoded.bytes)).toEqual({ ok: true, entry });
				else expect(encoded.where).toBe('p.reason');
			}),
		);
	});

	it('cannot be written wrong by mistake', () => {
		expect(() => encodeEntry({ ...entryAt(1), q: 0 })).toThrow('ledger.entry_field_invalid q');
	});

	it('never throw on bytes from outside', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
				expect(parseEntry(bytes).ok).toBe(false);
			}),
		);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(parseEntry(canonicalBytes(value)).ok).toBe(false);
			}),
		);
	});
});
