import { fromBase64Url, openCommitment, parseEntry, verifyDatasetPath } from '@terang/ledger';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { correctionOf } from '../../../../demo/crafted.ts';
import { startTestDatabase, type TestDatabase } from '../../../../launcher/testing.ts';
import type { MyResult } from '../contract.ts';
import { parseResults } from '../domain/results-file.ts';
import { resultRoutes } from './routes.server.ts';
import {
	anchor,
	demo,
	openResultsBench,
	publicationOf,
	type ResultsBench,
	selectionId,
} from './testing/results-bench.server.ts';

let server: TestDatabase;
let bench: ResultsBench;

beforeAll(async () => {
	server = await startTestDatabase();
	bench = await openResultsBench(server);
	await bench.results.announceRules('cpns-2024');
	const [first, corrected] = demo.versions;
	for (const input of [publicationOf(first), publicationOf(corrected, correctionOf)]) {
		expect(await bench.results.publish(input)).toMatchObject({ ok: true });
	}
});
afterAll(async () => {
	await bench.close();
	await server.stop();
});

const perekam = 'plu-perekam-medis-talise';
const matematika = 'plu-guru-matematika-smp-petobo';

describe('the demo season', () => {
	it('holds every outcome that a final result can have, and seats filled from elsewhere', async () => {
		const { rows } = (await bench.results.rows(selectionId, { after: 0, limit: 5_000 }))!;
		expect(rows).toHaveLength(1_500);
		expect(new Set(rows.map((row) => row.outcome))).toEqual(
			new Set(['L', 'P/TL', 'P', 'TL', 'TMS', 'TMS1', 'TH', 'APS', 'DIS']),
		);
		expect(rows.some((row) => row.placement.startsWith('L-'))).toBe(true);
	});

	it('counts the people of each step on the page of the season', async () => {
		const season = await bench.vacancies.findSeason(selectionId);
		const counts = season?.schedule.flatMap((step) =>
			step.count === undefined ? [] : [step.count],
		);
		expect(counts?.[0]).toBe(1_500);
		expect(counts).toHaveLength(5);
		expect(counts).toEqual([...(counts ?? [])].sort((a, b) => b - a));
	});
});

type Page = NonNullable<Awaited<ReturnType<ResultsBench['results']['rows']>>>;

describe('a selection', () => {
	it('says how many people reached each stage and lists its vacancies', async () => {
		const [selection] = await bench.results.selections();
		expect(selection).toMatchObject({
			id: selectionId,
			participants: 1_500,
			seats: 82,
			current: { version: 2 },
		});
		expect(selection?.versions.map((one) => [one.version, one.supersededBy])).toEqual([
			[2, undefined],
			[1, 2],
		]);
		expect(selection?.vacancies).toHaveLength(43);
		const filled = selection?.vacancies.reduce((sum, vacancy) => sum + vacancy.filled, 0);
		expect(filled).toBe(selection?.filled);
		expect(selection?.funnel.at(-1)?.count).toBe(filled);
	});

	it('gives its rows page by page, each text exactly as in results.csv', async () => {
		for (const version of [1, 2]) {
			const path = join(bench.folder, 'public/data', selectionId, `v${version}`, 'results.csv');
			const expected = parseResults(await readFile(path, 'utf8'));
			const seen: unknown[] = [];
			for (let after: number | undefined = 0; after !== undefined;) {
				const page: Page = (await bench.results.rows(selectionId, { version, after, limit: 400 }))!;
				seen.push(...page.rows);
				after = page.next;
			}
			expect(seen).toEqual(expected);
		}
		expect(
			await bench.results.rows(selectionId, { version: 3, after: 0, limit: 1 }),
		).toBeUndefined();
		expect(await bench.results.rows('other', { after: 0, limit: 1 })).toBeUndefined();
	});
});

describe('the addresses for programs', () => {
	async function ask(path: string, params: object, query: object) {
		const route = resultRoutes(bench.results).find((candidate) => candidate.path === path)!;
		const request = { params: route.params.parse(params), query: route.query.parse(query) };
		const result = await route.handle(request);
		return result.ok ? route.answer.parse(result.body) : route.faults[result.code];
	}

	it('answer with the rows of a version, a page at a time', async () => {
		const path = '/selections/{selection}/results';
		const params = { selection: selectionId };
		const page = await ask(path, params, { version: '1', after: '1499', limit: '5000' });
		expect(page).toEqual(
			await bench.results.rows(selectionId, { version: 1, after: 1_499, limit: 9 }),
		);
		expect(await ask(path, params, { version: '9' })).toBe(404);
		expect(await ask('/selections/{selection}', { selection: 'x' }, {})).toBe(404);
		expect(await ask('/selections', {}, {})).toMatchObject({ selections: [{ id: selectionId }] });
	});
});

describe('the result of a vacancy', () => {
	it('shows who changed between the versions', async () => {
		const result = await bench.results.findVacancyResult(selectionId, perekam);
		expect(
			result?.changes.map(({ participantId, before, after }) => [
				participantId.slice(-5),
				before,
				after,
			]),
		).toEqual([
			['03158', 'P/TL', 'L'],
			['06720', 'L', 'P/TL'],
		]);
		expect(result?.version.correction?.reason).toContain('salah disalin');
		expect(result?.shortlistCut).toBe('391/186/120/85');
	});

	it('shows an old version as it was', async () => {
		const result = await bench.results.findVacancyResult(selectionId, perekam, 1);
		expect(result?.version).toMatchObject({ version: 1, supersededBy: 2 });
		expect(result?.ranking.slice(0, 4).map((row) => row.outcome)).toEqual(['L', 'L', 'L', 'P/TL']);
	});

	it('names the authority that decided a tie, and the entry that says so, in every version', async () => {
		for (const version of [1, 2]) {
			const result = await bench.results.findVacancyResult(selectionId, matematika, version);
			const [tie, ...more] = result?.decidedTies ?? [];
			expect(more).toEqual([]);
			expect(tie?.participantIds.map((id) => id.slice(-5))).toEqual(['04096', '07318']);
			const entry = await bench.ledger.findEntry(tie!.entryIndex!);
			expect(entry?.payload).toMatchObject({
				vacancy: matematika,
				decision: 'L',
				reason: tie?.reason,
			});
		}
	});

	it('masks names, and leaves them out of a small special formation', async () => {
		const open = await bench.results.findVacancyResult(selectionId, perekam);
		expect(open?.ranking[0]).toMatchObject({
			participantId: 'PLU-2026-04417',
			maskedName: 'A*** P***',
		});
		const small = await bench.results.findVacancyResult(
			selectionId,
			'plu-guru-kelas-sd-balaroa-disabilitas',
		);
		expect(small?.counts.applicants).toBe('under_10');
		expect(small?.ranking.length).toBeGreaterThan(0);
		expect(small?.ranking.every((row) => row.maskedName === undefined)).toBe(true);
	});

	it('counts no group under ten, and none from which such a group could be computed', async () => {
		const summary = await bench.results.findSelection(selectionId);
		const columns = ['applicants', 'eligible', 'passed', 'notShortlisted'] as const;
		const totals = new Map<string, unknown>(summary?.funnel.map(({ key, count }) => [key, count]));
		const [passed, shortlisted] = [totals.get('passed'), totals.get('shortlisted')];
		totals.set('notShortlisted', Number(passed) - Number(shortlisted));
		const pages = await Promise.all(
			(summary?.vacancies ?? []).map(({ id }) => bench.results.findVacancyResult(selectionId, id)),
		);
		const shown = pages.map((page) => ({ ...page!.counts, notShortlisted: page!.notShortlisted }));
		expect(shown.map(({ applicants }) => applicants)).toEqual(
			summary?.vacancies.map(({ participants }) => participants),
		);
		for (const column of columns) {
			const cells = shown.map((counts) => counts[column]);
			const numbers = cells.filter((cell) => typeof cell === 'number');
			expect(numbers.filter((count) => count > 0 && count < 10)).toEqual([]);
			expect(cells, column).toContain('under_10');
			const total = totals.get(column);
			// Who passed and is not in the list is the last column; the list itself is no secret.
			if (column === 'passed' || typeof total !== 'number') continue;
			// What is left for the hidden ones leaves each small one every number from one to nine.
			const rest = total - numbers.reduce((sum, count) => sum + count, 0);
			const few = cells.filter((cell) => cell === 'under_10').length;
			const withheld = cells.filter((cell) => cell === 'withheld').length;
			expect(withheld, column).toBeGreaterThan(0);
			expect(rest - (few - 1) - 10 * withheld, column).toBeGreaterThanOrEqual(9);
		}
	});

	it('is absent for what was never published', async () => {
		expect(await bench.results.findVacancyResult(selectionId, 'bgo-dokter-limbur')).toBeUndefined();
		expect(await bench.results.findVacancyResult(selectionId, perekam, 3)).toBeUndefined();
	});
});

describe('my result', () => {
	const number = 'PLU-2026-06720';
	const birthDate = '1997-12-05';

	async function found(participantId: string, date: string): Promise<MyResult> {
		const answer = await bench.results.lookUpMine(participantId, date);
		if (answer.kind !== 'found') throw new Error(answer.kind);
		return answer.result;
	}

	it('shows place, stages and the sum step by step', async () => {
		const mine = await found(` ${number.toLowerCase()} `, birthDate);
		expect(mine.headline.en).toBe('You are ranked 4 of 7, for 3 seats');
		expect(mine.stages.map(({ key, code }) => [key, code])).toEqual([
			['admin', 'MS'],
			['skd', 'P/L'],
			['skb', 'P'],
			['final', 'P/TL'],
		]);
		expect(mine.stages[1]?.parts[0]).toEqual({
			name: 'TWK',
			got: '85',
			threshold: '65',
			difference: '+20',
		});
		expect(mine.sum.at(-1)).toMatchObject({ value: '76,626', total: true });
		expect(mine.others.filter((one) => one.you)).toEqual([
			{ final: '76.626', seated: false, you: true },
		]);
		expect(mine.stages.at(-1)?.sentences.at(-1)?.en).toContain('no seat');
	});

	it('gives a receipt that opens the commitment under the logged root', async () => {
		const { receipt } = await found(number, birthDate);
		const commitment = fromBase64Url(receipt.commitment)!;
		const record: unknown = JSON.parse(receipt.record);
		expect(
			openCommitment(commitment, {
				type: 'participant',
				record,
				salt: fromBase64Url(receipt.salt)!,
			}),
		).toBe(true);
		expect(record).toMatchObject({
			participant_id: number,
			birth_date: birthDate,
			skb_praktik: '79.5',
		});
		const root = fromBase64Url(receipt.root)!;
		const path = receipt.path.map((hash) => fromBase64Url(hash)!);
		expect(
			verifyDatasetPath({ index: receipt.index, count: receipt.count, commitment, path, root }),
		).toBe(true);
		const entry = await bench.ledger.findEntry(receipt.entryIndex);
		const parsed = parseEntry(new TextEncoder().encode(entry?.raw));
		expect(parsed.ok && parsed.entry.p).toMatchObject({
			root: receipt.root,
			count: 1_500,
			version: 2,
		});
	});

	it('explains every outcome to the person it concerns', async () => {
		const { rows } = (await bench.results.rows(selectionId, { after: 0, limit: 5_000 }))!;
		const births = new Map((await readBirthDates()).map(([id, date]) => [id, date]));
		const kinds = new Map(rows.map((row) => [`${row.outcome} ${row.reason.split(';')[0]}`, row]));
		expect(kinds.size).toBeGreaterThan(10);
		for (const row of kinds.values()) {
			const mine = await found(row.participantId, births.get(row.participantId)!);
			const last = mine.stages.at(-1)!;
			expect(last.code, row.reason).toBe(row.outcome);
			expect(last.sentences.length, row.reason).toBeGreaterThan(0);
			expect(mine.row.reason).toBe(row.reason);
			expect(mine.sum.length > 0, row.reason).toBe(row.skdTotal !== '');
			expect(mine.headline.id.length).toBeGreaterThan(10);
		}
	});

	it('names nobody of a small special formation, on the own page either', async () => {
		const births = new Map((await readBirthDates()).map(([id, date]) => [id, date]));
		const small = 'plu-guru-kelas-sd-balaroa-disabilitas';
		const page = await bench.results.findVacancyResult(selectionId, small);
		const mine = page!.ranking[0]!.participantId;
		const answer = await found(mine, births.get(mine)!);
		expect(answer.name).toBeUndefined();
		expect(answer.row).not.toHaveProperty('maskedName');
		expect((await found(number, birthDate)).name).toMatch(/^Moh/u);
	});

	async function readBirthDates(): Promise<readonly (readonly [string, string])[]> {
		const { demo } = await import('./testing/results-bench.server.ts');
		const lines = demo.versions[0].participants.trim().split('\n').slice(1);
		return lines.map((line) => [line.split(',')[0]!, line.split(',').at(-2)!] as const);
	}
});

describe('guessing a birth date', () => {
	const wrong = '1990-01-01';
	let minutes = 0;

	beforeEach(() => {
		minutes += 2 * 24 * 60;
		bench.now = new Date(anchor.getTime() + minutes * 60_000);
	});

	async function failures(number: string, times: number) {
		const answers = [];
		for (let time = 0; time < times; time += 1)
			answers.push(await bench.results.lookUpMine(number, wrong));
		return answers;
	}

	it('answers an unknown number as it answers a wrong date', async () => {
		expect(await failures('PLU-2026-04417', 6)).toEqual(await failures('PLU-2026-99999', 6));
	});

	it('lets three mistakes pass, then closes the number, even for the right date', async () => {
		const kinds = (await failures('PLU-2026-01983', 5)).map((answer) => answer.kind);
		expect(kinds).toEqual(['no_match', 'no_match', 'no_match', 'no_match', 'slowed']);
		expect(await bench.results.lookUpMine('PLU-2026-01983', '1999-07-30')).toEqual({
			kind: 'slowed',
			retryAfterSeconds: 1,
		});
		bench.now = new Date(bench.now.getTime() + 1_000);
		expect((await bench.results.lookUpMine('PLU-2026-01983', '1999-07-30')).kind).toBe('found');
		expect((await bench.results.lookUpMine('PLU-2026-01983', wrong)).kind).toBe('no_match');
	});

	it('admits no more guesses at once than one after the other', async () => {
		await failures('PLU-2026-08042', 3);
		const answers = await Promise.all(
			Array.from({ length: 10 }, () => bench.results.lookUpMine('PLU-2026-08042', wrong)),
		);
		expect(answers.filter((answer) => answer.kind === 'no_match')).toHaveLength(1);
	});

	it('doubles the wait up to a quarter of an hour', async () => {
		const waits: number[] = [];
		for (let time = 0; time < 18; time += 1) {
			const answer = await bench.results.lookUpMine('PLU-2026-02266', wrong);
			if (answer.kind !== 'slowed') continue;
			waits.push(answer.retryAfterSeconds);
			bench.now = new Date(bench.now.getTime() + answer.retryAfterSeconds * 1_000);
		}
		expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64]);
	});
});
