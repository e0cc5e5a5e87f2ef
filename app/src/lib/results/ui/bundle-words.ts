import * as m from '$lib/paraglide/messages';

/** The files of a published version in the order in which they are explained, and what each holds. */
export const bundleWords: readonly { readonly name: string; readonly holds: () => string }[] = [
	{ name: 'manifest.json', holds: m.data_file_manifest },
	{ name: 'selection.json', holds: m.data_file_selection },
	{ name: 'pack.json', holds: m.data_file_pack },
	{ name: 'vacancies.csv', holds: m.data_file_vacancies },
	{ name: 'participants.csv', holds: m.data_file_participants },
	{ name: 'decisions.csv', holds: m.data_file_decisions },
	{ name: 'results.csv', holds: m.data_file_results },
	{ name: 'report.json', holds: m.data_file_report },
	{ name: 'publication.tlog-proof', holds: m.data_file_proof },
	{ name: 'checkpoint', holds: m.data_file_checkpoint },
];
