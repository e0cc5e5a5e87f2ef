import { parseArgs } from 'node:util';
import { type FirstInvitation, inviteFirst } from '../../src/lib/identity/server/api.server.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import { appliedMigrations } from '../../src/lib/platform/migrate.server.ts';
import { exitStatus } from '../failure.ts';
import { type Language, startSentences } from '../sentences.ts';
import type { Command, CommandContext } from './command.ts';
import { openInstallation } from './installation.ts';

/** The first two administrators of an installation; they bring in everybody else, together. */
export const invite: Command = {
	usage: 'invite --email <email>',
	summary: {
		id: 'mencetak tautan sekali pakai untuk administrator pertama dan kedua',
		en: 'prints a one-time link for the first and the second administrator',
	},
	run: async (args, context) => {
		const email = emailIn(args);
		if (email === undefined) {
			context.complain(`npm run admin -- ${invite.usage}`);
			return 64;
		}
		return inviteTo(email, context);
	},
};

function emailIn(args: readonly string[]): string | undefined {
	try {
		const { values, positionals } = parseArgs({
			args: [...args],
			options: { email: { type: 'string' } },
			allowPositionals: true,
		});
		const given = [...positionals, ...(values.email === undefined ? [] : [values.email])];
		return given.length === 1 ? given[0] : undefined;
	} catch {
		return undefined;
	}
}

async function inviteTo(email: string, context: CommandContext): Promise<number> {
	const { settled, closing, language, say, complain } = context;
	const installation = await openInstallation(settled, closing, { exclusive: false });
	if (!installation.ok) {
		for (const sentence of startSentences(installation, language)) complain(sentence);
		return exitStatus(installation);
	}
	const { database } = installation.owner;
	const applied = await appliedMigrations(database);
	if (!applied.some((name) => name.endsWith('_identity_people'))) {
		complain(notStarted[language]);
		return 69;
	}
	const invited = await inviteFirst(database, systemClock, email);
	if (!invited.ok) {
		complain(refusals[invited.code][language]);
		return invited.code === 'identity.email_malformed' ? 2 : 1;
	}
	const { url, host, port } = settled.config;
	say((url ?? `http://${host}:${port}`) + invited.path);
	complain(validity[language]);
	return 0;
}

type Sentence = Readonly<Record<Language, string>>;

const notStarted: Sentence = {
	id: 'Basis data belum disiapkan. Jalankan `npm start` sekali dulu.',
	en: 'The database has not been prepared. Run `npm start` once first.',
};

const validity: Sentence = {
	id: 'Tautan berlaku 24 jam dan sekali pakai; tautan lama untuk surel ini tidak berlaku lagi.',
	en: 'The link works once, for 24 hours; earlier links to this e-mail have ended.',
};

const refusals: Readonly<Record<Extract<FirstInvitation, { ok: false }>['code'], Sentence>> = {
	'identity.administrators_exist': {
		id: 'Sudah ada dua administrator. Orang lain mereka undang berdua, di /admin/orang.',
		en: 'There are two administrators. They invite others together, at /admin/orang.',
	},
	'identity.email_malformed': {
		id: 'Alamat surel tidak lengkap.',
		en: 'The e-mail address is not whole.',
	},
	'identity.email_in_use': {
		id: 'Surel ini sudah punya akun.',
		en: 'This e-mail already has an account.',
	},
};
