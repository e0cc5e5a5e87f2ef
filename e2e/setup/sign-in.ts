import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';

/** Somebody of the demo who can sign in. */
export interface SignIn {
	readonly role: string;
	readonly institution: string | null;
	readonly email: string;
	readonly password: string;
	readonly totpSecret: string;
}

/**
 * @param email as in `sign-ins.json` of the data folder
 * @param dataFolder of a site of one's own; else of the one that all journeys share
 */
export function signInOf(email: string, dataFolder = process.env['E2E_DATA'] ?? ''): SignIn {
	const file = path.join(dataFolder, 'sign-ins.json');
	const all = JSON.parse(readFileSync(file, 'utf8')) as readonly SignIn[];
	const found = all.find((each) => each.email === email);
	if (found === undefined) throw new Error(`The demo has no sign-in for ${email}.`);
	return found;
}

/** What an authenticator app shows: RFC 6238, six digits, thirty seconds. */
export function authenticatorCode(secret: string): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = Array.from(secret, (letter) =>
		alphabet.indexOf(letter).toString(2).padStart(5, '0'),
	).join('');
	const key = Buffer.from((bits.match(/.{8}/gu) ?? []).map((byte) => parseInt(byte, 2)));
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
	const digest = createHmac('sha1', key).update(counter).digest();
	const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff;
	return String(number % 1_000_000).padStart(6, '0');
}

/** Through the forms, as a person does; ends where the work of the account begins. */
export async function signIn(page: Page, email: string, dataFolder?: string): Promise<void> {
	await page.goto('/masuk');
	await fillSignIn(page, signInOf(email, dataFolder));
	await expect(page).not.toHaveURL(/\/masuk/u);
}

/** The two forms of a sign-in, from wherever a visitor was sent to them. */
export async function fillSignIn(page: Page, who: SignIn): Promise<void> {
	await page.getByLabel('Surel').fill(who.email);
	await page.getByLabel('Kata sandi').fill(who.password);
	await page.getByRole('button', { name: 'Masuk' }).click();
	await page.getByLabel('Kode autentikator').fill(authenticatorCode(who.totpSecret));
	await page.getByRole('button', { name: 'Lanjutkan' }).click();
}
