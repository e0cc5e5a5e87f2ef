import { test as base, type APIRequestContext } from '@playwright/test';
import { demoSelection } from '../../app/demo/selection.ts';
import { shortlistByRules } from '../../app/demo/shortlist.ts';

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

type PeopleOf = ReadonlyMap<string, Person>;

/** Made once for each worker: ranking the season takes a second. */
let people: { readonly selection: string; readonly byNumber: PeopleOf } | undefined;

/** The invented candidates, by number; nothing that is kept on the disk says who they are. */
function peopleOf(selection: string): PeopleOf {
	if (people?.selection === selection) return people.byNumber;
	const year = selection.split('-')[1] ?? '';
	const [, newest] = demoSelection(selection, year, shortlistByRules).versions;
	const names = new Map(newest.people.split('\n').map((line) => pair(line, 0, 1)));
	const births = newest.participants.split('\n').map((line) => pair(line, 0, -2));
	const byNumber = new Map(
		births.map(([number, birthDate]) => [
			number,
			{ number, birthDate, name: names.get(number) ?? '' },
		]),
	);
	people = { selection, byNumber };
	return byNumber;
}

/** None of the generated lines quotes a field. */
function pair(line: string, key: number, value: number): readonly [string, string] {
	const cells = line.split(',');
	return [cells.at(key) ?? '', cells.at(value) ?? ''];
}

/** A fictional candidate with the birth date that opens the result. */
function findPerson(selection: string, wanted: (number: string) => boolean): Person {
	for (const person of peopleOf(selection).values()) if (wanted(person.number)) return person;
	throw new Error('The demo has no such candidate.');
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
		await use(findPerson(demo.selection, (number) => numbers.has(number)));
	},
	seated: async ({ request, demo }, use) => {
		const rows = await rowsOf(request, demo.selection, demo.version);
		const numbers = new Set(
			rows.filter(({ outcome }) => outcome === 'L').map(({ participantId }) => participantId),
		);
		await use(findPerson(demo.selection, (number) => numbers.has(number)));
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
		{ name: 'files of a version', path: `/data/${demo.selection}/v1/` },
		{ name: 'no such page', path: '/tidak-ada' },
	];
}

/** The same page in the other language. */
export function inEnglish(address: string): string {
	return address === '/' ? '/en' : `/en${address}`;
}
