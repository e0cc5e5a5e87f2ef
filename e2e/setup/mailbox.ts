import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A mail relay on this machine that takes every letter and keeps it. */
export interface Mailbox {
	readonly url: string;
	/** The last letter to an address, whole. */
	lastTo(address: string): string | undefined;
	stop(): Promise<void>;
}

export async function openMailbox(): Promise<Mailbox> {
	const letters: { readonly to: string; readonly text: string }[] = [];
	const open = new Set<Socket>();
	const server = createServer((socket) => {
		open.add(socket);
		socket.on('close', () => open.delete(socket)).on('error', () => undefined);
		converse(socket, (to, text) => letters.push({ to, text }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
		lastTo: (address) => letters.findLast(({ to }) => to === address)?.text,
		stop: () =>
			new Promise((resolve) => {
				for (const socket of open) socket.destroy();
				server.close(() => resolve());
			}),
	};
}

/** As much of RFC 5321 as a letter needs; lines are taken as they come. */
function converse(socket: Socket, keep: (to: string, text: string) => void): void {
	let waiting = '';
	let to = '';
	let letter: string[] | undefined;
	const answer = (line: string) => {
		if (letter !== undefined) {
			if (line !== '.') letter.push(line);
			else {
				keep(to, letter.join('\n'));
				letter = undefined;
				socket.write('250 kept\r\n');
			}
			return;
		}
		const verb = line.slice(0, 4).toUpperCase();
		if (verb === 'RCPT') to = /<([^>]+)>/u.exec(line)?.[1] ?? '';
		if (verb === 'DATA') letter = [];
		socket.write(verb === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
		if (verb === 'QUIT') socket.end();
	};
	socket.write('220 ready\r\n');
	socket.setEncoding('utf8').on('data', (text: string) => {
		const lines = (waiting + text).split('\r\n');
		waiting = lines.pop() ?? '';
		for (const line of lines) answer(line);
	});
}
