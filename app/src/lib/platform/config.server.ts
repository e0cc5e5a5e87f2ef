import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';

export type Mode = 'demo' | 'production';

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
	readonly tiles?: string;
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
				| 'config.required_in_production';
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
	/** A folder. An object store is refused until there is one that compares and swaps. */
	TERANG_TILES: z
		.string()
		.min(1)
		.refine(
			(value) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(value),
			'must be a folder: object stores are not supported yet',
		),
	TERANG_MAIL: z.string().min(1),
	TERANG_TRUSTED_PROXIES: proxyList,
	TERANG_REAL_DATA: z.string().min(1),
};

export type SettingName = keyof typeof settings;
const settingNames = Object.keys(settings) as SettingName[];

const secrets = new Set<SettingName>([
	'DATABASE_URL',
	'DATABASE_MIGRATOR_URL',
	'TERANG_LOG_KEY',
	'TERANG_MAIL',
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
	const config = assemble(known, mode, dataFolder(env, cwd));
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

function assemble(values: Values, mode: Mode, dataDir: string): Config {
	const optional = {
		url: values.TERANG_URL,
		databaseUrl: values.DATABASE_URL,
		databaseMigratorUrl: values.DATABASE_MIGRATOR_URL,
		logKey: values.TERANG_LOG_KEY,
		tiles: values.TERANG_TILES,
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
	const shown: Record<SettingName, string | undefined> = {
		PORT: String(config.port),
		HOST: config.host,
		TERANG_DATA: config.dataDir,
		TERANG_MODE: config.mode,
		TERANG_URL: config.url,
		DATABASE_URL: config.databaseUrl,
		DATABASE_MIGRATOR_URL: config.databaseMigratorUrl,
		TERANG_LOG_KEY: config.logKey,
		TERANG_TILES: config.tiles,
		TERANG_MAIL: config.mail,
		TERANG_TRUSTED_PROXIES: config.trustedProxies.join(', ') || undefined,
		TERANG_REAL_DATA: config.realData,
	};
	return settingNames.map((name) => {
		const value = shown[name];
		if (value === undefined) return { name, value: '(default)' };
		return { name, value: secrets.has(name) ? '(set, not shown)' : value };
	});
}
