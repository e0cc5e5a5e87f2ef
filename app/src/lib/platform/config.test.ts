import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Config, describeConfig, isLoopback, readConfig } from './config.server.ts';

const newFolder = { hasLogKey: false };
const production = {
	DATABASE_URL: 'postgresql://app@db/terang',
	TERANG_URL: 'https://terang.example',
	TERANG_LOG_KEY: 'secret-log-key',
	TERANG_MAIL: 'smtp://user:secret-mail@mail',
};

function read(env: Record<string, string>, folder: Parameters<typeof readConfig>[1] = newFolder) {
	return readConfig(env, folder, '/srv/terang', (file) => {
		if (file === '/run/secrets/key') return 'from a file\n';
		throw new Error('absent');
	});
}

function faultsOf(...input: Parameters<typeof read>): string[] {
	const reading = read(...input);
	return reading.ok ? [] : reading.faults.map(({ code, setting }) => `${code} ${setting}`);
}

function configOf(...input: Parameters<typeof read>): Config {
	const reading = read(...input);
	if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
	return reading.config;
}

describe('the mode', () => {
	it('of a new folder is demo, or production where a database is given', () => {
		expect(configOf({}).mode).toBe('demo');
		expect(configOf(production).mode).toBe('production');
	});

	it('is what the folder says from then on', () => {
		expect(configOf(production, { mode: 'demo', hasLogKey: false }).mode).toBe('demo');
		expect(faultsOf({ TERANG_MODE: 'demo' }, { mode: 'production', hasLogKey: true })).toContain(
			'config.mode_differs_from_folder TERANG_MODE',
		);
	});
});

describe('a demo', () => {
	it('listens on loopback only', () => {
		for (const HOST of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) {
			expect(faultsOf({ HOST })).toEqual([]);
		}
		for (const HOST of ['0.0.0.0', '::', '192.168.1.4', 'terang.example', '127.0.0.1.example']) {
			expect(faultsOf({ HOST })).toEqual(['config.demo_not_on_loopback HOST']);
		}
	});
});

describe('production', () => {
	it('needs its public origin, log key and mail', () => {
		expect(faultsOf({ DATABASE_URL: production.DATABASE_URL })).toEqual([
			'config.required_in_production TERANG_URL',
			'config.required_in_production TERANG_LOG_KEY',
			'config.required_in_production TERANG_MAIL',
		]);
	});

	it('takes a log key that the folder already holds', () => {
		const withoutKey = { ...production, TERANG_LOG_KEY: '' };
		expect(faultsOf(withoutKey, { mode: 'production', hasLogKey: true })).toEqual([]);
	});
});

describe('settings', () => {
	it('unknown TERANG_ names are faults, others are not ours', () => {
		expect(faultsOf({ TERANG_DATE: 'x', PATH: '/bin', TERANG_URL_FILE: '/x' })).toEqual([
			'config.unknown_setting TERANG_DATE',
			'config.unknown_setting TERANG_URL_FILE',
		]);
	});

	it.each([
		['PORT', '65536'],
		['PORT', '-1'],
		['PORT', '80a'],
		['TERANG_MODE', 'staging'],
		['TERANG_URL', 'terang.example'],
		['TERANG_URL', 'https://terang.example/path'],
		['TERANG_URL', 'https://user@terang.example'],
		['TERANG_URL', 'ftp://terang.example'],
		['DATABASE_URL', 'mysql://db'],
		['TERANG_TRUSTED_PROXIES', 'proxy.internal'],
		['TERANG_TRUSTED_PROXIES', '10.0.0.0/33'],
		['TERANG_TRUSTED_PROXIES', '10.0.0.0/8/8'],
	])('%s=%s is malformed', (name, value) => {
		expect(faultsOf({ TERANG_MODE: 'demo', [name]: value })).toContain(`config.malformed ${name}`);
	});

	it('that are empty count as unset', () => {
		expect(configOf({ PORT: '', TERANG_URL: '', TERANG_LOG_KEY: '', TERANG_MODE: '' })).toEqual(
			configOf({}),
		);
	});

	it('that are secret may come from a file, but not twice', () => {
		expect(configOf({ TERANG_LOG_KEY_FILE: '/run/secrets/key' }).logKey).toBe('from a file');
		expect(faultsOf({ TERANG_LOG_KEY_FILE: '/run/secrets/none' })).toEqual([
			'config.file_unreadable TERANG_LOG_KEY',
		]);
		expect(faultsOf({ TERANG_LOG_KEY: 'x', TERANG_LOG_KEY_FILE: '/run/secrets/key' })).toEqual([
			'config.both_value_and_file TERANG_LOG_KEY',
		]);
	});

	it('give the data folder as an absolute path', () => {
		expect(configOf({}).dataDir).toBe(path.resolve('/srv/terang/data'));
		expect(configOf({ TERANG_DATA: '../else' }).dataDir).toBe(path.resolve('/srv/else'));
	});

	it('never show a secret when described', () => {
		const shown = JSON.stringify(describeConfig(configOf(production)));
		for (const secret of ['secret-log-key', 'secret-mail', 'postgresql://']) {
			expect(shown).not.toContain(secret);
		}
		expect(shown).toContain('https://terang.example');
	});

	it('never appear with their value in a fault', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[!-~]{12,40}$/), (value) => {
				const reading = read({ DATABASE_URL: `x${value}`, TERANG_URL: `x${value}` });
				expect(JSON.stringify(reading)).not.toContain(JSON.stringify(value).slice(1, -1));
			}),
		);
	});
});

it('a name that merely begins like loopback is not loopback', () => {
	expect(isLoopback('127.0.0.1.evil.example')).toBe(false);
	expect(isLoopback('localhost.example')).toBe(false);
});

describe('the place of the tiles', () => {
	const bucket = {
		TERANG_TILES: 's3://terang-log/palu/2026',
		AWS_ACCESS_KEY_ID: 'AKTERANG',
		AWS_SECRET_ACCESS_KEY: 'rahasia',
		AWS_REGION: 'ap-southeast-3',
	};

	it('is a folder, made absolute', () => {
		expect(configOf({ TERANG_TILES: 'ubin' }).tiles).toEqual({
			kind: 'folder',
			folder: '/srv/terang/ubin',
		});
	});

	it('is a bucket with what may stand before its keys', () => {
		expect(configOf(bucket).tiles).toEqual({
			kind: 'bucket',
			bucket: 'terang-log',
			prefix: 'palu/2026/',
			region: 'ap-southeast-3',
			accessKeyId: 'AKTERANG',
			secretAccessKey: 'rahasia',
		});
		expect(configOf({ ...bucket, TERANG_TILES: 's3://terang-log/' }).tiles).toMatchObject({
			prefix: '',
		});
	});

	it('of another store than AWS needs no region', () => {
		const endpoint = 'https://s3.example.go.id';
		expect(
			configOf({ ...bucket, AWS_REGION: '', AWS_ENDPOINT_URL_S3: endpoint }).tiles,
		).toMatchObject({ endpoint, region: 'us-east-1' });
	});

	it.each([
		's3://',
		's3://X',
		's3://a/b c',
		's3://bucket/x?y',
		's3://bucket/../x',
		'gs://bucket',
		'https://x/y',
	])('is not %s', (text) => {
		expect(faultsOf({ ...bucket, TERANG_TILES: text })).toEqual(['config.malformed TERANG_TILES']);
	});

	it('needs credentials and a region where it is a bucket of AWS', () => {
		expect(faultsOf({ TERANG_TILES: bucket.TERANG_TILES })).toEqual([
			'config.required_for_bucket AWS_ACCESS_KEY_ID',
			'config.required_for_bucket AWS_SECRET_ACCESS_KEY',
			'config.required_for_bucket AWS_REGION',
		]);
	});

	it('is shown without its credentials, which may come from files', () => {
		const config = configOf({
			...bucket,
			AWS_SECRET_ACCESS_KEY: '',
			AWS_SECRET_ACCESS_KEY_FILE: '/run/secrets/key',
		});
		expect(config.tiles).toMatchObject({ secretAccessKey: 'from a file' });
		const shown = describeConfig(config).map(({ name, value }) => `${name}=${value}`);
		expect(shown).toContain('TERANG_TILES=s3://terang-log/palu/2026');
		expect(shown.join()).not.toMatch(/AKTERANG|from a file/);
	});
});
