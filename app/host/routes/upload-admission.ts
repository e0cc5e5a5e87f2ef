import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, type CookieToSet, permit } from '../../src/lib/identity/contract.ts';
import type { Identity } from '../../src/lib/identity/server/api.server.ts';
import {
	actionOf,
	type ImportKindName,
	type ImportPermission,
	isImportKind,
	type UploadOutcome,
} from '../../src/lib/imports/contract.ts';
import type { VacanciesApi } from '../../src/lib/vacancies/contract.ts';

/** Who may hand a file in, for what: the same whichever door it comes through. */

export interface AdmissionDeps {
	readonly identity: Pick<Identity, 'recognise'>;
	readonly vacancies: Pick<VacanciesApi, 'findSeason'>;
	readonly secure: boolean;
}

/** What a file is said to be. */
interface Purpose {
	readonly institutionId: string;
	readonly kind: string;
	readonly scopeId: string;
}

type Admission =
	| {
			readonly kind: 'admitted';
			readonly permission: ImportPermission;
			readonly of: ImportKindName;
	  }
	| { readonly kind: 'forbidden' }
	| Extract<UploadOutcome, { kind: 'refused' }>;

export async function admit(
	{ vacancies }: AdmissionDeps,
	actor: Actor,
	{ institutionId, kind, scopeId }: Purpose,
): Promise<Admission> {
	if (!isImportKind(kind)) return { kind: 'refused', code: 'imports.kind_unknown' };
	const permission = permit(actor, actionOf(kind), { institutionId });
	if (!permission.ok) return { kind: 'forbidden' };
	const season = await vacancies.findSeason(scopeId);
	if (season?.institution.id !== institutionId) {
		return { kind: 'refused', code: 'imports.scope_of_another_institution' };
	}
	return { kind: 'admitted', permission, of: kind };
}

/** Who asks, by the session; what keeps the session goes with the answer. */
export async function recognise(
	{ identity, secure }: AdmissionDeps,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<Actor | undefined> {
	const { actor, cookies } = await identity.recognise({
		cookie: request.headers.cookie ?? '',
		userAgent: request.headers['user-agent'] ?? '',
	});
	keepCookies(reply, cookies, secure);
	return actor;
}

function keepCookies(reply: FastifyReply, cookies: readonly CookieToSet[], secure: boolean): void {
	for (const { name, value, maxAge } of cookies) {
		const attributes = [
			`${name}=${encodeURIComponent(value)}`,
			'Path=/',
			'HttpOnly',
			'SameSite=Lax',
			...(secure ? ['Secure'] : []),
			...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
		];
		void reply.header('set-cookie', attributes.join('; '));
	}
}
