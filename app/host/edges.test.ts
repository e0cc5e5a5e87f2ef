import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { apiRoute } from '../src/lib/platform/api-route.server.ts';
import { createMetrics } from '../src/lib/platform/metrics.ts';
import { errorPage } from '../src/lib/platform/error-page.ts';
import { exitStatus, surroundingsFailure } from './failure.ts';
import { openApiDocument } from './openapi.ts';
import { acceptsHost } from './request-host.ts';
import { requestId } from './request-id.ts';
import { terminalLanguage } from './sentences.ts';

describe('the Host of a request', () => {
	const demo = { mode: 'demo' } as const;
	const live = { mode: 'production', url: 'https://terang.example' } as const;

	it.each(['127.0.0.1:3000', 'localhost:3000', '[::1]:3000'])('of a demo may be %s', (host) => {
		expect(acceptsHost(host, '/', demo, 3000)).toBe(true);
	});

	it.each(['127.0.0.1:3001', 'localhost', 'evil.example:3000', '127.0.0.1.evil.example:3000', ''])(
		'of a demo may not be "%s"',
		(host) => {
			expect(acceptsHost(host, '/', demo, 3000)).toBe(false);
		},
	);

	it('of production is the one public origin', () => {
		expect(acceptsHost('terang.example', '/', live, 3000)).toBe(true);
		expect(acceptsHost('localhost:3000', '/', live, 3000)).toBe(false);
	});

	it('does not matter to a supervisor', () => {
		expect(acceptsHost('10.0.0.7:3000', '/readyz', live, 3000)).toBe(true);
	});
});

describe('the id of a request', () => {
	it('is short, and new each time', () => {
		const ids = new Set(Array.from({ length: 1000 }, () => requestId(undefined)));
		expect(ids.size).toBe(1000);
		for (const id of ids) expect(id).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
	});

	it('given by a proxy is kept only if it can do no harm', () => {
		expect(requestId('abc-DEF_12345')).toBe('abc-DEF_12345');
		for (const bad of ['short', 'a'.repeat(65), '<script>1', 'line\nfeed-x', 'spa ce-1234']) {
			expect(requestId(bad)).not.toBe(bad);
		}
	});
});

it('an error page names its id and holds no script', () => {
	const page = errorPage(500, 'ABCD2345');
	expect(page).toContain('ABCD2345');
	expect(page).not.toMatch(/<script|style=|<style/);
});

describe('a failure of the surroundings', () => {
	it.each([
		['ENOSPC', 'host.disk_full'],
		['53100', 'host.disk_full'],
		['EACCES', 'host.folder_denied'],
		['ECONNREFUSED', 'host.database_away'],
		['28P01', 'host.database_away'],
		['3D000', 'host.database_away'],
	])('%s is %s, with status 69', (code, expected) => {
		const failure = surroundingsFailure(Object.assign(new Error('x'), { code }), '/data');
		expect(failure?.code).toBe(expected);
		expect(failure && exitStatus(failure)).toBe(69);
	});

	it('is not made of a bug', () => {
		expect(surroundingsFailure(new TypeError('x is not a function'), '/data')).toBeUndefined();
		expect(
			surroundingsFailure(Object.assign(new Error('syntax'), { code: '42601' }), '/data'),
		).toBeUndefined();
	});
});

it('the terminal speaks Indonesian unless it asks for English', () => {
	expect(terminalLanguage({})).toBe('id');
	expect(terminalLanguage({ LANG: 'C.UTF-8' })).toBe('id');
	expect(terminalLanguage({ LANG: 'en_GB.UTF-8' })).toBe('en');
	expect(terminalLanguage({ LANG: 'en_GB.UTF-8', LC_ALL: 'id_ID.UTF-8' })).toBe('id');
});

it('metrics are counted by label and read when scraped', async () => {
	const metrics = createMetrics();
	let age: number | undefined = 4;
	metrics.count('answers_total', 'Answers.', { status: '2xx' });
	metrics.count('answers_total', 'Answers.', { status: '2xx' });
	metrics.count('answers_total', 'Answers.', { status: 'a"b\\c' });
	metrics.gauge('age_seconds', 'Age.', () => age);
	metrics.gauge('away_seconds', 'Of a database that is away.', () => Promise.reject(new Error()));
	expect((await metrics.render()).split('\n')).toEqual([
		'# HELP answers_total Answers.',
		'# TYPE answers_total counter',
		'answers_total{status="2xx"} 2',
		'answers_total{status="a\\"b\\\\c"} 1',
		'# HELP age_seconds Age.',
		'# TYPE age_seconds gauge',
		'age_seconds 4',
		'',
	]);
	age = undefined;
	expect(await metrics.render()).not.toContain('age_seconds');
});

it('the OpenAPI document says what the schemas of the routes say', () => {
	const route = apiRoute({
		path: '/things/{thing}/parts',
		summary: 'Parts of a thing.',
		params: z.object({ thing: z.string() }),
		query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
		answer: z.object({ parts: z.array(z.string()) }),
		faults: { 'things.unknown': 404 },
		handle: () => Promise.resolve({ ok: true, body: { parts: [] } }),
	});
	const document = openApiDocument('/api/v1', [route]);
	const get = document.paths['/api/v1/things/{thing}/parts']?.get;
	expect(document.openapi).toBe('3.1.0');
	expect(get?.operationId).toBe('getThingsParts');
	expect(get?.parameters).toMatchObject([
		{ name: 'thing', in: 'path', required: true },
		{ name: 'limit', in: 'query', required: false },
	]);
	expect(Object.keys(get?.responses ?? {})).toEqual(['200', '400', '404']);
});
