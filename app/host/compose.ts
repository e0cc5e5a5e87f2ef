import type { Clock } from '../src/lib/platform/clock.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { OpenDatabase } from '../src/lib/platform/database.server.ts';
import type { Log } from '../src/lib/platform/log.server.ts';
import type { Metrics } from '../src/lib/platform/metrics.ts';
import { sql } from 'kysely';
import type { Closing } from './closing.ts';
import type { DataPlaces } from './data-folder.ts';
import type { StartFailure } from './failure.ts';
import type { ReadinessCheck } from './routes/probes.ts';
import type { Services } from './services.ts';

export interface ComposeInput {
	readonly config: Config;
	readonly places: DataPlaces;
	readonly database: OpenDatabase;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly clock: Clock;
	readonly scripts: Readonly<Record<string, string>>;
	readonly closing: Closing;
}

export interface Composed {
	readonly ok: true;
	readonly services: Services;
	readonly readiness: readonly ReadinessCheck[];
	/** What may take longer than a visitor waits: runs when pages are already answered. */
	begin(): Promise<void>;
}

/** The one place where capabilities meet their surroundings and each other. */
export async function compose(input: ComposeInput): Promise<Composed | StartFailure> {
	const { database, config, clock, scripts } = input;
	await sql`SELECT 1`.execute(database.database);
	const services = { config: { mode: config.mode }, clock, scripts } as Services;
	return {
		ok: true,
		services,
		readiness: [
			{
				name: 'database',
				check: async () => {
					await sql`SELECT 1`.execute(database.database);
					return { ok: true };
				},
			},
		],
		begin: () => Promise.resolve(),
	};
}
