import type { Command } from './command.ts';

/** Said plainly, so that nobody waits for a mail that will not come. */
export const invite: Command = {
	usage: 'invite <email>',
	summary: {
		id: 'mengundang administrator pertama (belum tersedia)',
		en: 'invites the first administrator (not available yet)',
	},
	run: (_args, { language, complain }) => {
		complain(
			language === 'id'
				? 'Rilis ini belum mempunyai akun: semua halamannya terbuka untuk umum dan tidak ada yang dapat diundang.'
				: 'This release has no accounts yet: all its pages are public and there is nobody to invite.',
		);
		return Promise.resolve(69);
	},
};
