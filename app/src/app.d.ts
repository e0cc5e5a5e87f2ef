import type { Actor, CookieToSet, IdentityApi, Visitor } from '$lib/identity/contract.ts';
import type { ImportsApi } from '$lib/imports/contract.ts';
import type { LedgerApi } from '$lib/ledger/contract.ts';
import type { NotificationsApi } from '$lib/notifications/contract.ts';
import type { CommitteeApi } from '$lib/results/committee/contract.ts';
import type { ResultsApi } from '$lib/results/contract.ts';
import type { VacanciesApi } from '$lib/vacancies/contract.ts';

/** What a page may ask for; the composition root makes one of these for the whole process. */
interface PageServices {
	readonly vacancies: VacanciesApi;
	readonly results: ResultsApi;
	readonly committee: CommitteeApi;
	readonly ledger: LedgerApi;
	readonly identity: IdentityApi;
	readonly imports: ImportsApi;
	readonly notifications: NotificationsApi;
	readonly clock: { now(): Date };
	readonly config: { readonly mode: 'demo' | 'production'; readonly secure: boolean };
	/** Addresses of the browser scripts by name, with a digest in each. */
	readonly scripts: Readonly<Record<string, string>>;
}

declare global {
	namespace App {
		interface Locals {
			services: PageServices;
			requestId: string;
			visitor: Visitor;
			/** Who is signed in; absent for the public. */
			actor?: Actor;
			/** Hands cookies of the sign-in to the browser with this answer. */
			keepCookies(cookies: readonly CookieToSet[]): void;
		}
		interface Platform {
			req: { terang?: { services: PageServices; requestId: string } };
		}
	}
}

export {};
