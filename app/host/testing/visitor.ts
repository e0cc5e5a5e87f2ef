import { readFileSync } from 'node:fs';
import type { DemoSignIn } from '../../src/lib/identity/server/api.server.ts';
import { codeOf } from '../../src/lib/identity/server/testing/identity-bench.server.ts';
import type { DataPlaces } from '../data-folder.ts';

/** Somebody at a browser without scripts: pages, forms and cookies, over restarts of the server. */
export class Visitor {
	private readonly url: () => Promise<string>;
	private readonly cookies = new Map<string, string>();

	constructor(url: () => Promise<string>) {
		this.url = url;
	}

	/** Staff of the demo, by both factors. */
	static async signedIn(
		url: () => Promise<string>,
		places: DataPlaces,
		email: string,
	): Promise<Visitor> {
		const all = JSON.parse(readFileSync(places.signIns, 'utf8')) as readonly DemoSignIn[];
		const who = all.find((one) => one.email === email);
		if (who === undefined) throw new Error(`no sign-in for ${email}`);
		const visitor = new Visitor(url);
		await visitor.ask('/masuk', { email, password: who.password });
		const code = codeOf(who.totpSecret);
		const answer = await visitor.ask('/masuk/kode?/autentikator', { code });
		if (answer.status !== 303) throw new Error(`${email} cannot sign in: ${answer.status}`);
		return visitor;
	}

	/** @param body of a form that is sent; without one the page is asked for */
	async ask(
		address: string,
		body?: Readonly<Record<string, string>> | FormData | ReadableStream,
		headers: Readonly<Record<string, string>> = {},
	): Promise<Response> {
		const url = await this.url();
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const isForm = body instanceof FormData || body instanceof ReadableStream;
		const response = await fetch(url + address, {
			method: body === undefined ? 'GET' : 'POST',
			redirect: 'manual',
			headers: { accept: 'text/html', cookie, origin: url, ...headers },
			...(body === undefined ? {} : { body: isForm ? body : new URLSearchParams(body) }),
			...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
		});
		for (const line of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
			if (value === '' || /max-age=0\b/iu.test(line)) this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
		return response;
	}

	/** Sends a form; where it leads. */
	async send(address: string, form: Readonly<Record<string, string>> | FormData): Promise<string> {
		const answer = await this.ask(address, form);
		if (answer.status !== 303 && answer.status !== 200) {
			throw new Error(`${address} answers ${answer.status}`);
		}
		return answer.headers.get('location') ?? '';
	}

	async page(address: string): Promise<string> {
		const answer = await this.ask(address);
		if (answer.status !== 200) throw new Error(`${address} answers ${answer.status}`);
		return answer.text();
	}
}
