import { join } from 'node:path';
import { type BucketPatience, openBucket } from '../../platform/bucket/bucket.server.ts';
import type { TilesPlace } from '../../platform/config.server.ts';
import { bucketFiles, examineBucket } from './bucket-files.server.ts';
import { folderFiles } from './log-files.server.ts';
import { type TileStore, tileStore } from './tile-store.server.ts';

/** Where an installation keeps its logs: a store for each, by slug. */
export interface TileHome {
	store(slug: string): TileStore;
	/** Where the stores are folders of this machine: their parent, to serve files from. */
	readonly folder?: string;
	/**
	 * Whether a log is safe here; asked once, before anything is signed.
	 * @throws BucketFault with the reason why not
	 */
	examine(): Promise<void>;
}

export function openTiles(place: TilesPlace, patience: Partial<BucketPatience> = {}): TileHome {
	if (place.kind === 'folder') {
		return {
			folder: place.folder,
			store: (slug) => tileStore(folderFiles(join(place.folder, slug))),
			examine: () => Promise.resolve(),
		};
	}
	const bucket = openBucket(place, patience);
	return {
		store: (slug) => tileStore(bucketFiles(bucket, `${slug}/`)),
		examine: () => examineBucket(bucket),
	};
}
