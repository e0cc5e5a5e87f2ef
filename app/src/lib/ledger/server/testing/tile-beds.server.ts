import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	type BucketServer,
	startBucketServer,
} from '../../../platform/bucket/testing/bucket-server.ts';
import type { TilesPlace } from '../../../platform/config.server.ts';

/** An empty place for tiles, and what an operator may do to it behind the application's back. */
export interface TileBed {
	readonly place: TilesPlace;
	/** Of a bucket. */
	readonly server?: BucketServer;
	/** Copies everything; the result puts the copy back over whatever came after it. */
	save(): Promise<() => Promise<void>>;
	/** Removes what lies below a path of the place. */
	remove(path: string): Promise<void>;
	close(): Promise<void>;
}

export type BedKind = 'folder' | 'bucket';
export const bedKinds: readonly BedKind[] = ['folder', 'bucket'];

export function openBed(kind: BedKind): Promise<TileBed> {
	return kind === 'folder' ? openFolderBed() : openBucketBed();
}

async function openFolderBed(): Promise<TileBed> {
	const parent = await mkdtemp(join(tmpdir(), 'terang-tiles-'));
	const folder = join(parent, 'tiles');
	let copies = 0;
	return {
		place: { kind: 'folder', folder },
		async save() {
			copies += 1;
			const copy = join(parent, `copy-${copies}`);
			await cp(folder, copy, { recursive: true });
			return async () => {
				await rm(folder, { recursive: true });
				await cp(copy, folder, { recursive: true });
			};
		},
		remove: (path) => rm(join(folder, path), { recursive: true, force: true }),
		close: () => rm(parent, { recursive: true, force: true }),
	};
}

async function openBucketBed(): Promise<TileBed> {
	const server = await startBucketServer();
	const prefix = 'log/';
	return {
		server,
		place: { kind: 'bucket', ...server.setting(prefix) },
		save() {
			const copy = new Map(server.objects);
			return Promise.resolve(() => {
				server.objects.clear();
				for (const [key, bytes] of copy) server.objects.set(key, bytes);
				return Promise.resolve();
			});
		},
		remove(path) {
			for (const key of server.objects.keys()) {
				if (key.startsWith(prefix + path)) server.objects.delete(key);
			}
			return Promise.resolve();
		},
		close: () => server.stop(),
	};
}
