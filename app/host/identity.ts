import { demoStaff } from '../demo/staff.ts';
import { createIdentity, type Identity } from '../src/lib/identity/server/api.server.ts';
import { type Ledger, LogStopped } from '../src/lib/ledger/server/api.server.ts';
import type { Notifications } from '../src/lib/notifications/server/api.server.ts';
import type { ComposeInput } from './compose-input.ts';
import { type DataPlaces, keepSecret, writePrivate } from './data-folder.ts';

export function startIdentity(
	input: ComposeInput,
	log: Ledger,
	notifications: Notifications,
): Identity {
	const { config, places, database, clock, url } = input;
	return createIdentity({
		database: database.database,
		clock,
		log: {
			append: (trx, entries) => log.append(trx, entries),
			whenSequenced: (ref, options) => log.whenSequenced(ref, options),
			isStopped: (error) => error instanceof LogStopped,
		},
		secret: keepSecret(places, 'identity'),
		url: config.url,
		invitations: {
			send: (trx, { key, kind, email, path }) =>
				notifications.enqueue(trx, { key, to: email, ...letters[kind](url + path) }),
		},
		onError: (error) => input.log.error({ err: error }, 'identity failed'),
	});
}

/** In both languages: whoever is invited has not chosen one yet. */
function invitationLetter(link: string) {
	return {
		subject: 'Undangan bekerja dengan Terang',
		text: `Anda diundang bekerja dengan Terang, sistem seleksi ASN.

Buka tautan ini dalam 24 jam untuk membuat kata sandi dan memasang aplikasi autentikator:
${link}

Tautan hanya dapat dipakai sekali. Bila Anda tidak menunggu undangan ini, abaikan surat ini.

---

You are invited to work with Terang, the system that recruits civil servants.
Open the link above within 24 hours to choose a password and set up an authenticator app.
It works once. If you did not expect this invitation, ignore this letter.
`,
	};
}

function passwordLetter(link: string) {
	return {
		subject: 'Kata sandi baru untuk Terang',
		text: `Seseorang, mungkin Anda, meminta kata sandi baru untuk akun Terang dengan surel ini.

Buka tautan ini dalam 24 jam; kodenya tetap dari aplikasi autentikator Anda:
${link}

Bila bukan Anda, abaikan surat ini. Kata sandi lama tetap berlaku.

---

Somebody, perhaps you, asked for a new password for the Terang account with this e-mail.
Open the link above within 24 hours; the code still comes from your authenticator app.
If it was not you, ignore this letter. The old password stays valid.
`,
	};
}

function resetLetter(link: string) {
	return {
		subject: 'Akses Terang Anda diatur ulang',
		text: `Dua administrator mengatur ulang akses Anda ke Terang. Autentikator, kata sandi, dan semua sesi lama tidak berlaku lagi.

Buka tautan ini dalam 24 jam untuk membuat kata sandi baru dan memasang aplikasi autentikator:
${link}

Bila Anda tidak memintanya, segera hubungi administrator instansi Anda.

---

Two administrators reset your access to Terang. Your authenticator, password and all sessions have ended.
Open the link above within 24 hours to choose a new password and set up an authenticator app.
If you did not ask for this, contact the administrator of your institution at once.
`,
	};
}

const letters = { invitation: invitationLetter, password: passwordLetter, reset: resetLetter };

/** Makes the demo's people and leaves their sign-ins where whoever tries it can find them. */
export async function keepDemoSignIns(identity: Identity, places: DataPlaces): Promise<void> {
	writePrivate(places.signIns, await identity.keepDemoPeople(demoStaff()));
}
