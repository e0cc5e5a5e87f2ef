import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { fetchBytes } from './http.ts';

let server: Server;

afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Closes the connection of the first `closed` questions without a word, and answers the others. */
async function serve(closed: number): Promise<{ readonly url: URL; readonly asked: () => number }> {
	let asked = 0;
	server = createServer((request, response) => {
		asked += 1;
		if (asked <= closed) request.socket.destroy();
		else response.end('here');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: new URL(`http://127.0.0.1:${port}/`), asked: () => asked };
}

it('a connection that was closed before its answer is no reason to give up', async () => {
	const { url, asked } = await serve(1);
	expect((await fetchBytes(url))?.length).toBe(4);
	expect(asked()).toBe(2);
});

it('a server that never answers is named, after a second try and no more', async () => {
	const { url, asked } = await serve(Infinity);
	await expect(fetchBytes(url)).rejects.toThrow(/cannot be reached \(UND_ERR_SOCKET\)/u);
	expect(asked()).toBe(2);
});
