import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { demoSelection } from '../app/demo/selection.ts';
import { shortlistByRules } from '../app/demo/shortlist.ts';
import { expect, publicPages, test } from './setup/journey.ts';
import { signIn } from './setup/sign-in.ts';

/** A person whom nobody else is called like: wherever one of these stands, it came from here. */
const canary = {
	name: 'Kenariwati Zulqarnain Qomarpratiwi',
	number: '7203991231318888',
	birthDate: '1989-02-28',
	email: 'kenariwati.q@zulqarnain-qomar.example',
	employeeNumber: '198902282015041097',
};
const traces = Object.values(canary).flatMap((text) => [text, encodeURIComponent(text)]);

/** Searches of what is public: what is typed there is the address, so that it can be passed on. */
const searches = new Set(['/', '/lowongan', '/catatan']);

const open = ['/', '/hasil-saya', '/masuk', '/masuk/lupa', '/masuk/kode', '/lowongan', '/catatan'];
const ofAdministrator = [
	'/admin',
	'/admin/orang',
	'/admin/pembacaan',
	'/akun',
	'/akun/autentikator',
];
const ofCommittee = ['/panitia/impor', '/akun'];

interface Form {
	readonly method: string;
	readonly action: string;
	readonly multipart: boolean;
	readonly fields: readonly {
		readonly name: string;
		readonly type: string;
		readonly value: string;
	}[];
}

function formsOn(page: Page): Promise<readonly Form[]> {
	return page.locator('form').evaluateAll((forms) =>
		(forms as HTMLFormElement[]).map((form) => ({
			method: form.method,
			action: form.action,
			multipart: form.enctype === 'multipart/form-data',
			fields: [...form.elements]
				.filter((field) => field.matches('input[name], select[name], textarea[name]'))
				.map((field) => {
					const { name, type, value } = field as HTMLInputElement;
					return { name, type, value };
				}),
		})),
	);
}

const typed = new Set(['text', 'email', 'password', 'search', 'date', 'textarea', 'tel']);

function valueFor({ name, type, value }: Form['fields'][number]): string {
	if (!typed.has(type)) return value;
	if (type === 'email' || /surel|email/u.test(name)) return canary.email;
	if (type === 'date' || /lahir|birth/u.test(name)) return canary.birthDate;
	if (/nip|pegawai|employee/u.test(name)) return canary.employeeNumber;
	if (/nomor|number|kode|code/u.test(name)) return canary.number;
	return canary.name;
}

/** Sends every form of a page that something can be typed into; how many that were. */
async function sendForms(page: Page, address: string): Promise<number> {
	await page.goto(address);
	let sent = 0;
	for (const form of await formsOn(page)) {
		if (!form.fields.some(({ type }) => typed.has(type))) continue;
		if (form.method === 'get') {
			expect(searches, `${address} puts what is typed into an address`).toContain(address);
			continue;
		}
		// The first of several choices: the later ones of a name are written over by it.
		const fields = form.fields.toReversed();
		const values = Object.fromEntries(fields.map((field) => [field.name, valueFor(field)]));
		const headers = { origin: new URL(page.url()).origin, accept: 'text/html' };
		const body = form.multipart ? { multipart: withFile(form, values) } : { form: values };
		const answer = await page.request.post(form.action, { headers, maxRedirects: 0, ...body });
		expectNoTrace(JSON.stringify(answer.headersArray()), `headers of ${form.action}`);
		expect(answer.status(), form.action).toBeLessThan(500);
		sent += 1;
	}
	return sent;
}

/** A list with the person in a right row and in a faulty one, under a name that names them too. */
function withFile(form: Form, values: Record<string, string>) {
	const row = `${canary.number},x-1,MS,${canary.name},${canary.birthDate},3.50`;
	const text = `participant_id,vacancy_id,admin_status,name,birth_date,gpa\n${row}\n${row},${canary.email}\n`;
	const buffer = Buffer.from(text);
	const file = form.fields.find(({ type }) => type === 'file')?.name ?? '';
	return {
		...values,
		jenis: 'participants',
		[file]: { name: `${canary.name}.csv`, mimeType: 'text/csv', buffer },
	};
}

function expectNoTrace(text: string, where: string): void {
	expect(
		traces.filter((trace) => text.includes(trace)),
		where,
	).toEqual([]);
}

function filesBelow(folder: string): readonly string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
}

const dataFolder = () => process.env['E2E_DATA'] ?? '';
/** What leaves the house, or is copied and shipped: never about a person. */
const shown = ['logs', 'tiles', 'public', 'witness'];

test.describe('a person whom every form and file has told of', () => {
	test.describe.configure({ mode: 'serial' });

	test('leaves no trace in any answer’s head', async ({ page, browser }) => {
		test.slow();
		let sent = 0;
		for (const address of open) sent += await sendForms(page, address);
		const staff = [
			{
				email: 'admin2@kota-sawahlunto.contoh.id',
				addresses: ofAdministrator,
				shows: { address: '/admin', text: canary.name },
			},
			{
				email: 'panitia2@kota-sawahlunto.contoh.id',
				addresses: ofCommittee,
				shows: { address: '/panitia/impor', text: `${canary.name}.csv` },
			},
		];
		for (const { email, addresses, shows } of staff) {
			const context = await browser.newContext({ baseURL: process.env['E2E_URL'] ?? '' });
			const own = await context.newPage();
			await signIn(own, email);
			for (const address of addresses) sent += await sendForms(own, address);
			// What was sent has arrived: those who work with it see it.
			await own.goto(shows.address);
			await expect(own.locator('main')).toContainText(shows.text);
			await context.close();
		}
		expect(sent).toBeGreaterThan(8);
	});

	test('stands on no public page, in no figure and in no answer for programs', async ({
		request,
		demo,
	}) => {
		const addresses = [
			...publicPages(demo).map(({ path: address }) => address),
			'/healthz',
			'/readyz',
			'/metrics',
			'/data/index.json',
			'/api/v1/openapi.json',
			`/api/v1/selections/${demo.selection}/results?limit=1000`,
		];
		for (const address of addresses) {
			expectNoTrace(await (await request.get(address)).text(), address);
		}
	});

	test('stands in no line of a log, no tile, no published file and no file’s name', () => {
		const files = shown.flatMap((name) => filesBelow(path.join(dataFolder(), name)));
		expect(files.length).toBeGreaterThan(10);
		for (const file of files) expectNoTrace(readFileSync(file, 'latin1'), file);
		const names = readdirSync(dataFolder(), { recursive: true, encoding: 'utf8' });
		expectNoTrace(names.join('\n'), 'names of files');
	});

	test('nobody of the demo season does either', ({ demo }) => {
		const year = demo.selection.split('-')[1] ?? '';
		const [, newest] = demoSelection(demo.selection, year, shortlistByRules).versions;
		const column = (text: string, at: number) =>
			text
				.split('\n')
				.slice(1, -1)
				.map((line) => line.split(',').at(at) ?? '')
				.filter((value) => value !== '');
		const secrets = [...column(newest.people, 1), ...column(newest.participants, -2)];
		expect(secrets.length).toBeGreaterThan(2_000);
		const all = [...shown, 'files/inputs'].flatMap((name) =>
			filesBelow(path.join(dataFolder(), name)),
		);
		for (const file of all) {
			const text = readFileSync(file, 'latin1');
			expect(
				secrets.filter((secret) => text.includes(secret)),
				file,
			).toEqual([]);
		}
	});
});
