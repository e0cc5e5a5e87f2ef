/** The names inside a published bundle (`docs/log-spec.md`, "The published bundle"). */

/** The data files that the manifest binds, in the order it lists them. */
export const dataFiles = [
	'selection.json',
	'pack.json',
	'vacancies.csv',
	'participants.csv',
	'decisions.csv',
	'results.csv',
	'report.json',
] as const;

export type DataFile = (typeof dataFiles)[number];

export const manifestFile = 'manifest.json';
export const proofFile = 'publication.tlog-proof';
export const checkpointFile = 'checkpoint';

/** Everything a complete bundle holds. */
export const bundleFiles: readonly string[] = [
	manifestFile,
	...dataFiles,
	proofFile,
	checkpointFile,
];
