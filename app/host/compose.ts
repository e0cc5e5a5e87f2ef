import { sql } from 'kysely';
import type { ApiRoute } from '../src/lib/platform/api-route.server.ts';
import type { Clock } from '../src/lib/platform/clock.ts';
import type { Config } from '../src/lib/platform/config.server.ts';
import type { OpenDatabase } from '../src/lib/platform/database.server.ts';
import type { Log } from '../src/lib/platform/log.server.ts';
import type { Metrics } from '../src/lib/platform/metrics.ts';
import type { ResultsApi } from '../src/lib/results/contract.ts';
import { createResults } from '../src/lib/results/server/api.server.ts';
import { createVacancies } from '../src/lib/vacancies/server/api.server.ts';
import type { Closing } from './closing.ts';
import { type DataPlaces, keepSecret } from './data-folder.ts';
import type { StartFailure } from './failure.ts';
import { addDemoWitness, logReadiness, startLedger } from './ledger.ts';
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
	readonly buildFolder: string;
	readonly closing: Closing;
	readonly stop: AbortSignal;
}

export interface Composed {
	readonly ok: true;
	readonly services: Services;
	readonly api: readonly ApiRoute[];
	readonly readiness: readonly ReadinessCheck[];
	/** What may take longer than a visitor waits: runs when pages are already answered. */
	begin(): Promise<void>;
}

/** The one place where capabilities meet their surroundings and each other. */
export async function compose(input: ComposeInput): Promise<Composed | StartFailure> {
	const { config, clock, scripts } = input;
	const ledger = await startLedger(input);
	const vacancies = createVacancies({ database: input.database.database, clock, log: ledger });
	const results = createResults({
		database: input.database.database,
		clock,
		log: ledger,
		vacancies,
		folders: {
			inputs: input.places.inputs,
			published: input.places.publicData,
			aside: input.places.aside,
		},
		lookupKey: keepSecret(input.places, 'lookup'),
	});
	return {
		ok: true,
		services: {
			vacancies,
			results: { ...nothingPublished, publishedIndex: () => results.publishedIndex() },
			ledger,
			clock,
			config: { mode: config.mode },
			scripts,
		},
		api: [],
		readiness: [databaseReadiness(input.database), logReadiness(ledger, input)],
		begin: async () => {
			await addDemoWitness(ledger, input);
			await results.resume();
		},
	};
}

const nothingPublished: ResultsApi = {
	selections: () => Promise.resolve([]),
	findSelection: () => Promise.resolve(undefined),
	findVacancyResult: () => Promise.resolve(undefined),
	rows: () => Promise.resolve(undefined),
	lookUpMine: () => Promise.resolve({ kind: 'no_match' }),
	publishedIndex: () => Promise.resolve([]),
};

function databaseReadiness({ database }: OpenDatabase): ReadinessCheck {
	return {
		name: 'database',
		check: async () => {
			await sql`SELECT 1`.execute(database);
			return { ok: true };
		},
	};
}
