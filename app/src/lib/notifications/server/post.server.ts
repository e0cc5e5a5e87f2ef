import { createHash } from 'node:crypto';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail, PostedMail } from '../contract.ts';

/** How a mail leaves the house; rejects when it could not. */
export interface Post {
	send(mail: Mail): Promise<void>;
	/** Only a folder remembers. */
	posted(): Promise<readonly PostedMail[]>;
}

/** The library would wait for ten minutes; a mail that did not leave is tried again anyway. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/**
 * By SMTP. The message id follows from the key: a mail that was accepted just before a crash, and is
 * sent again, is the same message to the mail systems on its way.
 * An account is shown only over TLS: a server, or somebody in between, that does not offer STARTTLS
 * gets nothing. Options of the library may follow as a query, such as `?tls.ca=<PEM>`.
 * @param url `smtp(s)://user:password@host:port`
 * @param host the public host, which letters come from
 */
export function smtpPost(url: string, host: string): Post {
	const requireTLS = URL.canParse(url) && new URL(url).username !== '';
	const transport = createTransport({ url, requireTLS, ...patience });
	return {
		send: async (mail) => {
			await transport.sendMail({
				from: { name: 'Terang', address: `terang@${host}` },
				to: mail.to,
				subject: mail.subject,
				text: mail.text,
				messageId: `<${digestOf(mail.key)}@${host}>`,
			});
		},
		posted: () => Promise.resolve([]),
	};
}

/** Into a folder, as files that any mail program opens. One key is one file. */
export function folderPost(folder: string, host: string): Post {
	return {
		send: (mail) => writeLetter(folder, host, mail),
		posted: () => readLetters(folder),
	};
}

async function writeLetter(folder: string, host: string, mail: Mail): Promise<void> {
	const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
	const composed = await composer.sendMail({
		from: { name: 'Terang', address: `terang@${host}` },
		to: mail.to,
		subject: mail.subject,
		text: mail.text,
		messageId: `<${digestOf(mail.key)}@${host}>`,
		textEncoding: 'base64',
	});
	const file = path.join(folder, `${digestOf(mail.key)}.eml`);
	await writeFile(`${file}.new`, composed.message as Buffer, { mode: 0o600 });
	await rename(`${file}.new`, file);
}

function digestOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

const mostShown = 50;

async function readLetters(folder: string): Promise<readonly PostedMail[]> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
	const letters = await Promise.all(
		names.map(async (name) => {
			const file = path.join(folder, name);
			const { mtime } = await stat(file);
			return { ...parseLetter(await readFile(file, 'utf8')), at: mtime.toISOString() };
		}),
	);
	return letters.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, mostShown);
}

/** Of letters written above only: one part, base64, short headers. */
function parseLetter(text: string): Omit<PostedMail, 'at'> {
	const [head = '', ...body] = text.split('\n\n');
	const lines = head.replace(/\n\s+/gu, ' ').split('\n');
	const header = (name: string) =>
		lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
	return {
		to: header('to'),
		subject: header('subject'),
		text: Buffer.from(body.join('').replace(/\s/gu, ''), 'base64').toString('utf8'),
	};
}
