import { rotateWrapping } from '../../src/lib/platform/sealed/sealing.server.ts';
import { startSentences } from '../sentences.ts';
import type { Command } from './command.ts';
import { openInstallation } from './installation.ts';

/** A new key around the data keys: copies of the old key file open no newer copy of the database. */
export const personalKey: Command = {
	usage: 'personal-key rotate',
	summary: {
		id: 'kunci baru untuk data pribadi; proses yang berjalan tidak terganggu',
		en: 'a new key for personal data; a running process goes on',
	},
	run: async (args, context) => {
		const { language, say, complain } = context;
		if (args.length !== 1 || args[0] !== 'rotate') {
			complain(`npm run admin -- ${personalKey.usage}`);
			return 64;
		}
		const installation = await openInstallation(context.settled, context.closing, {
			exclusive: false,
		});
		if (!installation.ok) {
			for (const sentence of startSentences(installation, language)) complain(sentence);
			return 69;
		}
		const keyFile = installation.places.personalKeys;
		if (!(await rotateWrapping({ database: installation.owner.database, keyFile }))) {
			complain(
				language === 'id'
					? `${keyFile} tidak membuka data pribadi di basis data ini.`
					: `${keyFile} does not open the personal data of this database.`,
			);
			return 2;
		}
		say(
			language === 'id'
				? 'Kunci diganti. Simpan salinan baru folder keys; cadangan lama masih memerlukan salinan lama.'
				: 'The key was changed. Keep a new copy of the keys folder; older backups still need the old one.',
		);
		return 0;
	},
};
