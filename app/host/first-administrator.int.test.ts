import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey } from '../src/lib/ledger/server/signing-key.server.ts';
import {
	buildFolder,
	cleanEnvironment,
	type HostProcess,
	spawnHost,
	testFolder,
	type TestFolder,
} from './testing.ts';

const origin = 'https://terang.example';
/** The proxy in front speaks to this address. */
const address = { host: '127.0.0.1', port: 0 };

let build: string;
let folder: TestFolder;
let host: HostProcess;
let settings: Record<string, string>;

beforeAll(async () => {
	build = await buildFolder();
	folder = testFolder();
	const data = path.join(folder.path, 'data');
	const keyFile = path.join(folder.path, 'given.key');
	writeFileSync(keyFile, makeKey('terang.example/log', 'log').secret, { mode: 0o600 });
	// Any free port: the public address is the proxy's.
	address.port = 20_000 + (process.pid % 20_000);
	settings = {
		PORT: String(address.port),
		TERANG_DATA: data,
		TERANG_MODE: 'production',
		TERANG_URL: origin,
		TERANG_LOG_KEY_FILE: keyFile,
		TERANG_MAIL: 'smtp://127.0.0.1:9',
		TERANG_TRUSTED_PROXIES: '127.0.0.1',
	};
	host = spawnHost(build, settings);
	await host.url();
});

afterAll(async () => {
	host.child.kill('SIGTERM');
	await host.ended;
	folder.remove();
});

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/** As the proxy in front passes it on. */
function ask(target: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
	const body = form === undefined ? undefined : new URLSearchParams(form).toString();
	return new Promise((resolve, reject) => {
		const sent = request(
			{
				...address,
				path: target,
				method: body === undefined ? 'GET' : 'POST',
				headers: {
					accept: 'text/html',
					host: 'terang.example',
					'x-forwarded-proto': 'https',
					'x-forwarded-host': 'terang.example',
					...(body === undefined
						? {}
						: { origin, 'content-type': 'application/x-www-form-urlencoded' }),
				},
			},
			(answer) => {
				let text = '';
				answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
				answer.on('end', () =>
					resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
				);
			},
		);
		sent.on('error', reject);
		sent.end(body);
	});
}

function invite(...args: readonly string[]) {
	return spawnSync(process.execPath, [path.join(build, 'host', 'admin.js'), 'invite', ...args], {
		env: cleanEnvironment(settings),
		encoding: 'utf8',
	});
}

describe('in production', () => {
	it('nobody can sign in before, and there is no page of a demo', async () => {
		expect(existsSync(path.join(settings['TERANG_DATA'] ?? '', 'sign-ins.json'))).toBe(false);
		expect((await ask('/dev/surat')).status).toBe(404);
		const answer = await ask('/masuk', {
			email: 'admin1@nasional.contoh.id',
			password: 'whatever it was',
		});
		expect(answer.status).toBe(401);
	});

	it.each([
		['first', '19850101 201001 1 001'],
		['second', '19850101 201001 1 002'],
	])(
		'the %s administrator joins by a link that the command prints beside the server',
		async (name, employeeNumber) => {
			const printed = invite('--email', `${name}@terang.example`);
			expect(printed.status).toBe(0);
			const link = printed.stdout.trim();
			expect(link).toMatch(/^https:\/\/terang\.example\/masuk\/undangan\/[\w-]{43}$/u);
			const page = link.slice(origin.length);
			expect((await ask(page)).status).toBe(200);
			const joined = await ask(page, {
				name,
				employee_number: employeeNumber,
				password: 'a password of many words',
			});
			expect(joined.status).toBe(303);
			const cookies = (joined.headers['set-cookie'] ?? []).filter(
				(line) => !/Max-Age=0/u.test(line),
			);
			expect(cookies).toHaveLength(1);
			expect(cookies[0]).toMatch(/^__Host-terang\.session_token=/u);
			for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) {
				expect(cookies[0]).toContain(attribute);
			}
			expect(cookies[0]).not.toContain('Domain');
		},
	);

	it('and nobody else by the command', () => {
		const refused = invite('--email', 'third@terang.example');
		expect(refused.status).toBe(1);
		expect(refused.stdout).toBe('');
		expect(invite().status).toBe(64);
	});
});
