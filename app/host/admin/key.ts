import { newLogSecret, rotateKey } from '../../src/lib/ledger/server/api.server.ts';
import { systemClock } from '../../src/lib/platform/clock.ts';
import { startSentences } from '../sentences.ts';
import type { Command } from './command.ts';
import { openInstallation } from './installation.ts';
import { logPlaces } from './log.ts';

/** A new key is a new log: the old one is closed by the first entry of the new. */
export const key: Command = {
	usage: 'key rotate | key make',
	summary: {
		id: 'rotate: kunci dan asal baru, catatan lama ditutup; make: mencetak rahasia untuk TERANG_LOG_KEY',
		en: 'rotate: a new key and origin, the old log is closed; make: prints a secret for TERANG_LOG_KEY',
	},
	run: async (args, context) => {
		const { language, say, complain } = context;
		if (args.length === 1 && args[0] === 'make') {
			say(newLogSecret(systemClock.now()));
			return 0;
		}
		if (args.length !== 1 || args[0] !== 'rotate') {
			complain(`npm run admin -- ${key.usage}`);
			return 64;
		}
		const installation = await openInstallation(context.settled, context.closing, {
			exclusive: false,
		});
		if (!installation.ok) {
			for (const line of startSentences(installation, language)) complain(line);
			return 69;
		}
		const places = logPlaces(installation);
		const made = await rotateKey(installation.owner.database, places, systemClock.now());
		if (made === undefined) {
			complain(
				language === 'id'
					? 'Belum ada catatan publik: jalankan Terang sekali dahulu.'
					: 'There is no public log yet: start Terang once first.',
			);
			return 2;
		}
		say(`url=/log/${made.slug}/`);
		say(`origin=${made.origin}`);
		say(`vkey=${made.vkey}`);
		return 0;
	},
};
