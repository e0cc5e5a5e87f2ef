import { createHash, createHmac, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * Keys of one installation, all derived from one secret that never enters the database: a copy of
 * the database alone opens no authenticator and confirms no guess of an employee number.
 */
export interface IdentityKeys {
	/** Signs cookies and encrypts authenticators' secrets. */
	readonly signing: string;
	/** Equality without the value. */
	employeeNumberKey(digits: string): Uint8Array;
	/** Of what was tried: an e-mail or an account. */
	slowdownKey(tried: string): Uint8Array;
	/** Values that come out the same at every start. */
	derived(label: string): Uint8Array;
}

export function identityKeys(secret: Uint8Array): IdentityKeys {
	const derived = (label: string) => createHmac('sha256', secret).update(label).digest();
	return {
		signing: derived('signing').toString('base64url'),
		employeeNumberKey: (digits) => derived(`employee-number:${digits}`),
		slowdownKey: (tried) => derived(`slowdown:${tried}`),
		derived,
	};
}

/** Argon2id with 19 MiB, two passes, one lane: the smallest setting that OWASP recommends. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
	return hash(password, cost);
}

export function verifyPassword(stored: string, password: string): Promise<boolean> {
	return verify(stored, password);
}

/** A pseudonym that says nothing of the person it stands for. */
export function newPersonId(): string {
	return `orang-${randomBytes(10).toString('hex')}`;
}

export function newId(): string {
	return randomBytes(16).toString('hex');
}

export function newToken(): string {
	return randomBytes(32).toString('base64url');
}

/** What is kept of a token: whoever reads the database cannot follow the link. */
export function tokenKey(token: string): Uint8Array {
	return createHash('sha256').update(token).digest();
}
