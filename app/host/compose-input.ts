import type { TileHome } from '../src/lib/ledger/server/api.server.ts';
import type { Clock } from '../src/lib/platform/clock.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { OpenDatabase } from '../src/lib/platform/database.server.ts';
import type { Log } from '../src/lib/platform/log.server.ts';
import type { Metrics } from '../src/lib/platform/metrics.ts';
import type { Sealing } from '../src/lib/platform/sealed/sealing.server.ts';
import type { Closing } from './closing.ts';
import type { DataPlaces } from './data-folder.ts';

/** The surroundings that capabilities are put into. */
export interface ComposeInput {
	readonly config: Config;
	readonly places: DataPlaces;
	readonly database: OpenDatabase;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly sealing: Sealing;
	readonly tiles: TileHome;
	readonly clock: Clock;
	/** Under which visitors know us; letters point there. */
	readonly url: string;
	readonly scripts: Readonly<Record<string, string>>;
	readonly buildFolder: string;
	readonly closing: Closing;
	readonly stop: AbortSignal;
}
