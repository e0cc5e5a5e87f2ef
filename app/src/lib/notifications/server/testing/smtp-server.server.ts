import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from '../../../platform/testing/certificate.ts';

/** A mail server for tests that holds the real conversation (RFC 5321, 3207, 4954) over a socket. */
export interface SmtpServer {
	readonly port: number;
	/** Each command line as it came; `tls` once the connection is encrypted. */
	readonly heard: { readonly line: string; readonly tls: boolean }[];
	/** Bodies of accepted mails, dots unstuffed. */
	readonly mails: string[];
	offersTls: boolean;
	/** Refused as a recipient. */
	unknown: string;
	stop(): Promise<void>;
}

export const account = { user: 'terang', password: 'rahasia surat' };

export async function startSmtpServer(certificate: Certificate): Promise<SmtpServer> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined);
		converse(state, socket, certificate, false);
		socket.write('220 surat.example ESMTP\r\n');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const state: SmtpServer = {
		port: (server.address() as AddressInfo).port,
		heard: [],
		mails: [],
		offersTls: true,
		unknown: '',
		async stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
	return state;
}

function converse(state: SmtpServer, socket: Socket, certificate: Certificate, tls: boolean): void {
	let waiting = '';
	let inData = false;
	const listen = (chunk: Buffer) => {
		waiting += chunk.toString('latin1');
		for (;;) {
			const end = waiting.indexOf(inData ? '\r\n.\r\n' : '\r\n');
			if (end === -1) return;
			const text = waiting.slice(0, end);
			waiting = waiting.slice(end + (inData ? 5 : 2));
			if (inData) {
				// The line end before the closing dot belongs to the mail.
				const mail = `${text}\r\n`.replace(/^\.\./gmu, '.');
				state.mails.push(Buffer.from(mail, 'latin1').toString());
				inData = false;
				socket.write('250 2.0.0 accepted\r\n');
				continue;
			}
			state.heard.push({ line: text, tls });
			const answer = reply(state, text, tls);
			socket.write(answer);
			inData = answer.startsWith('354');
			if (/^STARTTLS$/iu.test(text) && answer.startsWith('220')) {
				socket.off('data', listen);
				upgrade(state, socket, certificate);
				return;
			}
		}
	};
	socket.on('data', listen);
}

function upgrade(state: SmtpServer, socket: Socket, certificate: Certificate): void {
	const secure = new TLSSocket(socket, {
		isServer: true,
		secureContext: createSecureContext(certificate),
	});
	secure.on('error', () => undefined);
	converse(state, secure, certificate, true);
}

function reply(state: SmtpServer, line: string, tls: boolean): string {
	const [verb = '', ...rest] = line.split(' ');
	switch (verb.toUpperCase()) {
		case 'EHLO': {
			const offers = [tls ? 'AUTH PLAIN' : state.offersTls ? 'STARTTLS' : 'AUTH PLAIN', '8BITMIME'];
			return `250-surat.example\r\n250-${offers[0] ?? ''}\r\n250 ${offers[1] ?? ''}\r\n`;
		}
		case 'STARTTLS':
			return state.offersTls ? '220 2.0.0 go on\r\n' : '502 5.5.1 not here\r\n';
		case 'AUTH': {
			const [, user, password] = Buffer.from(rest[1] ?? '', 'base64')
				.toString()
				.split('\0');
			const right = user === account.user && password === account.password;
			return right ? '235 2.7.0 welcome\r\n' : '535 5.7.8 wrong\r\n';
		}
		case 'RCPT':
			return state.unknown !== '' && line.includes(state.unknown)
				? '550 5.1.1 nobody of that name\r\n'
				: '250 2.1.5 ok\r\n';
		case 'DATA':
			return '354 go on\r\n';
		case 'QUIT':
			return '221 2.0.0 bye\r\n';
		default:
			return '250 2.0.0 ok\r\n';
	}
}
