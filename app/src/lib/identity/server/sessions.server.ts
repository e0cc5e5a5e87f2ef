import { isAPIError } from 'better-auth/api';
import QRCode from 'qrcode';
import type {
	Actor,
	AuthenticatorBegun,
	CodeOutcome,
	IdentityApi,
	Recognised,
	SessionView,
	SignInOutcome,
	Slowed,
	Visitor,
} from '../contract.ts';
import { isOverdue } from '../domain/sessions.ts';
import { cookiesOf, headersOf, withCookies } from './cookies.server.ts';
import { rolesOf } from './roles.store.server.ts';
import { type SignIn, type SignInDeps, slowedCode } from './sign-in.server.ts';

type SessionsApi = Pick<
	IdentityApi,
	| 'recognise'
	| 'signIn'
	| 'confirmCode'
	| 'signOut'
	| 'sessions'
	| 'endSession'
	| 'endOtherSessions'
	| 'beginAuthenticator'
	| 'finishAuthenticator'
	| 'newRecoveryCodes'
>;

/** Sign-in, its second step and the sessions that follow, in the words of the contract. */
export function createSessions(auth: SignIn, deps: SignInDeps): SessionsApi {
	return {
		recognise: (visitor) => recognise(auth, deps, visitor),
		signIn: (visitor, email, password) => signIn(auth, visitor, email, password),
		confirmCode: (visitor, code, from) => confirmCode(auth, visitor, code, from),
		signOut: async (visitor) => {
			const { headers } = await auth.api.signOut({
				headers: headersOf(visitor),
				returnHeaders: true,
			});
			return { cookies: cookiesOf(headers) };
		},
		sessions: (visitor) => listSessions(auth, visitor),
		endSession: async (visitor, id) => {
			const all = await auth.api.listSessions({ headers: headersOf(visitor) });
			const ended = all.find((session) => session.id === id);
			if (ended === undefined) return;
			await auth.api.revokeSession({
				headers: headersOf(visitor),
				body: { token: ended.token },
			});
		},
		endOtherSessions: async (visitor) => {
			await auth.api.revokeOtherSessions({ headers: headersOf(visitor) });
		},
		beginAuthenticator: (visitor, password) => beginAuthenticator(auth, visitor, password),
		finishAuthenticator: (visitor, code) => finishAuthenticator(auth, visitor, code),
		newRecoveryCodes: (visitor, password) =>
			judged(async () => {
				const { backupCodes } = await auth.api.generateBackupCodes({
					headers: headersOf(visitor),
					body: { password },
				});
				return { kind: 'made' as const, recoveryCodes: backupCodes };
			}),
	};
}

async function recognise(auth: SignIn, deps: SignInDeps, visitor: Visitor): Promise<Recognised> {
	if (!visitor.cookie.includes('terang.session_token=')) return { cookies: [] };
	const { response, headers } = await auth.api.getSession({
		headers: headersOf(visitor),
		returnHeaders: true,
	});
	const cookies = cookiesOf(headers);
	if (response === null) return { cookies };
	const { session, user } = response;
	if (isOverdue(session.createdAt, deps.clock.now())) {
		const ended = await auth.api.signOut({ headers: headersOf(visitor), returnHeaders: true });
		return { cookies: cookiesOf(ended.headers) };
	}
	const actor: Actor = {
		accountId: user.id,
		personId: user.personId,
		name: user.name,
		roles: await rolesOf(deps.db, user.personId),
		secondFactor: user.twoFactorEnabled === true,
	};
	return { actor, cookies };
}

/** A session that the browser still holds ends with this one: a sign-in never continues another. */
async function signIn(
	auth: SignIn,
	visitor: Visitor,
	email: string,
	password: string,
): Promise<SignInOutcome> {
	return judged(async () => {
		const { response, headers } = await auth.api.signInEmail({
			headers: headersOf({ ...visitor, cookie: '' }),
			body: { email: email.trim(), password },
			returnHeaders: true,
		});
		const left = await auth.api.signOut({ headers: headersOf(visitor), returnHeaders: true });
		const cookies = cookiesOf(headers);
		const named = new Set(cookies.map(({ name }) => name));
		const removed = cookiesOf(left.headers).filter(({ name }) => !named.has(name));
		const kind = 'twoFactorRedirect' in response ? 'code_needed' : 'signed_in';
		return { kind, cookies: [...removed, ...cookies] };
	});
}

async function confirmCode(
	auth: SignIn,
	visitor: Visitor,
	code: string,
	from: 'authenticator' | 'recovery',
): Promise<CodeOutcome> {
	const request = {
		headers: headersOf(visitor),
		body: { code: code.replace(/\s/gu, '') },
		returnHeaders: true as const,
	};
	return judged(async () => {
		const { headers } =
			from === 'authenticator'
				? await auth.api.verifyTOTP(request)
				: await auth.api.verifyBackupCode(request);
		return { kind: 'signed_in' as const, cookies: cookiesOf(headers) };
	}, challengeOver);
}

async function listSessions(auth: SignIn, visitor: Visitor): Promise<readonly SessionView[]> {
	const headers = headersOf(visitor);
	const current = await auth.api.getSession({ headers });
	const all = await auth.api.listSessions({ headers });
	return all
		.map((session) => ({
			id: session.id,
			current: session.id === current?.session.id,
			startedAt: session.createdAt.toISOString(),
			lastUsedAt: session.updatedAt.toISOString(),
			userAgent: session.userAgent ?? '',
		}))
		.sort((a, b) => (a.lastUsedAt < b.lastUsedAt ? 1 : -1));
}

async function beginAuthenticator(
	auth: SignIn,
	visitor: Visitor,
	password: string,
): Promise<AuthenticatorBegun> {
	return judged(
		async () => {
			const begun = await auth.api.enableTwoFactor({
				headers: headersOf(visitor),
				body: { password, method: 'totp' },
			});
			if (begun.method !== 'totp') throw new Error('the library began another method');
			return {
				kind: 'begun',
				secret: new URL(begun.totpURI).searchParams.get('secret') ?? '',
				picture: await QRCode.toString(begun.totpURI, { type: 'svg', margin: 2 }),
				recoveryCodes: begun.backupCodes,
			};
		},
		{ TOTP_ALREADY_ENABLED: { kind: 'already_enrolled' } },
	);
}

/** Whoever was signed in elsewhere by the password alone is signed out. */
async function finishAuthenticator(
	auth: SignIn,
	visitor: Visitor,
	code: string,
): Promise<CodeOutcome> {
	const outcome = await confirmCode(auth, visitor, code, 'authenticator');
	if (outcome.kind !== 'signed_in') return outcome;
	const now = withCookies(visitor, outcome.cookies);
	await auth.api.revokeOtherSessions({ headers: headersOf(now) });
	return outcome;
}

/** The challenge that the password opened has been spent or has run out. */
const challengeOver = {
	INVALID_TWO_FACTOR_COOKIE: { kind: 'expired' },
	TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: { kind: 'expired' },
} as const;

/**
 * Turns the library's refusals into outcomes; what is neither a refusal nor a wait is a bug and is
 * thrown on.
 */
async function judged<Done, Special = never>(
	act: () => Promise<Done>,
	special: Readonly<Record<string, Special>> = {},
): Promise<Done | Special | { kind: 'refused' } | Slowed> {
	try {
		return await act();
	} catch (error) {
		if (!isAPIError(error) || error.statusCode >= 500) throw error;
		const body = error.body as { code?: string; seconds?: number } | undefined;
		const code = body?.code ?? '';
		if (code === slowedCode) return { kind: 'slowed', seconds: body?.seconds ?? 1 };
		const known = Object.hasOwn(special, code) ? special[code] : undefined;
		if (known !== undefined) return known;
		return { kind: 'refused' };
	}
}
