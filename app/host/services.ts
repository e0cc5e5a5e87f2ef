import type { IdentityApi } from '../src/lib/identity/contract.ts';
import type { ImportsApi } from '../src/lib/imports/contract.ts';
import type { LedgerApi } from '../src/lib/ledger/contract.ts';
import type { NotificationsApi } from '../src/lib/notifications/contract.ts';
import type { Clock } from '../src/lib/platform/clock.ts';
import type { Mode } from '../src/lib/platform/config.server.ts';
import type { CommitteeApi } from '../src/lib/results/committee/contract.ts';
import type { ResultsApi } from '../src/lib/results/contract.ts';
import type { VacanciesApi } from '../src/lib/vacancies/contract.ts';

/** What pages and API routes may ask for: one of these per process, made by compose.ts. */
export interface Services {
	readonly vacancies: VacanciesApi;
	readonly results: ResultsApi;
	readonly committee: CommitteeApi;
	readonly ledger: LedgerApi;
	readonly identity: IdentityApi;
	readonly imports: ImportsApi;
	readonly notifications: NotificationsApi;
	readonly clock: Clock;
	/** `secure`: the public origin is https, so cookies are bound to it. */
	readonly config: { readonly mode: Mode; readonly secure: boolean };
	/** Addresses of the browser scripts by name, with a digest in each. */
	readonly scripts: Readonly<Record<string, string>>;
}
