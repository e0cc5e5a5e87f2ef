import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatVkey, signatureTypes, verifierKey } from '@terang/ledger';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWitnesses, witnessesFile } from './witnesses.ts';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'terang-witnesses-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const vkey = formatVkey(
	verifierKey('witness.example', signatureTypes.cosignatureV1, new Uint8Array(32).fill(3)),
);

function write(...lines: string[]): void {
	writeFileSync(path.join(folder, witnessesFile), lines.join('\n'));
}

it('has no outside witness where nobody wrote one', () => {
	expect(readWitnesses(folder)).toEqual({ ok: true, witnesses: [] });
});

it('reads each witness with the address to send heads to', () => {
	write(
		'# parties outside the government',
		`witness press ${vkey} https://saksi.example/`,
		'quorum press',
	);
	expect(readWitnesses(folder)).toEqual({
		ok: true,
		witnesses: [{ vkey, url: 'https://saksi.example', counts: true }],
	});
});

it('names the line that is no policy', () => {
	write(`witness press ${vkey} https://saksi.example/`, 'nonsense', 'quorum press');
	expect(readWitnesses(folder)).toMatchObject({ ok: false, where: '2' });
});

it('names the witness that cannot be asked', () => {
	write(`witness press ${vkey}`, 'quorum press');
	expect(readWitnesses(folder)).toMatchObject({ ok: false, where: 'press' });
});
