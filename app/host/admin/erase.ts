import { systemClock } from '../../src/lib/platform/clock.ts';
import { giveUpWaiting } from '../../src/lib/imports/server/api.server.ts';
import {
	discardStaged,
	erase as eraseParticipant,
	type ErasureOutcome,
} from '../../src/lib/results/server/api.server.ts';
import { openSealing } from '../../src/lib/platform/sealed/sealing.server.ts';
import { prepareFolder, resultFolders } from '../data-folder.ts';
import { type Language, startSentences } from '../sentences.ts';
import type { Command } from './command.ts';
import { openInstallation } from './installation.ts';

/** At a person's request, or a court's: what is kept of one participant goes, the proofs stay. */
export const erase: Command = {
	usage: 'erase <selection> <participant number>',
	summary: {
		id: 'menghapus data pribadi satu peserta; bukti semua orang tetap berlaku',
		en: "erases one participant's personal data; everybody's proofs stay valid",
	},
	run: async (args, context) => {
		const { language, say, complain } = context;
		const [selectionId, participantId, ...rest] = args;
		if (selectionId === undefined || participantId === undefined || rest.length > 0) {
			complain(`npm run admin -- ${erase.usage}`);
			return 64;
		}
		const installation = await openInstallation(context.settled, context.closing, {
			exclusive: false,
		});
		if (!installation.ok) {
			for (const sentence of startSentences(installation, language)) complain(sentence);
			return 69;
		}
		const places = prepareFolder(installation.config.dataDir);
		const { database } = installation.owner;
		const keyFile = places.personalKeys;
		const opened = await openSealing({ database, clock: systemClock, keyFile });
		if (!opened.ok) {
			for (const sentence of startSentences(opened, language)) complain(sentence);
			return 69;
		}
		const outcome = await eraseParticipant(
			{
				database,
				sealing: opened.sealing,
				clock: systemClock,
				folders: resultFolders(places),
				register: places.erased,
				giveUpWaiting: (id) =>
					giveUpWaiting({ database, folder: places.uploads, discard: discardStaged }, id),
			},
			{ selectionId, participantId },
		);
		if (outcome.kind === 'refused') {
			complain(refusals[outcome.code][language]);
			return 1;
		}
		say(done[language]);
		return 0;
	},
};

type Sentence = Readonly<Record<Language, string>>;

const done: Sentence = {
	id: 'Terhapus. Salin folder keys lagi: daftar penghapusan di dalamnya membuat cadangan lama tidak menghidupkannya kembali.',
	en: 'Erased. Copy the keys folder again: the list of erasures in it keeps an older backup from bringing the data back.',
};

const refusals: Readonly<Record<Extract<ErasureOutcome, { kind: 'refused' }>['code'], Sentence>> = {
	'results.publication_underway': {
		id: 'Seleksi ini sedang dihitung atau diumumkan; ulangi setelah selesai.',
		en: 'This selection is being ranked or published; try again when that is done.',
	},
	'results.participant_unknown': {
		id: 'Tidak ada data pribadi tersimpan untuk nomor itu di seleksi ini.',
		en: 'No personal data is kept for that number in this selection.',
	},
};
