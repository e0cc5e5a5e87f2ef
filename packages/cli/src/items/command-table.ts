const output = {
	json: { type: 'boolean' },
	quiet: { type: 'boolean' },
	lang: { type: 'string' },
	out: { type: 'string' },
	plot: { type: 'boolean' },
} as const;

const responses = {
	responses: { type: 'string', required: true },
	key: { type: 'string' },
	scale: { type: 'string' },
	ignore: { type: 'string', multiple: true },
	'blank-zero': { type: 'boolean' },
	...output,
} as const;

const responsesUsage =
	'--responses FILE [--key FILE] [--scale NAME] [--ignore COLUMN …] [--blank-zero]';
const outputUsage = '[--out DIR] [--plot] [--json] [--quiet]';
const common = { positionals: [], runs: 'in_worker' } as const;

/** The commands for psychometricians; their input is described in docs/items-input.md. */
export const itemsCommands = {
	'items analyse': {
		...common,
		words: ['items', 'analyse'],
		summary: 'Classical item analysis: difficulty, item-rest, distractors, alpha, omega, SEM.',
		usage: `terang items analyse ${responsesUsage} [--missing zero|listwise] ${outputUsage}`,
		example: 'terang items analyse --responses twk.csv --key key.csv --scale TWK --out twk --plot',
		options: { ...responses, missing: { type: 'string' } },
	},
	'items calibrate': {
		...common,
		words: ['items', 'calibrate'],
		summary: 'Item parameters by marginal maximum likelihood: 1PL, 2PL, 3PL, GRM, GPCM, PCM.',
		usage: `terang items calibrate ${responsesUsage} [--model 1PL|2PL|3PL|GRM|GPCM|PCM] [--nodes N] [--errors observed|cross-product|none] ${outputUsage}`,
		example: 'terang items calibrate --responses tkp.csv --key key.csv --scale TKP --model GPCM --out tkp', // prettier-ignore
		options: {
			...responses,
			model: { type: 'string' },
			nodes: { type: 'string' },
			errors: { type: 'string' },
		},
	},
	'items score': {
		...common,
		words: ['items', 'score'],
		summary: 'Abilities of persons from calibrated items: EAP, MAP, ML, WLE with errors.',
		usage: `terang items score ${responsesUsage} --parameters FILE [--method EAP|MAP|ML|WLE] ${outputUsage}`,
		example: 'terang items score --responses twk.csv --key key.csv --parameters twk/parameters.csv --out scores', // prettier-ignore
		options: {
			...responses,
			parameters: { type: 'string', required: true },
			method: { type: 'string' },
		},
	},
	'items link': {
		...common,
		words: ['items', 'link'],
		summary: 'One calibration on the scale of another, by anchors; drift of each anchor.',
		usage: `terang items link --from FILE --to FILE [--anchors FILE] [--method mean-mean|mean-sigma|haebara|stocking-lord] ${outputUsage}`,
		example: 'terang items link --from session3/parameters.csv --to session1/parameters.csv --out linked', // prettier-ignore
		options: {
			...output,
			from: { type: 'string', required: true },
			to: { type: 'string', required: true },
			anchors: { type: 'string' },
			method: { type: 'string' },
		},
	},
	'items dif': {
		...common,
		words: ['items', 'dif'],
		summary: 'Items that favour a group among persons of the same score.',
		usage: `terang items dif ${responsesUsage} --group COLUMN [--reference LABEL] [--method mantel-haenszel|generalised|logistic] [--purifications N] ${outputUsage}`,
		example: 'terang items dif --responses tiu.csv --group gender --reference man --out dif --plot',
		options: {
			...responses,
			group: { type: 'string', required: true },
			reference: { type: 'string' },
			method: { type: 'string' },
			purifications: { type: 'string' },
		},
	},
	'items similarity': {
		...common,
		words: ['items', 'similarity'],
		summary: 'Pairs whose answers agree more than those of two who worked alone.',
		usage: `terang items similarity ${responsesUsage} [--group COLUMN] [--index gbt|omega|k|k1|k2|m4] [--rate Q] ${outputUsage}`,
		example: 'terang items similarity --responses session.csv --key key.csv --group room --out pairs', // prettier-ignore
		options: {
			...responses,
			group: { type: 'string' },
			index: { type: 'string' },
			rate: { type: 'string' },
		},
	},
	'items times': {
		...common,
		words: ['items', 'times'],
		summary: 'Lognormal model of response times; speed on exposed against fresh items.',
		usage: `terang items times --times FILE [--exposed FILE] ${outputUsage}`,
		example: 'terang items times --times seconds.csv --exposed leaked.csv --out times',
		options: { ...output, times: { type: 'string', required: true }, exposed: { type: 'string' } },
	},
	'items fit': {
		...common,
		words: ['items', 'fit'],
		summary: 'Whether items (S-X²) and persons (lz*) answer as the calibrated model says.',
		usage: `terang items fit ${responsesUsage} --parameters FILE [--method ML|MAP|WLE] [--shared-slope] ${outputUsage}`,
		example: 'terang items fit --responses twk.csv --key key.csv --parameters twk/parameters.csv',
		options: {
			...responses,
			parameters: { type: 'string', required: true },
			method: { type: 'string' },
			'shared-slope': { type: 'boolean' },
		},
	},
	'items assemble': {
		...common,
		words: ['items', 'assemble'],
		summary: 'Parallel forms out of a calibrated bank; with --check, whether given forms hold.',
		usage: `terang items assemble --bank FILE --blueprint FILE [--check FORMS] [--seed N] [--seconds N] ${outputUsage}`,
		example:
			'terang items assemble --bank bank.csv --blueprint blueprint.json --seed 7 --out forms',
		options: {
			...output,
			bank: { type: 'string', required: true },
			blueprint: { type: 'string', required: true },
			check: { type: 'string' },
			seed: { type: 'string' },
			seconds: { type: 'string' },
		},
	},
	'items raters': {
		...common,
		words: ['items', 'raters'],
		summary: 'Agreement and severity of raters: alpha, many-facet Rasch model, bias by group.',
		usage: `terang items raters --ratings FILE [--group COLUMN] ${outputUsage}`,
		example: 'terang items raters --ratings interview.csv --group gender --out raters --plot',
		options: { ...output, ratings: { type: 'string', required: true }, group: { type: 'string' } },
	},
} as const;
