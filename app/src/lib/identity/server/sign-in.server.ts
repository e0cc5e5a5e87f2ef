import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Kysely } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import { idleSeconds, renewSeconds } from '../domain/sessions.ts';
import { shortestPassword } from '../domain/password.ts';
import type { IdentityTables } from './identity.tables.server.ts';
import { hashPassword, type IdentityKeys, verifyPassword } from './secrets.server.ts';
import { beginTry, endTry } from './slowdown.store.server.ts';

export interface SignInDeps {
	readonly db: Kysely<IdentityTables>;
	readonly clock: Clock;
	readonly keys: IdentityKeys;
	/** The public origin is https: cookies are bound to it. */
	readonly secure: boolean;
	readonly url: string | undefined;
	readonly onError?: ((error: unknown) => void) | undefined;
}

/** The library's own code for a try that must wait; `seconds` comes along. */
export const slowedCode = 'SLOWED';

/** Steps in which something secret is guessed. */
const guessed = [
	'/sign-in/email',
	'/two-factor/verify-totp',
	'/two-factor/verify-backup-code',
	'/two-factor/enable',
	'/two-factor/generate-backup-codes',
];

/**
 * The sign-in library with our tables, our hash and our slowing of wrong tries. It is called by our
 * forms alone; its own HTTP door stays closed. Its limits by address are off: they would lock a room
 * of two hundred behind one address.
 */
export function createSignIn(deps: SignInDeps) {
	return betterAuth(optionsOf(deps));
}

export type SignIn = ReturnType<typeof createSignIn>;

function optionsOf(deps: SignInDeps) {
	const { db, keys, secure, url } = deps;
	return {
		appName: 'Terang',
		baseURL: url ?? 'http://localhost',
		basePath: '/api/auth',
		secret: keys.signing,
		database: { db: db as Kysely<never>, type: 'postgres', schemaName: 'identity' },
		telemetry: { enabled: false },
		logger: { level: 'error', log: () => undefined },
		onAPIError: {
			onError: (error) => {
				if (!isAPIError(error)) deps.onError?.(error);
			},
		},
		rateLimit: { enabled: false },
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: shortestPassword,
			password: {
				hash: hashPassword,
				verify: ({ hash, password }) => verifyPassword(hash, password),
			},
		},
		...tables,
		session: { ...tables.session, expiresIn: idleSeconds, updateAge: renewSeconds },
		advanced: {
			// The library would choose `__Secure-`; `__Host-` also binds a cookie to this one host.
			useSecureCookies: false,
			cookiePrefix: secure ? '__Host-terang' : 'terang',
			defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
			ipAddress: { disableIpTracking: true },
			database: { validateSchema: false },
		},
		hooks: slowingHooks(deps),
		plugins: [
			twoFactor({
				issuer: 'Terang',
				accountLockout: { enabled: false },
				backupCodeOptions: { storeBackupCodes: 'encrypted', amount: 10 },
				schema: {
					user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
					twoFactor: {
						modelName: 'authenticator',
						fields: {
							backupCodes: 'backup_codes',
							userId: 'user_id',
							failedVerificationCount: 'failed_verification_count',
							lockedUntil: 'locked_until',
						},
					},
				},
			}),
		],
	} satisfies BetterAuthOptions;
}

const dated = { createdAt: 'created_at', updatedAt: 'updated_at' };

/** Names of our tables and columns for the library's fields. */
const tables = {
	user: {
		modelName: 'account',
		fields: { emailVerified: 'email_verified', ...dated },
		additionalFields: {
			personId: { type: 'string', required: true, input: false, fieldName: 'person_id' },
		},
	},
	account: {
		modelName: 'credential',
		fields: {
			accountId: 'account_id',
			providerId: 'provider_id',
			userId: 'user_id',
			accessToken: 'access_token',
			refreshToken: 'refresh_token',
			idToken: 'id_token',
			accessTokenExpiresAt: 'access_token_expires_at',
			refreshTokenExpiresAt: 'refresh_token_expires_at',
			...dated,
		},
	},
	session: {
		modelName: 'session',
		fields: {
			userId: 'user_id',
			expiresAt: 'expires_at',
			ipAddress: 'ip_address',
			userAgent: 'user_agent',
			...dated,
		},
	},
	verification: {
		modelName: 'verification',
		fields: { expiresAt: 'expires_at', ...dated },
	},
} as const;

/** Before a guess is judged it is counted; after a right one the count is cleared. */
function slowingHooks({ db, clock, keys }: SignInDeps): NonNullable<BetterAuthOptions['hooks']> {
	const keyOf = new WeakMap<object, Uint8Array>();
	return {
		before: createAuthMiddleware(async (ctx) => {
			if (!guessed.includes(ctx.path)) return;
			const body = ctx.body as { email?: unknown } | undefined;
			const tried = await whatIsTried(ctx, body?.email);
			if (tried === undefined) return;
			const key = keys.slowdownKey(tried);
			const seconds = await beginTry(db, key, clock);
			if (seconds > 0) throw new APIError('TOO_MANY_REQUESTS', { code: slowedCode, seconds });
			keyOf.set(ctx.context, key);
		}),
		after: createAuthMiddleware(async (ctx) => {
			const key = keyOf.get(ctx.context);
			if (key === undefined) return;
			await endTry(db, key, isAPIError(ctx.context.returned) ? 'wrong' : 'right');
		}),
	};
}

type Context = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/**
 * The account whose secret is guessed: by its e-mail, by the challenge that the cookie names, or by
 * the session, which somebody else may hold who does not know the password.
 */
async function whatIsTried(ctx: Context, email: unknown): Promise<string | undefined> {
	if (ctx.path === '/sign-in/email') {
		return typeof email === 'string' ? `password:${email.trim().toLowerCase()}` : undefined;
	}
	const { name } = ctx.context.createAuthCookie('two_factor');
	const challenge = await ctx.getSignedCookie(name, ctx.context.secret);
	if (typeof challenge === 'string') {
		const found = await ctx.context.internalAdapter.findVerificationValue(challenge);
		return found === null ? undefined : `code:${found.value}`;
	}
	const session = await getSessionFromCtx(ctx);
	if (session === null) return undefined;
	const secret = ctx.path.startsWith('/two-factor/verify-') ? 'code' : 'password';
	return secret === 'code' ? `code:${session.user.id}` : `password:${session.user.email}`;
}
