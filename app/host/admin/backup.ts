import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { appliedMigrations } from '../../src/lib/platform/migrate.server.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import {
	filesBelow,
	listSlugs,
	openTiles,
	snapshotStore,
	type TileStore,
} from '../../src/lib/ledger/server/api.server.ts';
import { tilesPlace } from '../data-folder.ts';
import { startSentences } from '../sentences.ts';
import { exportTable, listSequences, listTables } from './backup-database.ts';
import {
	type BackupFile,
	isMissing,
	putInPlace,
	readChunks,
	writeFileSynced,
} from './backup-files.ts';
import { type BackupManifest, manifestName } from './backup-manifest.ts';
import type { Command, CommandContext } from './command.ts';
import { type Installation, openInstallation } from './installation.ts';

/** Copies database, tiles and files; the log's secret key stays apart. */
export const backup: Command = {
	usage: 'backup <folder> [--with-key <other folder>]',
	summary: {
		id: 'menyalin basis data, catatan publik, dan berkas; kunci tidak ikut tanpa --with-key',
		en: 'copies database, public log and files; the key only with --with-key',
	},
	run: async (args, context) => {
		const asked = parse(args);
		if (asked === undefined) {
			context.complain(`npm run admin -- ${backup.usage}`);
			return 64;
		}
		const { folder, keyFolder } = asked;
		for (const target of [folder, ...(keyFolder === undefined ? [] : [keyFolder])]) {
			if (await isEmpty(target)) continue;
			context.complain(says(context, 'not_empty', target));
			return 2;
		}
		const installation = await openInstallation(context.settled, context.closing, {
			exclusive: false,
		});
		if (!installation.ok) {
			for (const line of startSentences(installation, context.language)) context.complain(line);
			return 69;
		}
		return take(installation, folder, keyFolder, context);
	},
};

function parse(
	args: readonly string[],
): { readonly folder: string; readonly keyFolder?: string } | undefined {
	const [folder, flag, keyFolder, ...rest] = args;
	if (folder === undefined || folder.startsWith('--') || rest.length > 0) return undefined;
	const absolute = path.resolve(folder);
	if (flag === undefined) return { folder: absolute };
	if (flag !== '--with-key' || keyFolder === undefined) return undefined;
	const apart = path.resolve(keyFolder);
	// A key inside the backup would travel with it, to wherever backups are kept.
	const inside = apart === absolute || apart.startsWith(absolute + path.sep);
	return inside ? undefined : { folder: absolute, keyFolder: apart };
}

async function isEmpty(folder: string): Promise<boolean> {
	try {
		return (await readdir(folder)).length === 0;
	} catch (error) {
		if (isMissing(error)) return true;
		throw error;
	}
}

async function take(
	installation: Installation,
	folder: string,
	keyFolder: string | undefined,
	context: CommandContext,
): Promise<number> {
	const aside = `${folder}.part-${randomBytes(4).toString('hex')}`;
	try {
		const manifest = await copyAll(installation, aside);
		const text = new TextEncoder().encode(`${JSON.stringify(manifest, undefined, '\t')}\n`);
		await writeFileSynced(aside, manifestName, [text]);
		await rm(folder, { recursive: true, force: true });
		await putInPlace(aside, folder);
		const size = manifest.logs.at(-1)?.size ?? 0;
		context.say(says(context, 'done', folder, manifest.files.length, size));
	} catch (error) {
		await rm(aside, { recursive: true, force: true });
		throw error;
	}
	if (keyFolder === undefined) {
		context.say(says(context, 'key_apart', installation.places.keys));
		return 0;
	}
	await copyBelow(installation.places.keys, keyFolder, '');
	context.say(says(context, 'key_copied', keyFolder));
	return 0;
}

/**
 * Database first, in one snapshot; then the log, which is therefore never behind the rows; then the
 * published files, which never change once they are there.
 */
async function copyAll(installation: Installation, aside: string): Promise<BackupManifest> {
	const { config, places, owner } = installation;
	const rows = await copyDatabase(installation, aside);
	const tiles = openTiles(tilesPlace(config, places));
	const logs: BackupManifest['logs'] = [];
	const files: BackupFile[] = [...rows.files];
	for (const slug of await listSlugs(owner.database)) {
		const copied = await copyLog(tiles.store(slug), aside, slug);
		if (copied === undefined) continue;
		logs.push(copied.log);
		files.push(...copied.files);
	}
	files.push(...(await copyBelow(places.inputs, aside, 'files/inputs/')));
	files.push(...(await copyBelow(places.publicData, aside, 'public/data/')));
	return {
		format: 'terang-backup/1',
		madeAt: systemClock.now().toISOString(),
		mode: config.mode,
		migrations: [...(await appliedMigrations(owner.database))],
		tables: rows.tables,
		sequences: rows.sequences,
		logs,
		files,
	};
}

async function copyDatabase(
	{ owner }: Installation,
	aside: string,
): Promise<Pick<BackupManifest, 'tables' | 'sequences'> & { readonly files: BackupFile[] }> {
	const client = await owner.pool.connect();
	try {
		await client.query('begin isolation level repeatable read read only');
		const tables: BackupManifest['tables'] = [];
		const files: BackupFile[] = [];
		for (const table of await listTables(client)) {
			const file = `database/${table.name}.copy`;
			files.push(await writeFileSynced(aside, file, exportTable(client, table)));
			tables.push({ name: table.name, columns: [...table.columns], file });
		}
		await client.query('commit');
		return { tables, files, sequences: [...(await listSequences(client))] };
	} finally {
		client.release();
	}
}

async function copyLog(
	store: TileStore,
	aside: string,
	slug: string,
): Promise<
	{ readonly log: BackupManifest['logs'][number]; readonly files: BackupFile[] } | undefined
> {
	const snapshot = await snapshotStore(store);
	if (snapshot === undefined) return undefined;
	const { checkpoint, generation, size, root } = snapshot;
	const files: BackupFile[] = [];
	const into = `tiles/${slug}/`;
	for (const name of snapshot.files) {
		const bytes = await store.read(name);
		if (bytes !== undefined) files.push(await writeFileSynced(aside, into + name, [bytes]));
	}
	if (checkpoint !== undefined) {
		files.push(await writeFileSynced(aside, `${into}checkpoint`, [checkpoint]));
	}
	return { log: { slug, generation, size, root }, files };
}

async function copyBelow(source: string, target: string, prefix: string): Promise<BackupFile[]> {
	const files: BackupFile[] = [];
	for (const name of await filesBelow(source)) {
		files.push(await writeFileSynced(target, prefix + name, readChunks(path.join(source, name))));
	}
	return files;
}

const sentences = {
	not_empty: {
		id: (folder: string) => `${folder} tidak kosong: pilih folder baru.`,
		en: (folder: string) => `${folder} is not empty: choose a new folder.`,
	},
	done: {
		id: (folder: string, files: string, size: string) =>
			`Cadangan tersimpan di ${folder}: ${files} berkas, catatan publik sampai ukuran ${size}.`,
		en: (folder: string, files: string, size: string) =>
			`Backup written to ${folder}: ${files} files, public log up to size ${size}.`,
	},
	key_apart: {
		id: (keys: string) =>
			`Kunci penanda tangan tidak ikut disalin. Simpan salinan ${keys} di tempat lain yang aman.`,
		en: (keys: string) =>
			`The signing key is not in it. Keep a copy of ${keys} in another safe place.`,
	},
	key_copied: {
		id: (keys: string) => `Kunci penanda tangan disalin ke ${keys}.`,
		en: (keys: string) => `The signing key was copied to ${keys}.`,
	},
} as const;

function says(
	{ language }: CommandContext,
	sentence: keyof typeof sentences,
	...values: readonly (string | number)[]
): string {
	const [first = '', second = '', third = ''] = values.map(String);
	return sentences[sentence][language](first, second, third);
}
