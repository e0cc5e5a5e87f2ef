import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { openGate, type Gate } from './gate.ts';

let gate: Gate | undefined;

afterEach(() => gate?.close(100));

async function open(): Promise<Gate> {
	const opened = await openGate('127.0.0.1', 0, false);
	if (!opened.ok) throw new Error(opened.code);
	gate = opened;
	return opened;
}

it('answers "being prepared" until every route is complete', async () => {
	const opened = await open();
	const address = `http://127.0.0.1:${opened.port}/`;
	opened.prepare((_request, response) => response.end('application'));
	expect((await fetch(address)).status).toBe(503);
	opened.open();
	expect(await (await fetch(address)).text()).toBe('application');
});

it('knows a port in use before anything is written', async () => {
	const holder = createServer();
	await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
	const address = holder.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	expect(await openGate('127.0.0.1', port, false)).toMatchObject({
		ok: false,
		code: 'host.port_in_use',
	});
	await new Promise((resolve) => holder.close(resolve));
});
