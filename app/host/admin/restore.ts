import path from 'node:path';
import { migrations } from '../../migrations/index.ts';
import {
	compareStores,
	folderStore,
	layCopy,
	openTiles,
	type StoreComparison,
	type TileStore,
} from '../../src/lib/ledger/server/api.server.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import { prepareFolder, rememberMode, tilesPlace } from '../data-folder.ts';
import { startSentences } from '../sentences.ts';
import { copyIfAbsent, fileFault } from './backup-files.ts';
import { type BackupManifest, manifestName, readManifest } from './backup-manifest.ts';
import type { Command, CommandContext } from './command.ts';
import { type Installation, openInstallation } from './installation.ts';
import { holdsData, loadDatabase, replaceEmbedded } from './restore-database.ts';
import { restoreSays } from './restore-sentences.ts';

/** Puts a backup in place; never a tile store over one that has gone further. */
export const restore: Command = {
	usage: 'restore <folder>',
	summary: {
		id: 'mengembalikan cadangan; catatan publik yang sudah lebih maju tidak pernah diganti',
		en: 'puts a backup in place; a public log that has gone further is never replaced',
	},
	run: async (args, context) => {
		const [given, ...rest] = args;
		if (given === undefined || given.startsWith('--') || rest.length > 0) {
			context.complain(`npm run admin -- ${restore.usage}`);
			return 64;
		}
		const folder = path.resolve(given);
		const manifest = await readManifest(folder);
		if (manifest === undefined) return refuse(context, 'no_backup', folder);
		const unknown = manifest.migrations.find((name) => !(name in migrations));
		if (unknown !== undefined) return refuse(context, 'newer', unknown);
		if (!(await isWhole(folder, manifest, context))) return 2;
		const installation = await openInstallation(context.settled, context.closing, {
			exclusive: true,
		});
		if (!installation.ok) {
			for (const line of startSentences(installation, context.language)) context.complain(line);
			return 69;
		}
		return put(installation, folder, manifest, context);
	},
};

/** Every byte is checked before anything is touched. */
async function isWhole(
	folder: string,
	manifest: BackupManifest,
	context: CommandContext,
): Promise<boolean> {
	let whole = true;
	for (const file of manifest.files) {
		const fault = await fileFault(folder, file);
		if (fault === undefined) continue;
		whole = false;
		context.complain(`${path.join(folder, file.path)}: backup.file_${fault}`);
	}
	if (!whole) context.complain(restoreSays(context, 'damaged', folder));
	return whole;
}

interface PlannedStore {
	readonly slug: string;
	readonly from: TileStore;
	readonly into: TileStore;
	readonly comparison: StoreComparison;
}

async function put(
	installation: Installation,
	folder: string,
	manifest: BackupManifest,
	context: CommandContext,
): Promise<number> {
	const { config } = installation;
	const stores = await plan(installation, folder, manifest);
	const stranger = stores.find(({ comparison }) => comparison === 'different');
	if (stranger !== undefined) return refuse(context, 'other_log', stranger.slug, 1);
	const external = config.databaseUrl !== undefined;
	if (external && (await holdsData(installation.connection))) {
		return refuse(context, 'database_not_empty');
	}
	const places = prepareFolder(config.dataDir);
	rememberMode(places, manifest.mode);
	// The log first: rows without their log would start a second one, a log without rows starts nothing.
	for (const store of stores) await putStore(store, context);
	await putFiles(folder, manifest, 'files/inputs/', places.inputs);
	await putFiles(folder, manifest, 'public/data/', places.publicData);
	if (external) {
		await loadDatabase(installation.connection, folder, manifest);
	} else {
		const old = await replaceEmbedded(installation.connection, folder, manifest);
		if (old !== undefined) context.say(restoreSays(context, 'old_rows', old));
	}
	context.say(restoreSays(context, 'done', manifest.madeAt));
	return 0;
}

function plan(
	{ config, places }: Installation,
	folder: string,
	manifest: BackupManifest,
): Promise<readonly PlannedStore[]> {
	const tiles = openTiles(tilesPlace(config, places));
	return Promise.all(
		manifest.logs.map(async ({ slug }) => {
			const from = folderStore(path.join(folder, 'tiles', slug));
			const into = tiles.store(slug);
			return { slug, from, into, comparison: await compareStores(into, from) };
		}),
	);
}

async function putStore(
	{ slug, from, into, comparison }: PlannedStore,
	context: CommandContext,
): Promise<void> {
	if (comparison === 'same_or_ahead') {
		context.say(restoreSays(context, 'store_kept', slug));
		return;
	}
	await layCopy(from, into, systemClock.now());
	context.say(restoreSays(context, 'store_read_only', slug));
}

async function putFiles(
	folder: string,
	manifest: BackupManifest,
	prefix: string,
	into: string,
): Promise<void> {
	for (const { path: name } of manifest.files) {
		if (!name.startsWith(prefix)) continue;
		await copyIfAbsent(path.join(folder, name), path.join(into, name.slice(prefix.length)));
	}
}

function refuse(
	context: CommandContext,
	sentence: 'no_backup' | 'newer' | 'other_log' | 'database_not_empty',
	value = '',
	status = 2,
): number {
	context.complain(restoreSays(context, sentence, value || manifestName));
	return status;
}
