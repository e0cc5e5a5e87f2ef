/** A person at a browser without scripts: forms, cookies and pages. */
import { readFileSync } from 'node:fs';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { authenticatorCode, type SignIn } from '../../e2e/setup/sign-in.ts';

export class Session {
	private readonly url: string;
	private readonly cookies = new Map<string, string>();

	constructor(url: string) {
		this.url = url;
	}

	/** @param body of a form; without one the page is asked for */
	async ask(address: string, body?: URLSearchParams | FormData): Promise<Response> {
		const response = await fetch(this.url + address, {
			method: body === undefined ? 'GET' : 'POST',
			redirect: 'manual',
			headers: {
				accept: 'text/html',
				cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
				...(body === undefined ? {} : { origin: this.url }),
			},
			...(body === undefined ? {} : { body }),
		});
		for (const line of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
			if (value === '' || /max-age=0\b/iu.test(line)) this.cookies.delete(name);
			else this.cookies.set(name, value);
		}
		return response;
	}

	async page(address: string): Promise<string> {
		const response = await this.ask(address);
		const text = await response.text();
		if (response.status !== 200) throw new Error(`${address} answers ${response.status}`);
		return text;
	}

	/** Sends a form and answers where it leads. */
	async send(address: string, form: Readonly<Record<string, string>> | FormData): Promise<string> {
		const body = form instanceof FormData ? form : new URLSearchParams(form);
		const response = await this.ask(address, body);
		const text = await response.text();
		const location = response.headers.get('location');
		if (response.status === 303 && location !== null) return new URL(location, this.url).pathname;
		if (response.status === 200) return '';
		throw new Error(`${address} answers ${response.status}: ${alertOf(text)}`);
	}

	/** Looks again and again, as a page that shows progress does. */
	async until(address: string, isDone: (answer: Response) => Promise<boolean>): Promise<void> {
		while (!(await isDone(await this.ask(address)))) await pause(250);
	}
}

function alertOf(page: string): string {
	const text = /role="alert"[^>]*>([\s\S]{0,400}?)<\/div>/u.exec(page)?.[1] ?? page.slice(0, 300);
	return text.replaceAll(/<[^>]*>/gu, ' ').trim();
}

/** @param data folder of the demo */
export async function signIn(url: string, data: string, email: string): Promise<Session> {
	const all = JSON.parse(
		readFileSync(path.join(data, 'sign-ins.json'), 'utf8'),
	) as readonly SignIn[];
	const who = all.find((one) => one.email === email);
	if (who === undefined) throw new Error(`the demo has no sign-in for ${email}`);
	const session = new Session(url);
	await session.send('/masuk', { email: who.email, password: who.password });
	const code = authenticatorCode(who.totpSecret);
	await session.send('/masuk/kode?/autentikator', { code });
	return session;
}

/** Uploads a file, waits for its dry run and applies it. */
export async function importFile(
	session: Session,
	form: Readonly<Record<string, string>>,
	file: string,
): Promise<void> {
	const body = new FormData();
	for (const [name, value] of Object.entries(form)) body.set(name, value);
	body.set('berkas', await openAsBlob(file), path.basename(file));
	const page = await session.send('/panitia/impor/unggah', body);
	const query = `?instansi=${form['instansi'] ?? ''}`;
	await session.until(`${page}/kemajuan${query}`, async (answer) => {
		const { underway } = (await answer.json()) as { readonly underway: boolean };
		return !underway;
	});
	const seen = await session.page(page + query);
	if (!seen.includes('?/terapkan')) throw new Error(`${file}: ${alertOf(seen)}`);
	await session.send(`${page}?/terapkan&${query.slice(1)}`, {});
}
