import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test as base, type APIRequestContext } from '@playwright/test';

/** What journeys know of the demo season: found on the site itself, not written down here. */
export interface Demo {
	readonly selection: string;
	/** Newest version of the selection. */
	readonly version: number;
	/** Vacancy with the tie that an authority decided. */
	readonly tiedVacancy: string;
	/** Vacancy whose rows a correction changed. */
	readonly correctedVacancy: string;
	readonly season: string;
	readonly openVacancy: string;
}

export interface Person {
	readonly number: string;
	readonly birthDate: string;
	readonly name: string;
}

interface Row {
	readonly participantId: string;
	readonly vacancyId: string;
	readonly outcome: string;
	readonly final: string;
}

async function jsonOf<T>(request: APIRequestContext, address: string): Promise<T> {
	const response = await request.get(address);
	if (!response.ok()) throw new Error(`${address} answered ${response.status()}`);
	return (await response.json()) as T;
}

/** First `href` of a page that begins with `start`, without the start. */
async function linkOn(request: APIRequestContext, page: string, start: string): Promise<string> {
	const html = await (await request.get(page)).text();
	const found = html.split(`href="${start}`)[1]?.split('"')[0];
	if (found === undefined || found === '') throw new Error(`${page} has no link to ${start}`);
	return found;
}

async function rowsOf(
	request: APIRequestContext,
	selection: string,
	version: number,
): Promise<Row[]> {
	const rows: Row[] = [];
	let after = 0;
	for (;;) {
		const page: { rows: Row[]; next?: number } = await jsonOf(
			request,
			`/api/v1/selections/${selection}/results?version=${version}&after=${after}&limit=1000`,
		);
		rows.push(...page.rows);
		if (page.next === undefined) return rows;
		after = page.next;
	}
}

async function changedVacancy(
	request: APIRequestContext,
	selection: string,
	version: number,
): Promise<string> {
	const before = await rowsOf(request, selection, version - 1);
	const now = new Map(
		(await rowsOf(request, selection, version)).map((row) => [row.participantId, row.outcome]),
	);
	const changed = before.find((row) => now.get(row.participantId) !== row.outcome);
	if (changed === undefined) throw new Error('The correction changed nobody.');
	return changed.vacancyId;
}

async function discover(request: APIRequestContext): Promise<Demo> {
	const [newest] = await jsonOf<{ selection: string; version: number; url: string }[]>(
		request,
		'/data/index.json',
	);
	if (newest === undefined) throw new Error('The demo has published nothing.');
	const { selection, version, url } = newest;
	const decisions = await (await request.get(`${url}decisions.csv`)).text();
	const tiedVacancy = decisions.split('\n')[1]?.split(',')[0] ?? '';
	return {
		selection,
		version,
		tiedVacancy,
		correctedVacancy: await changedVacancy(request, selection, version),
		season: await linkOn(request, '/', '/musim/'),
		openVacancy: await linkOn(request, '/lowongan?buka=1', '/lowongan/'),
	};
}

interface Table {
	readonly rows: readonly Readonly<Record<string, string>>[];
}

/** The files the demo imported stand in its own data folder; none of them quotes a field. */
function importedTables(dataFolder: string, name: string): Table[] {
	return readdirSync(dataFolder, { recursive: true, withFileTypes: true })
		.filter((file) => file.isFile() && file.name === name)
		.map(({ parentPath }) => {
			const text = readFileSync(path.join(parentPath, name), 'utf8');
			const [header = '', ...lines] = text.trim().split(/\r?\n/u);
			const columns = header.split(',');
			const rows = lines.map((line) => {
				const values = line.split(',');
				return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? '']));
			});
			return { rows };
		});
}

/** A fictional candidate with the birth date that opens the result. */
function findPerson(dataFolder: string, wanted: (number: string) => boolean): Person {
	const people = importedTables(dataFolder, 'people.csv').flatMap(({ rows }) => rows);
	for (const { rows } of importedTables(dataFolder, 'participants.csv')) {
		const row = rows.find((each) => wanted(each['participant_id'] ?? ''));
		const number = row?.['participant_id'];
		const name = people.find((each) => each['participant_id'] === number)?.['name'];
		if (row === undefined || number === undefined || name === undefined) continue;
		return { number, birthDate: row['birth_date'] ?? '', name };
	}
	throw new Error('No candidate was found in the data folder.');
}

interface Fixtures {
	readonly demo: Demo;
	/** A finisher without a seat: the person a result page is written for. */
	readonly refused: Person;
	readonly seated: Person;
}

export const test = base.extend<Fixtures>({
	baseURL: async ({}, use) => {
		await use(process.env['E2E_URL'] ?? '');
	},
	demo: async ({ request }, use) => {
		await use(await discover(request));
	},
	refused: async ({ request, demo }, use) => {
		const rows = await rowsOf(request, demo.selection, demo.version);
		const numbers = new Set(
			rows
				.filter(({ outcome, final }) => outcome === 'P/TL' && final !== '')
				.map(({ participantId }) => participantId),
		);
		await use(findPerson(process.env['E2E_DATA'] ?? '', (number) => numbers.has(number)));
	},
	seated: async ({ request, demo }, use) => {
		const rows = await rowsOf(request, demo.selection, demo.version);
		const numbers = new Set(
			rows.filter(({ outcome }) => outcome === 'L').map(({ participantId }) => participantId),
		);
		await use(findPerson(process.env['E2E_DATA'] ?? '', (number) => numbers.has(number)));
	},
});

test.skip(
	() => process.env['E2E_BROWSER'] === '',
	'no Chromium could be found, downloaded or installed',
);

export { expect } from '@playwright/test';

/** Every public page, by a name that a failing test can show. */
export function publicPages(demo: Demo): { name: string; path: string }[] {
	return [
		{ name: 'home', path: '/' },
		{ name: 'vacancies', path: '/lowongan' },
		{ name: 'filtered vacancies', path: '/lowongan?buka=1&urut=kursi' },
		{ name: 'no vacancies', path: '/lowongan?q=zzzzzz' },
		{ name: 'vacancy', path: `/lowongan/${demo.openVacancy}` },
		{ name: 'season', path: `/musim/${demo.season}` },
		{ name: 'results', path: '/hasil' },
		{ name: 'selection', path: `/hasil/${demo.selection}` },
		{ name: 'corrected result', path: `/hasil/${demo.selection}/${demo.correctedVacancy}` },
		{ name: 'old result', path: `/hasil/${demo.selection}/${demo.correctedVacancy}?versi=1` },
		{ name: 'result with a tie', path: `/hasil/${demo.selection}/${demo.tiedVacancy}` },
		{ name: 'my result', path: '/hasil-saya' },
		{ name: 'about', path: '/tentang' },
		{ name: 'recompute', path: '/hitung-ulang' },
		{ name: 'log', path: '/catatan' },
		{ name: 'log without an answer', path: '/catatan?q=zzzz' },
		{ name: 'log entry', path: '/catatan/0' },
		{ name: 'open data', path: '/data' },
		{ name: 'no such page', path: '/tidak-ada' },
	];
}

/** The same page in the other language. */
export function inEnglish(address: string): string {
	return address === '/' ? '/en' : `/en${address}`;
}
