import type { DataPlaces } from '../../app/host/data-folder.ts';

/** What a place of the data folder holds about people, how, and until when. */
export interface FileMark {
	/** Below the data folder. */
	readonly path: string;
	readonly holds: string;
	readonly form: string;
	readonly ends: string;
}

const noPerson = 'nothing about people';
const always = 'with the installation';

/** Every place of the data folder: one that is added and not marked does not compile. */
export const files: Readonly<Record<keyof DataPlaces, FileMark>> = {
	mode: { path: 'mode.json', holds: noPerson, form: 'readable', ends: always },
	connection: { path: 'database.json', holds: noPerson, form: 'readable', ends: always },
	tiles: {
		path: 'tiles/',
		holds: 'the log: numbers of participants, pseudonyms of staff, texts that people wrote for it',
		form: 'public',
		ends: 'never',
	},
	files: { path: 'files/', holds: 'the two folders below', form: 'readable', ends: always },
	inputs: {
		path: 'files/inputs/',
		holds:
			'what versions and runs are made from: names, birth dates, GPA, wishes, marks; beside each, in `.data`, the seven files that would be published',
		form: 'files with names, birth dates, GPA and wishes sealed as wholes; `.data` by number alone',
		ends: 'emptied 180 days after the newest version; a run that was not published goes after 180 days, or when one of its people is erased',
	},
	uploads: {
		path: 'files/uploads/',
		holds: 'files of a committee, until they are taken in or given up',
		form: 'sealed',
		ends: 'when taken in or given up, after 30 days at the latest',
	},
	aside: {
		path: 'aside/',
		holds: 'what is being written, in the form of the place it is for',
		form: 'as there',
		ends: 'a day after an interruption',
	},
	publicData: {
		path: 'public/data/',
		holds: 'published bundles: outcomes and marks by number of participant, no name',
		form: 'public',
		ends: 'never',
	},
	witness: { path: 'witness/', holds: noPerson, form: 'readable', ends: always },
	keys: { path: 'keys/', holds: 'keys; see the two files in it', form: 'mode 0700', ends: always },
	personalKeys: { path: 'keys/personal.key', holds: noPerson, form: 'mode 0600', ends: always },
	erased: {
		path: 'keys/erased.jsonl',
		holds: 'selection and number of whoever was erased, and when',
		form: 'readable, mode 0600',
		ends: 'never: an older backup must not bring them back',
	},
	mails: {
		path: 'mails/',
		holds: 'letters of a demo to invented people',
		form: 'readable; a production has none',
		ends: always,
	},
	signIns: {
		path: 'sign-ins.json',
		holds: 'sign-ins of invented staff of a demo',
		form: 'readable, mode 0600; a production has none',
		ends: always,
	},
	logs: { path: 'logs/', holds: 'nothing about people (ADR 0046)', form: 'readable', ends: always },
};
