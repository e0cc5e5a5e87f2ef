/**
 * Who may import whom. Each rule stands beside a fixture in `bad/<rule name>/` that breaks it; the
 * check fails when a fixture passes, so a rule that no longer bites is noticed.
 */

const severity = /** @type {const} */ ('error');

/** Order of a recruitment: a capability may lean on those before it, never on those after it. */
const recruitment = [
	'needs',
	'vacancies',
	'outreach',
	'applications',
	'screening',
	'exams',
	'assessments',
	'results',
	'appeals',
	'development',
	'performance',
	'voice',
	'oversight',
];
/** Underneath all of them; they lean on no capability. */
const foundations = ['identity', 'ledger', 'documents', 'notifications'];
/** Takes files in for whoever owns what is in them; asks who may. */
const intake = ['imports'];

const anyCapability = `(?:${[...recruitment, ...foundations, ...intake].join('|')})`;
const tests = '\\.(?:test|spec)\\.ts$|/testing(?:\\.ts$|/)|/test/';
const pureCode = `^packages/(?:rules|ledger|bundle|psychometrics)/src/|^app/src/lib/${anyCapability}/(?:domain/|contract\\.ts$)`;

/** Types that platform and pages share: a closed list of codes, and nothing that runs. */
const sharedCodes = '^app/src/lib/platform/tables/fault-codes\\.ts$';

/** Small, pure libraries that run in every engine. */
const pureLibraries =
	'^node_modules/(?:@noble/(?:hashes|curves)|@stdlib/[^/]+|canonicalize|fflate|zod)/';

const forward = recruitment.slice(0, -1).map((name, index) => ({
	name: `backwards-along-the-recruitment-${name}`,
	comment: 'What comes later in a recruitment is told by events, never called.',
	severity,
	from: { path: `^app/src/lib/${name}/`, pathNot: tests },
	to: { path: `^app/src/lib/(?:${recruitment.slice(index + 1).join('|')})/` },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const rules = [
	{
		name: 'no-cycles',
		comment: 'Two modules that need each other are one module or lack a third.',
		severity,
		from: {},
		to: { circular: true },
	},
	{
		name: 'resolvable',
		comment: 'An import that cannot be resolved would escape every other rule.',
		severity,
		from: {},
		to: { couldNotResolve: true, pathNot: '^(?:\\$app|\\$env)/|/paraglide/|^\\./\\$types$' },
	},
	{
		name: 'pure-stays-pure',
		comment: 'Pure code has no IO, so that the same bytes come out of every engine.',
		severity,
		from: { path: pureCode, pathNot: tests },
		to: { dependencyTypes: ['core'] },
	},
	{
		name: 'pure-leans-on-pure',
		comment: 'Pure code reaches neither platform, nor server, nor a library with IO.',
		severity,
		from: { path: pureCode, pathNot: tests },
		to: {
			pathNot: [pureCode, pureLibraries, sharedCodes],
			dependencyTypesNot: ['core'],
			couldNotResolve: false,
		},
	},
	{
		name: 'front-doors-only',
		comment: 'Another capability is entered by contract.ts or server/api.server.ts.',
		severity,
		from: { path: `^app/src/lib/(${anyCapability})/`, pathNot: tests },
		to: {
			path: `^app/src/lib/${anyCapability}/`,
			pathNot: ['^app/src/lib/$1/', '/contract\\.ts$', '/server/api\\.server\\.ts$'],
		},
	},
	{
		name: 'front-doors-from-outside',
		comment: 'Routes and host use front doors and pages too; the inside stays free to change.',
		severity,
		from: { path: '^app/(?:src/routes|host|demo)/', pathNot: tests },
		to: {
			path: `^app/src/lib/${anyCapability}/`,
			pathNot: ['/contract\\.ts$', '/server/(?:api|routes)\\.server\\.ts$', '/ui/'],
		},
	},
	...forward,
	{
		name: 'foundations-stand-alone',
		comment: 'What lies underneath every capability knows none of them.',
		severity,
		from: { path: `^app/src/lib/(${foundations.join('|')})/`, pathNot: tests },
		to: { path: `^app/src/lib/${anyCapability}/`, pathNot: '^app/src/lib/$1/' },
	},
	{
		name: 'platform-knows-no-capability',
		comment: 'Platform and design system serve all and speak of none.',
		severity,
		from: { path: '^app/src/lib/(?:platform|ui)/', pathNot: tests },
		to: { path: `^app/src/lib/${anyCapability}/` },
	},
	{
		name: 'browser-never-reaches-server',
		comment: 'Server code in a page would land in the browser bundle.',
		severity,
		from: {
			path: '\\.svelte$|/ui/|^app/src/browser/|\\+(?:page|layout)\\.ts$',
			pathNot: tests,
		},
		to: { path: '\\.server\\.ts$|^app/(?:host|launcher|migrations)/|^app/src/lib/platform/' },
	},
	{
		name: 'routes-hold-no-database',
		comment: 'A page asks a capability; only the capability asks the database.',
		severity,
		from: { path: '^app/src/routes/' },
		to: { path: '^node_modules/(?:pg|kysely)/|^app/src/lib/platform/database' },
	},
	{
		name: 'packages-stand-alone',
		comment: 'Packages are for people outside the application.',
		severity,
		from: { path: '^packages/' },
		to: { path: '^(?:app|tools|bench|e2e)/' },
	},
	{
		name: 'launcher-stands-alone',
		comment: 'The launcher starts a database and knows nothing of what is kept in it.',
		severity,
		from: { path: '^app/launcher/', pathNot: tests },
		to: { path: '^app/(?!launcher/)|^packages/' },
	},
	{
		name: 'no-test-code-in-the-product',
		comment: 'What exists for tests must not ship.',
		severity,
		from: { path: '^(?:packages|app)/', pathNot: `${tests}|^app/launcher/testing` },
		to: { path: tests },
	},
];
