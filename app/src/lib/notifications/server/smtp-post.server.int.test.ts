import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../platform/testing/certificate.ts';
import type { Mail } from '../contract.ts';
import { smtpPost } from './api.server.ts';
import { account, type SmtpServer, startSmtpServer } from './testing/smtp-server.server.ts';

const certificate = makeCertificate();
const letter: Mail = {
	key: 'test:letter:1',
	to: 'siti@palu.example',
	subject: 'Undangan — Kota Palu',
	text: 'Halo Siti,\n\n.titik di awal baris\nSelamat datang — dan terima kasih.\n',
};

let server: SmtpServer;

describe.skipIf(certificate === undefined)('over SMTP (skipped without openssl), a letter', () => {
	beforeEach(async () => {
		server = await startSmtpServer(certificate!);
	});
	afterEach(() => server.stop());

	/** As an administrator would write it; the certificate stands in for a public authority's. */
	function url({ trusted = true, password = account.password, signedIn = true } = {}): string {
		const { user } = account;
		const who = signedIn ? `${user}:${encodeURIComponent(password)}@` : '';
		const trust = trusted ? `?tls.ca=${encodeURIComponent(certificate!.cert)}` : '';
		return `smtp://${who}localhost:${server.port}${trust}`;
	}

	const post = (given: string) => smtpPost(given, 'terang.example').send(letter);
	const secrets = () => server.heard.filter(({ line }) => line.startsWith('AUTH'));

	it('is sent after STARTTLS, with the account, whole, and under the same id each time', async () => {
		await post(url());
		await post(url());
		expect(server.mails).toHaveLength(2);
		const [first = '', second = ''] = server.mails;
		expect(first).toContain('To: siti@palu.example');
		expect(first).toMatch(/^From: "?Terang"? <terang@terang\.example>/mu);
		const idOf = (mail: string) => /^Message-ID: (.+)$/mu.exec(mail)?.[1];
		expect(idOf(first)).toMatch(/^<[0-9a-f]{32}@terang\.example>/u);
		expect(idOf(second)).toBe(idOf(first));
		expect(decoded(first)).toBe(letter.text);
		expect(secrets().map(({ tls }) => tls)).toEqual([true, true]);
		expect(server.heard.find(({ line }) => line.startsWith('RCPT'))).toMatchObject({ tls: true });
	});

	it('does not show its account to a server that takes the encryption away', async () => {
		server.offersTls = false;
		await expect(post(url())).rejects.toThrow();
		expect(secrets()).toEqual([]);
		expect(server.mails).toEqual([]);
	});

	it('is not given to a server whose certificate nobody vouches for', async () => {
		await expect(post(url({ trusted: false }))).rejects.toThrow(/certificate/u);
		expect(secrets()).toEqual([]);
	});

	it('stays in the outbox where the account or the recipient is refused', async () => {
		await expect(post(url({ password: 'salah' }))).rejects.toThrow(/535/u);
		server.unknown = letter.to;
		await expect(post(url())).rejects.toThrow(/550/u);
		expect(server.mails).toEqual([]);
	});

	it('goes without encryption only to a relay that asks for no account', async () => {
		server.offersTls = false;
		await post(url({ signedIn: false }));
		expect(server.mails).toHaveLength(1);
	});
});

/** The text of a mail of one part, whichever way it was made to fit seven bits. */
function decoded(mail: string): string {
	const start = mail.indexOf('\r\n\r\n') + 4;
	const body = mail.slice(start);
	const base64 = /^Content-Transfer-Encoding: base64\r$/mu.test(mail.slice(0, start));
	const bytes = base64 ? Buffer.from(body, 'base64') : Buffer.from(unquoted(body), 'latin1');
	return bytes.toString().replaceAll('\r\n', '\n');
}

function unquoted(text: string): string {
	const joined = text.replaceAll('=\r\n', '');
	return joined.replace(/=([0-9A-F]{2})/gu, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
}
