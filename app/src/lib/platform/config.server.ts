import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { BucketSetting } from './bucket/bucket.server.ts';

export type Mode = 'demo' | 'production';

/** Where the public logs are kept. */
export type TilesPlace =
	| { readonly kind: 'folder'; readonly folder: string }
	| ({ readonly kind: 'bucket' } & BucketSetting);

/** Everything the environment decides, checked. `url` is absent where the port decides it. */
export interface Config {
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	/** Absolute path of the one folder of the installation. */
	readonly dataDir: string;
	readonly mode: Mode;
	readonly url?: string;
	readonly databaseUrl?: string;
	readonly databaseMigratorUrl?: string;
	readonly logKey?: string;
	readonly tiles?: TilesPlace;
	readonly mail?: string;
	readonly trustedProxies: readonly string[];
	readonly realData?: string;
}

/** Never holds the value, which may be a secret. */
export type ConfigFault =
	| { readonly code: 'config.unknown_setting'; readonly setting: string }
	| {
			readonly code:
				| 'config.malformed'
				| 'config.both_value_and_file'
				| 'config.file_unreadable'
				| 'config.demo_not_on_loopback'
				| 'config.required_in_production'
				| 'config.required_for_bucket';
			readonly setting: SettingName;
	  }
	| {
			readonly code: 'config.mode_differs_from_folder';
			readonly setting: 'TERANG_MODE';
			readonly folderMode: Mode;
	  };

export type ConfigReading =
	| { readonly ok: true; readonly config: Config }
	| { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** What only the data folder knows; read by the caller, so that this file stays testable. */
export interface FolderFacts {
	/** Content of `mode.json`, absent in a new folder. */
	readonly mode?: Mode;
	/** A log key was made here before. */
	readonly hasLogKey: boolean;
}

const portText = z
	.string()
	.regex(/^\d{1,5}$/)
	.transform(Number)
	.refine((port) => port <= 65535);

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/./);

const originUrl = z
	.string()
	.refine((text) => {
		const url = URL.canParse(text) ? new URL(text) : undefined;
		return (
			url !== undefined &&
			(url.protocol === 'http:' || url.protocol === 'https:') &&
			url.username === '' &&
			`${url.origin}/` === url.href
		);
	})
	.transform((text) => new URL(text).origin);

/** Bucket, then the prefix: only signs that need no escaping in an address. */
const bucketUrl =
	/^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)*)\/?$/;

const proxyList = z
	.string()
	.transform((text) =>
		text
			.split(',')
			.map((part) => part.trim())
			.filter((part) => part !== ''),
	)
	.refine((parts) => parts.every(isAddressOrRange));

/** The one table of settings: order and meaning as documented in docs/operations.md. */
const settings = {
	PORT: portText,
	HOST: z.string().min(1),
	TERANG_DATA: z.string().min(1),
	TERANG_MODE: z.enum(['demo', 'production']),
	TERANG_URL: originUrl,
	DATABASE_URL: postgresUrl,
	DATABASE_MIGRATOR_URL: postgresUrl,
	TERANG_LOG_KEY: z.string().min(1),
	TERANG_TILES: z
		.string()
		.refine((value) => bucketUrl.test(value) || !/^[a-z0-9+.-]+:\/\//i.test(value)),
	TERANG_MAIL: z.string().min(1),
	TERANG_TRUSTED_PROXIES: proxyList,
	TERANG_REAL_DATA: z.string().min(1),
	AWS_ACCESS_KEY_ID: z.string().min(1),
	AWS_SECRET_ACCESS_KEY: z.string().min(1),
	AWS_SESSION_TOKEN: z.string().min(1),
	AWS_REGION: z.string().min(1),
	AWS_ENDPOINT_URL_S3: originUrl,
};

export type SettingName = keyof typeof settings;
const settingNames = Object.keys(settings) as SettingName[];

const secrets = new Set<SettingName>([
	'DATABASE_URL',
	'DATABASE_MIGRATOR_URL',
	'TERANG_LOG_KEY',
	'TERANG_MAIL',
	'AWS_ACCESS_KEY_ID',
	'AWS_SECRET_ACCESS_KEY',
	'AWS_SESSION_TOKEN',
]);
const fileNames = new Set<string>([...secrets].map((name) => `${name}_FILE`));

/** Shape after parsing of the plain values, before the mode has its say. */
type Values = { [N in SettingName]?: z.output<(typeof settings)[N]> };

function isAddressOrRange(text: string): boolean {
	const [address = '', prefix, ...rest] = text.split('/');
	const family = isIP(address);
	if (family === 0 || rest.length > 0) return false;
	return prefix === undefined || (/^\d{1,3}$/.test(prefix) && +prefix <= (family === 4 ? 32 : 128));
}

export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

type Environment = Readonly<Record<string, string | undefined>>;
type ReadText = (path: string) => string;

/** Folder of the installation; needed before anything else can be judged. */
export function dataFolder(env: Environment, cwd: string): string {
	return resolve(cwd, env['TERANG_DATA'] || 'data');
}

/**
 * Reads and judges all settings at once; every fault is reported, not only the first.
 * An empty value counts as unset, as shells and compose files write it.
 */
export function readConfig(
	env: Environment,
	folder: FolderFacts,
	cwd: string,
	readText: ReadText = (path) => readFileSync(path, 'utf8'),
): ConfigReading {
	const faults = unknownSettings(env);
	const values: Record<string, unknown> = {};
	for (const name of settingNames) {
		const text = settingText(name, env, readText, faults);
		if (text === undefined) continue;
		const parsed = settings[name].safeParse(text);
		if (parsed.success) values[name] = parsed.data;
		else faults.push({ code: 'config.malformed', setting: name });
	}
	const known = values as Values;
	const mode = folder.mode ?? known.TERANG_MODE ?? (known.DATABASE_URL ? 'production' : 'demo');
	const config = assemble(known, mode, { dataDir: dataFolder(env, cwd), cwd });
	faults.push(...bucketFaults(known));
	faults.push(...modeFaults(config, known, folder));
	return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}

function unknownSettings(env: Environment): ConfigFault[] {
	return Object.keys(env)
		.filter((name) => name.startsWith('TERANG_') && !(name in settings) && !fileNames.has(name))
		.sort()
		.map((setting) => ({ code: 'config.unknown_setting', setting }));
}

function settingText(
	name: SettingName,
	env: Environment,
	readText: ReadText,
	faults: ConfigFault[],
): string | undefined {
	const direct = env[name] || undefined;
	const file = secrets.has(name) ? env[`${name}_FILE`] || undefined : undefined;
	if (file === undefined) return direct;
	if (direct !== undefined) {
		faults.push({ code: 'config.both_value_and_file', setting: name });
		return direct;
	}
	try {
		return readText(file).trim();
	} catch {
		faults.push({ code: 'config.file_unreadable', setting: name });
		return undefined;
	}
}

function assemble(
	values: Values,
	mode: Mode,
	{ dataDir, cwd }: { readonly dataDir: string; readonly cwd: string },
): Config {
	const optional = {
		url: values.TERANG_URL,
		databaseUrl: values.DATABASE_URL,
		databaseMigratorUrl: values.DATABASE_MIGRATOR_URL,
		logKey: values.TERANG_LOG_KEY,
		tiles: tilesPlace(values, cwd),
		mail: values.TERANG_MAIL,
		realData: values.TERANG_REAL_DATA,
	};
	const given = Object.entries(optional).filter(([, value]) => value !== undefined);
	return {
		host: values.HOST ?? '127.0.0.1',
		port: values.PORT ?? 3000,
		dataDir,
		mode,
		trustedProxies: values.TERANG_TRUSTED_PROXIES ?? [],
		...(Object.fromEntries(given) as Partial<Config>),
	};
}

/** Of a bucket whose credentials are missing nothing is made: `bucketFaults` refuses it. */
function tilesPlace(values: Values, cwd: string): TilesPlace | undefined {
	const text = values.TERANG_TILES;
	if (text === undefined) return undefined;
	const found = bucketUrl.exec(text);
	if (found === null) return { kind: 'folder', folder: resolve(cwd, text) };
	const [, bucket = '', path = ''] = found;
	const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = values;
	if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
	return {
		kind: 'bucket',
		bucket,
		prefix: path === '' ? '' : `${path.slice(1)}/`,
		region: values.AWS_REGION ?? anyRegion,
		accessKeyId,
		secretAccessKey,
		...(values.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: values.AWS_SESSION_TOKEN }),
		...(values.AWS_ENDPOINT_URL_S3 === undefined ? {} : { endpoint: values.AWS_ENDPOINT_URL_S3 }),
	};
}

/** What stores that know no regions expect in a signature. */
const anyRegion = 'us-east-1';

function bucketFaults(values: Values): ConfigFault[] {
	if (values.TERANG_TILES === undefined || !bucketUrl.test(values.TERANG_TILES)) return [];
	const needed = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
	const region = values.AWS_ENDPOINT_URL_S3 === undefined ? (['AWS_REGION'] as const) : [];
	return [...needed, ...region]
		.filter((setting) => values[setting] === undefined)
		.map((setting) => ({ code: 'config.required_for_bucket', setting }));
}

function modeFaults(config: Config, values: Values, folder: FolderFacts): ConfigFault[] {
	const faults: ConfigFault[] = [];
	if (folder.mode && values.TERANG_MODE && folder.mode !== values.TERANG_MODE) {
		faults.push({
			code: 'config.mode_differs_from_folder',
			setting: 'TERANG_MODE',
			folderMode: folder.mode,
		});
	}
	if (config.mode === 'demo') {
		// Demo accounts and /dev pages must never face a network.
		if (!isLoopback(config.host)) {
			faults.push({ code: 'config.demo_not_on_loopback', setting: 'HOST' });
		}
		return faults;
	}
	const required = {
		TERANG_URL: config.url !== undefined,
		TERANG_LOG_KEY: config.logKey !== undefined || folder.hasLogKey,
		TERANG_MAIL: config.mail !== undefined,
	};
	for (const setting of ['TERANG_URL', 'TERANG_LOG_KEY', 'TERANG_MAIL'] as const) {
		if (!required[setting]) faults.push({ code: 'config.required_in_production', setting });
	}
	return faults;
}

/** The settings as `admin doctor` prints them: secrets only as present or not. */
export function describeConfig(config: Config): readonly { name: SettingName; value: string }[] {
	const bucket = config.tiles?.kind === 'bucket' ? config.tiles : undefined;
	const shown: Record<SettingName, string | undefined> = {
		PORT: String(config.port),
		HOST: config.host,
		TERANG_DATA: config.dataDir,
		TERANG_MODE: config.mode,
		TERANG_URL: config.url,
		DATABASE_URL: config.databaseUrl,
		DATABASE_MIGRATOR_URL: config.databaseMigratorUrl,
		TERANG_LOG_KEY: config.logKey,
		TERANG_TILES: tilesText(config.tiles),
		TERANG_MAIL: config.mail,
		TERANG_TRUSTED_PROXIES: config.trustedProxies.join(', ') || undefined,
		TERANG_REAL_DATA: config.realData,
		AWS_ACCESS_KEY_ID: bucket?.accessKeyId,
		AWS_SECRET_ACCESS_KEY: bucket?.secretAccessKey,
		AWS_SESSION_TOKEN: bucket?.sessionToken,
		AWS_REGION: bucket?.region,
		AWS_ENDPOINT_URL_S3: bucket?.endpoint,
	};
	return settingNames.map((name) => {
		const value = shown[name];
		if (value === undefined) return { name, value: '(default)' };
		return { name, value: secrets.has(name) ? '(set, not shown)' : value };
	});
}

function tilesText(place: TilesPlace | undefined): string | undefined {
	if (place === undefined) return undefined;
	return place.kind === 'folder'
		? place.folder
		: `s3://${place.bucket}/${place.prefix}`.replace(/\/$/u, '');
}
